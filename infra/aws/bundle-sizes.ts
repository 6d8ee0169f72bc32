/** Says in one line how large the bundle of each function is, as `cdk synth` left it in a folder. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

interface Resource {
  readonly Type: string;
  readonly Metadata?: { readonly 'aws:cdk:path': string; readonly 'aws:asset:path': string };
}

export function bundleSizes(folder: string): string {
  const template: { Resources: Record<string, Resource> } = JSON.parse(
    readFileSync(join(folder, 'Countersign.template.json'), 'utf8'),
  );
  const sizes = Object.values(template.Resources).flatMap(({ Type, Metadata }) => {
    if (Type !== 'AWS::Lambda::Function' || !Metadata) return [];
    // The path ends in the function's name, and what CDK adds below it.
    const name = Metadata['aws:cdk:path'].split('/').at(-3)?.toLowerCase();
    const file = statSync(join(folder, Metadata['aws:asset:path'], 'index.mjs'), { throwIfNoEntry: false });
    return file ? `${name} ${Math.round(file.size / 1_000)} kB` : []; // what is none of ours is bundled otherwise
  });
  return `The template is in ${folder}/. Bundles: ${sizes.join(', ')}.`;
}
