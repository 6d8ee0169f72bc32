/** Reads texts, lists, words and switches of the command line's context (`-c name=value`). */
import type { Construct } from 'constructs';

/** A key of the context; one that is set to nothing is not set. */
export function textOf(scope: Construct, key: string): string | undefined {
  const value: unknown = scope.node.tryGetContext(key);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

export const listOf = (scope: Construct, key: string): string[] =>
  (textOf(scope, key) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** A key of the context that takes one of a few words. */
export function oneOf<Word extends string>(scope: Construct, key: string, words: readonly Word[]): Word | undefined {
  const value = textOf(scope, key);
  const word = words.find((each) => each === value);
  if (value !== undefined && word === undefined) throw new Error(`${key} is ${words.join(' or ')}, not "${value}".`);
  return word;
}

export function switchOf(scope: Construct, key: string): boolean | undefined {
  const word = oneOf(scope, key, ['true', 'false']);
  return word === undefined ? undefined : word === 'true';
}

/** Keys of which each needs the others, with an example of each; none where none is set. */
export function allOf<Key extends string>(
  scope: Construct,
  examples: Record<Key, string>,
): Record<Key, string> | undefined {
  const keys = Object.keys(examples) as Key[]; // it has exactly these keys
  const there = keys.find((key) => textOf(scope, key) !== undefined);
  if (there === undefined) return undefined;
  const missing = keys.find((key) => textOf(scope, key) === undefined);
  if (missing !== undefined) throw new Error(`${there} needs ${missing} beside it: -c ${missing}=${examples[missing]}`);
  return Object.fromEntries(keys.map((key) => [key, textOf(scope, key)])) as Record<Key, string>; // all are set
}

/** Refuses a name that nobody reads: most often it is misspelt. Those of CDK's own have signs in them. */
export function checkNames(scope: Construct, names: readonly string[]): void {
  const all: Record<string, unknown> = scope.node.getAllContext();
  const stranger = Object.keys(all).find((name) => /^\w+$/.test(name) && !names.includes(name));
  if (stranger === undefined) return;
  const bare = stranger.toLowerCase().replace(/days|s$/g, '');
  const near = names.find((name) => name.toLowerCase().startsWith(bare));
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new Error(`-c ${stranger}: there is no such setting.${hint} There are ${names.join(', ')}.`);
}
