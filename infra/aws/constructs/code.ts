/** How the code of a function is bundled: one ES module that holds all it needs. */
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** `.ts` in the repository, `.js` in the package that is made of it, which has no sources. */
const OURS = extname(import.meta.url);
const IN_REPOSITORY = OURS === '.ts';

const ofOurs = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The file of a function in `functions/`. */
export const entryOf = (name: string): string => ofOurs(`functions/${name}${OURS}`);

/** The files of the inbox: here what `npm run inbox` makes, in the package what it brings along. */
export const INBOX_FILES = ofOurs(IN_REPOSITORY ? 'inbox/dist' : 'inbox');

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
    ...(IN_REPOSITORY && { '--conditions': 'source' }),
    ...(workflows !== undefined && { '--alias:#workflows': resolve(workflows) }),
  },
});
