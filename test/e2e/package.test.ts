/** The package as npm packs it: the same names at the same entries as inside of the repository. */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as aws from 'countersign/aws';
import * as hitl from 'countersign/hitl';
import * as workflow from 'countersign/workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as root from '../../shared/index.ts';
import { describeCdkApp } from './cdk-app.ts';
import { MODULES, PATIENCE, unpackedPackage } from './packed.ts';
import { describeCheckWaiting } from './packed-check-waiting.ts';

const run = promisify(execFile);

const ENTRIES = {
  countersign: root,
  'countersign/workflow': workflow,
  'countersign/hitl': hitl,
  'countersign/aws': aws,
};

describe('the packed package', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await unpackedPackage();
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  }, PATIENCE);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(ENTRIES))('gives the names of %s that the sources give', async (entry, source) => {
    const script = `console.log(JSON.stringify(Object.keys(await import('${entry}')).sort()))`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });

    expect(JSON.parse(stdout)).toEqual(Object.keys(source).sort());
  });

  it('E6: brings along the components for React, with their styles', async () => {
    const script = `
      const { ApprovalCard, useApprovalStatus } = await import('countersign/react');
      console.log(typeof ApprovalCard, typeof useApprovalStatus, new URL(import.meta.resolve('countersign/react.css')).pathname);`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });

    const [card, hook, css = ''] = stdout.trim().split(' ');
    expect([card, hook]).toEqual(['function', 'function']);
    expect(await readFile(css, 'utf8')).toContain('.countersign-card');
  });

  it('brings along the command that checks records', async () => {
    const { bin } = JSON.parse(await readFile(join(folder, 'node_modules/countersign/package.json'), 'utf8')) as {
      bin: { countersign: string };
    };
    const command = join(folder, 'node_modules/countersign', bin.countersign);

    const { stdout } = await run(process.execPath, [command, '--help'], { cwd: folder });

    expect(stdout).toContain('countersign verify RECORD');
    expect(await readFile(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('brings along each page of the docs that its messages and comments name', async () => {
    const installed = join(folder, 'node_modules/countersign');
    const files = await readdir(join(installed, 'dist'), { recursive: true });
    const texts = await Promise.all(
      files.filter((file) => file.endsWith('.js')).map((file) => readFile(join(installed, 'dist', file), 'utf8')),
    );

    const named = new Set(texts.flatMap((text) => text.match(/\bdocs\/[\w./-]+\.md\b/g) ?? []));

    expect(named).toContain('docs/guides/operate.md');
    for (const page of named) await expect(readFile(join(installed, page), 'utf8')).resolves.toContain('# ');
  });

  describeCdkApp(() => folder);

  describeCheckWaiting(() => folder);

  it('A1: runs a workflow', async () => {
    const script = `
      import { createWorkflow } from 'countersign/workflow';
      import { createApprovalStep, isPendingApproval } from 'countersign/hitl';
      const requireApproval = createApprovalStep({ key: 'approve:refund' });
      const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) => step('ask', deps.requireApproval));
      console.log(!result.ok && isPendingApproval(result.error) && result.error.stepKey);`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });

    expect(stdout.trim()).toBe('approve:refund');
  });

  it(
    'gives types to a program that uses it',
    async () => {
      await writeFile(
        join(folder, 'program.ts'),
        `import { createWorkflow, ok } from 'countersign/workflow';
       const load = async () => ok({ amount: 40 });
       const result = await createWorkflow('refund', { load }).run(({ step, deps }) => step('load', deps.load));
       export const amount: number = result.ok ? result.value.amount : 0;
       // @ts-expect-error: the value is an object with an amount
       export const wrong: string = result.ok ? result.value : '';`,
      );
      const options = [
        '--module',
        'nodenext',
        '--strict',
        '--target',
        'es2022',
        '--noEmit',
        '--skipLibCheck',
        '--types',
        'node',
      ];

      const { stdout } = await run(join(MODULES, '.bin/tsc'), [...options, 'program.ts'], { cwd: folder });

      expect(stdout).toBe('');
    },
    PATIENCE,
  );
});
