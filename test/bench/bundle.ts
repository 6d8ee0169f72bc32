/** Bundles a program of the bench as the package ships: plain JavaScript, without what a loader of TypeScript adds to every function. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Dependencies in CommonJS call `require`, which ES modules lack. */
const REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

export async function bundle(entry: URL, outfile: string): Promise<string> {
  await build({
    ...{ entryPoints: [fileURLToPath(entry)], outfile, banner: { js: REQUIRE }, conditions: ['source'] },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
    mainFields: ['module', 'main'],
  });
  return outfile;
}
