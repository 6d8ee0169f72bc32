/** How the code of a function is bundled: one ES module that holds all it needs. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** The file of a function in `functions/`. */
export const entryOf = (name: string): string =>
  fileURLToPath(new URL(`../../../functions/${name}.ts`, import.meta.url));

/** Dependencies in CommonJS call `require`, which ES modules lack. The name is too long to meet a minified one. */
const REQUIRE =
  "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/** `workflows` is the module that takes the place of `#workflows`, which names the examples by default. */
export const bundlingWith = (workflows?: string): BundlingOptions => ({
  format: OutputFormat.ESM,
  minify: true,
  sourceMap: true,
  // Stack traces need the positions only.
  sourcesContent: false,
  // The SDK that was tested, not the one that the runtime happens to have; only what is used of it is in the bundle.
  bundleAwsSDK: true,
  mainFields: ['module', 'main'],
  banner: REQUIRE,
  logLevel: LogLevel.WARNING,
  esbuildArgs: {
    '--conditions': 'source',
    ...(workflows !== undefined && { '--alias:#workflows': resolve(workflows) }),
  },
});
