/** A CDK app of somebody else's, with the packed package: examples/cdk-app, as it stands. Packing takes a minute, so that it is done once. */
import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MODULES, PATIENCE } from './packed.ts';

const run = promisify(execFile);
const EXAMPLE = resolve(import.meta.dirname, '../../examples/cdk-app');

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Metadata: z.optional(z.object({ 'aws:asset:path': z.optional(z.string()) })),
    }),
  ),
});

/** `packed` has the package in its `node_modules`. */
export const describeCdkApp = (packed: () => string) =>
  describe("a CDK app of somebody else's", () => {
    let folder: string;
    /** The code of each function, by the function's name. */
    let bundles: Record<string, string>;

    beforeAll(async () => {
      folder = join(packed(), 'app');
      await cp(EXAMPLE, folder, { recursive: true });
      await writeFile(join(packed(), 'package-lock.json'), '{}'); // as an install leaves one: CDK looks for it
      const app = [join(MODULES, 'tsx/dist/cli.mjs'), 'bin/app.ts'];
      // What cdk's own command tells the app: where to put it, and to name the files of each function.
      const told = { CDK_OUTDIR: join(folder, 'cdk.out'), CDK_CONTEXT_JSON: '{"aws:cdk:enable-asset-metadata":true}' };
      const PATH = `${MODULES}/.bin${delimiter}${process.env.PATH}`;
      await run(process.execPath, app, { cwd: folder, env: { ...process.env, ...told, PATH } });
      const text = await readFile(join(folder, 'cdk.out/Approvals.template.json'), 'utf8');
      bundles = await bundlesIn(Template.parse(JSON.parse(text)));
    }, PATIENCE);

    async function bundlesIn({ Resources }: z.infer<typeof Template>): Promise<Record<string, string>> {
      const functions = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
      const read = functions.map(async ([id, { Metadata }]) => {
        const [, name = id] = /Functions([A-Z][a-z]+)Function/.exec(id) ?? [];
        const asset = Metadata?.['aws:asset:path'] ?? '';
        return [name.toLowerCase(), await readFile(join(folder, 'cdk.out', asset, 'index.mjs'), 'utf8')] as const;
      });
      return Object.fromEntries(await Promise.all(read));
    }

    it('has every function', () => {
      expect(Object.keys(bundles).sort()).toEqual(
        ['feedback', 'notify', 'resume', 'rotate', 'start', 'stream', 'sweep', 'wake', 'webhook'].sort(),
      );
    });

    it("has its workflows in the functions that run workflows, in place of the package's, and in no other", () => {
      const holding = Object.keys(bundles).filter((name) => bundles[name]?.includes('approve:shipment'));

      expect(holding.sort()).toEqual(['resume', 'start']);
      for (const code of Object.values(bundles)) expect(code).not.toContain('approve:refund');
    });

    it('has the engine once, though both the workflows and the functions import it', () => {
      // A message that stands in one place of the engine.
      const times = bundles.start?.split('Two workflows are called').length ?? 0;

      expect(times - 1).toBe(1);
    });

    it('has the examples where it names no workflows of its own', async () => {
      const { outputFiles } = await build({
        entryPoints: [join(packed(), 'node_modules/countersign/dist/functions/start.js')],
        ...{ bundle: true, platform: 'node', format: 'esm', write: false, logLevel: 'silent' },
      });

      expect(outputFiles[0]?.text).toContain('approve:refund');
    });

    it('has the pages of the inbox at hand', async () => {
      const page = await readFile(join(packed(), 'node_modules/countersign/dist/inbox/index.html'), 'utf8');

      expect(page).toContain('<script type="module"');
    });

    it(
      'type-checks',
      async () => {
        const { stdout } = await run(join(MODULES, '.bin/tsc'), [], { cwd: folder });

        expect(stdout).toBe('');
      },
      PATIENCE,
    );
  });
