/** The directories, each against the contract; and what a file can get wrong. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createFileDirectory } from '../../shared/adapters/directory/file-directory.ts';
import { createMemoryDirectory } from '../../shared/adapters/directory/memory-directory.ts';
import { directoryContract } from '../contract/directory.ts';
import { person } from '../support/builders.ts';

describe('what tokens prove', () => {
  directoryContract(async () => createClaimsDirectory(), 'it knows of no groups but those that tokens prove');

  it('lists nobody: it gives everybody back as they came', async () => {
    const alice = person('alice@example.com', ['finance'], 'local');

    expect(await createClaimsDirectory().resolve(alice)).toEqual(alice);
  });
});

describe('a directory in memory', () => {
  directoryContract(async (groups) => createMemoryDirectory({ groups }));

  it.each([
    ['a group that it has not', { finance: ['group:seniors'] }, 'groups.finance.0'],
    ['an empty name', { finance: ['alice@example.com', ''] }, 'groups.finance.1'],
    ['a group within a name', { finance: ['group:a:b'] }, 'groups.finance.0'],
    ['a person in the place of a group', { 'alice@example.com': [] }, 'groups.alice@example.com'],
  ])('refuses %s, naming the field', (_what, groups: Record<string, string[]>, path) => {
    expect(() => createMemoryDirectory({ groups })).toThrow(
      expect.objectContaining({ code: 'invalid-settings', details: { errors: [expect.objectContaining({ path })] } }),
    );
  });
});

describe('a directory in a file', () => {
  let folder = '';
  let files = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'directory-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes the file as if at that second. */
  const write = (file: string, content: unknown, second = 1): void => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    utimesSync(file, second, second);
  };
  const newFile = (content: unknown): string => {
    const file = join(folder, `${++files}.json`);
    write(file, content);
    return file;
  };

  directoryContract(async (groups) => createFileDirectory(newFile({ groups })));

  it('is read anew when it was changed, though it is as long as before', async () => {
    const file = newFile({ groups: { finance: ['ann@example.com'] } });
    const directory = createFileDirectory(file);

    const before = await directory.members('finance');
    write(file, { groups: { finance: ['bob@example.com'] } }, 2);
    const after = await directory.members('finance');

    expect([before, after]).toEqual([['ann@example.com'], ['bob@example.com']]);
    expect((await directory.resolve(person('ann@example.com'))).groups).toEqual([]);
  });

  it('is read once while it stays as it is', async () => {
    const file = newFile({ groups: { finance: ['ann@example.com'] } });
    const directory = createFileDirectory(file);

    write(file, { groups: { finance: ['bob@example.com'] } });

    expect(await directory.members('finance')).toEqual(['ann@example.com']);
  });

  it.each([
    ['no JSON', '{ "groups": ', /JSON/],
    ['no groups', {}, /groups is required/],
    ['another field', { groups: {}, people: {} }, /people is not a field/],
    [
      'a group that is no list',
      { groups: { finance: 'ann@example.com' } },
      /groups\.finance must be of the type array/,
    ],
    ['a member that is no text', { groups: { finance: ['ann@example.com', 7] } }, /groups\.finance\.1 must be/],
    ['a group that it has not', { groups: { finance: ['seniors'] } }, /groups\.finance\.0 "seniors" is no person/],
  ])('is refused with %s: the file and the field are named', (_what, content, message) => {
    const file = newFile(content);

    expect(() => createFileDirectory(file)).toThrow(expect.objectContaining({ code: 'invalid-settings' }));
    expect(() => createFileDirectory(file)).toThrow(message);
    expect(() => createFileDirectory(file)).toThrow(file);
  });

  it('is refused where there is none', () => {
    const file = join(folder, 'none.json');

    expect(() => createFileDirectory(file)).toThrow(expect.objectContaining({ code: 'invalid-settings' }));
    expect(() => createFileDirectory(file)).toThrow(file);
  });

  it('that is broken later is an error, and mended it counts again', async () => {
    const file = newFile({ groups: { finance: ['ann@example.com'] } });
    const directory = createFileDirectory(file);
    write(file, '{', 2);

    await expect(directory.members('finance')).rejects.toMatchObject({ code: 'invalid-settings' });
    write(file, { groups: { finance: ['bob@example.com'] } }, 3);

    expect(await directory.members('finance')).toEqual(['bob@example.com']);
  });
});
