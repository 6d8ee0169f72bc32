/** The folder of the local system: who can read what is in it. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDataFolder } from '../../infra/local/data-folder.ts';

let outer: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'countersign-folder-'));
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

const rightsOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

it('is for its owner alone, with every file in it', () => {
  const { path, write, append } = openDataFolder(join(outer, 'data'));

  write('clock.json', 5);
  append('outbox.jsonl', { link: 'https://x.example/decide/4AAA' });

  expect(rightsOf(path)).toBe('700');
  expect(readdirSync(path).map((name) => [name, rightsOf(join(path, name))])).toEqual([
    ['clock.json', '600'],
    ['outbox.jsonl', '600'],
  ]);
});

it('takes from others what they could read before, and leaves alone what is not its own', () => {
  for (const name of ['outbox.jsonl', 'dead-letters.jsonl', 'state.db', 'state.db-wal', 'directory.json'])
    writeFileSync(join(outer, name), '');
  for (const name of readdirSync(outer)) chmodSync(join(outer, name), 0o644);
  chmodSync(outer, 0o755);

  openDataFolder(outer);

  const rights = Object.fromEntries(readdirSync(outer).map((name) => [name, rightsOf(join(outer, name))]));
  expect(rights).toEqual({
    ...{ 'outbox.jsonl': '600', 'dead-letters.jsonl': '600', 'state.db': '600', 'state.db-wal': '600' },
    'directory.json': '644',
  });
  expect(rightsOf(outer)).toBe('755');
});

it('opens where a file of the engine is gone meanwhile, and leaves alone what is called much like one', () => {
  symlinkSync(join(outer, 'gone'), join(outer, 'state.db-wal'));
  mkdirSync(join(outer, 'state.db.copies'), { mode: 0o755 });

  openDataFolder(outer);

  expect(rightsOf(join(outer, 'state.db.copies'))).toBe('755');
});
