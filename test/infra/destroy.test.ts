/** `npm run destroy`, as a process: with a cdk that only says how it was called. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the command that destroys the stack', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-destroy-'));
    writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "called: $*"\n');
    chmodSync(join(folder, 'npx'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function destroy(
    typed: string,
    ...args: string[]
  ): Promise<{ code: unknown; printed: string; complained: string }> {
    const script = spawn(process.execPath, ['--import', 'tsx', 'infra/aws/destroy.ts', ...args], {
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    let [printed, complained] = ['', ''];
    script.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    script.stderr.on('data', (chunk: Buffer) => {
      complained += chunk.toString();
    });
    script.stdin.end(typed);
    const [code] = await once(script, 'close');
    return { code, printed, complained };
  }

  it('destroys it where its name is typed, and says before what is kept', async () => {
    const { code, printed } = await destroy('Countersign\n', '--profile', 'ops');

    expect(code).toBe(0);
    expect(printed).toMatch(/the table[\s\S]*the large values[\s\S]*the failed records[\s\S]*the record secret/);
    expect(printed).toContain('a bucket: what notify, wake and start could not handle');
    expect(printed).toContain('called: cdk destroy Countersign --force --profile ops');
  });

  it.each([['--help'], ['-h'], ['--profile', 'ops', '--help']])(
    'says what it does where %s is said',
    async (...args) => {
      const { code, printed } = await destroy('Countersign\n', ...args);

      expect(code).toBe(0);
      expect(printed).toContain('npm run destroy -- [--profile NAME]');
      expect(printed).not.toContain('type its name');
      expect(printed).not.toContain('called:');
    },
  );

  it.each([
    ['--stack', "'--stack'"],
    ['Other', "'Other'"],
    ['--profile', '--profile'],
  ])('refuses %s, and asks for nothing', async (arg, named) => {
    const { code, printed, complained } = await destroy('Countersign\n', arg);

    expect(code).toBe(2);
    expect(complained).toContain(named);
    expect(complained).toContain('npm run destroy -- [--profile NAME]');
    expect(printed).toBe('');
  });

  it.each(['yes\n', '\n', ''])('destroys nothing where %j is typed', async (typed) => {
    const { code, printed } = await destroy(typed);

    expect(code).toBe(1);
    expect(printed).toContain('Nothing was destroyed.');
    expect(printed).not.toContain('called:');
  });
});
