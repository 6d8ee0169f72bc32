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

  async function destroy(typed: string, ...args: string[]): Promise<{ code: unknown; printed: string }> {
    const script = spawn(process.execPath, ['--import', 'tsx', 'infra/aws/destroy.ts', ...args], {
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    let printed = '';
    script.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    script.stdin.end(typed);
    const [code] = await once(script, 'close');
    return { code, printed };
  }

  it('destroys it where its name is typed, and says before what is kept', async () => {
    const { code, printed } = await destroy('Countersign\n', '--profile', 'ops');

    expect(code).toBe(0);
    expect(printed).toMatch(/the table[\s\S]*the large values[\s\S]*the failed records[\s\S]*the record secret/);
    expect(printed).toContain('called: cdk destroy Countersign --force --profile ops');
  });

  it.each(['yes\n', '\n', ''])('destroys nothing where %j is typed', async (typed) => {
    const { code, printed } = await destroy(typed);

    expect(code).toBe(1);
    expect(printed).toContain('Nothing was destroyed.');
    expect(printed).not.toContain('called:');
  });
});
