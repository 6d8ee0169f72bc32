/** Which code is in the bundle of which function, found by bundling them as the stack does. */
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundlingWith, entryOf } from '../../infra/aws/constructs/code.ts';

/** The files of the repository that have a part in the bundle. */
async function filesIn(name: string, workflows?: string): Promise<string[]> {
  const { mainFields, esbuildArgs = {} } = bundlingWith(workflows);
  const alias = esbuildArgs['--alias:#workflows'];
  const { metafile } = await build({
    entryPoints: [entryOf(name)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    conditions: [String(esbuildArgs['--conditions'])],
    ...(mainFields && { mainFields }),
    ...(alias !== undefined && { alias: { '#workflows': String(alias) } }),
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return files.map(([file]) => file).filter((file) => !file.startsWith('node_modules/'));
}

const workflowsIn = (files: string[]): string[] => files.filter((file) => file.startsWith('examples/'));

describe('the bundles', () => {
  it.each(['start', 'resume'])('hold the examples in %s, unless other workflows are deployed', async (name) => {
    const files = await filesIn(name);

    expect(workflowsIn(files)).toContain('examples/01-refund.ts');
  });

  it.each(['start', 'resume'])('hold the workflows that are deployed in %s, in place of the examples', async (name) => {
    const files = await filesIn(name, 'examples/02-expense-chain.ts');

    expect(workflowsIn(files)).toEqual(['examples/02-expense-chain.ts']);
  });

  it.each(['webhook', 'stream', 'notify', 'wake', 'sweep', 'feedback', 'rotate'])(
    'hold no code of workflows in %s',
    async (name) => {
      const files = await filesIn(name);

      expect(workflowsIn(files)).toEqual([]);
      expect(files).not.toContain('shared/engine/execute.ts');
    },
  );

  it('hold the deployed workflows wherever the stack is made from', () => {
    expect(bundlingWith('my/workflows.ts').esbuildArgs).toMatchObject({
      '--alias:#workflows': resolve('my/workflows.ts'),
    });
  });
});
