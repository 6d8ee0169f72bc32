/** `npm run synth`: makes the template as `npm run deploy` would with the same settings, holds it against the security rules, and says how large the bundles are. */
import { parseArgs } from 'node:util';
import { bundleSizes } from './bundle-sizes.ts';
import { cdk } from './cdk.ts';

const HELP = `Makes the template of the stack, offline, and fails where a security rule finds what nobody gave a reason for.

  npm run synth -- [-c NAME=VALUE]… [-o FOLDER]

  -c NAME=VALUE   a setting, as for npm run deploy (docs/guides/aws.md)
  -o FOLDER       where to (default: cdk.out)
  --help          this text

Whatever else is said is passed on to cdk synth.
`;

const args = process.argv.slice(2);
// Not strict: what is not ours is CDK's.
const { values } = parseArgs({
  args,
  strict: false,
  options: { help: { type: 'boolean', short: 'h' }, output: { type: 'string', short: 'o', default: 'cdk.out' } },
});
if (values.help) console.log(HELP);
else {
  process.exitCode = await cdk('synth', '--quiet', ...args);
  if (process.exitCode === 0) console.log(bundleSizes(String(values.output)));
}
