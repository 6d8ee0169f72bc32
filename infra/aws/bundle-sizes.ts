/** Says in one line how large the bundle of each function is, after `cdk synth`. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const OUT = 'cdk.out';

interface Resource {
  readonly Type: string;
  readonly Metadata?: { readonly 'aws:cdk:path': string; readonly 'aws:asset:path': string };
}

const template: { Resources: Record<string, Resource> } = JSON.parse(
  readFileSync(join(OUT, 'Countersign.template.json'), 'utf8'),
);

const sizes = Object.values(template.Resources).flatMap(({ Type, Metadata }) => {
  if (Type !== 'AWS::Lambda::Function' || !Metadata) return [];
  // The path ends in the function's name, and what CDK adds below it.
  const name = Metadata['aws:cdk:path'].split('/').at(-3)?.toLowerCase();
  const { size } = statSync(join(OUT, Metadata['aws:asset:path'], 'index.mjs'));
  return `${name} ${Math.round(size / 1_000)} kB`;
});

console.log(`The template is in ${OUT}/. Bundles: ${sizes.join(', ')}.`);
