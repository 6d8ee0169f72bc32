/** Refuses a value that does not fit, by the name of its prop. What is not known before it is deployed cannot be looked at. */
import { Token } from 'aws-cdk-lib';

/** The names that an object may have, checked against its type. */
export type Names<Props> = Readonly<Record<keyof Props, true>>;

/** Refuses names that nobody reads: most often they are misspelt. */
export function checkNames<Props extends object>(prop: string, value: Props | undefined, names: Names<Props>): void {
  if (value === undefined) return;
  const where = prop === '' ? 'Countersign' : prop;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${where}: ${shown(value)} is not an object with ${listed(names)}.`);
  const stranger = Object.keys(value).find((name) => !(name in names));
  if (stranger !== undefined)
    throw new Error(`${prop === '' ? '' : `${prop}.`}${stranger} is no prop: ${where} takes ${listed(names)}.`);
}

/** Refuses what is no list, like the one text that was meant to be in it. */
export function checkList(prop: string, values: unknown, example: string): void {
  if (values !== undefined && !Array.isArray(values))
    throw new Error(`${prop}: ${shown(values)} is not a list: ${prop}: [${example}].`);
}

/** Refuses the first text that does not fit. */
export function checkEach(prop: string, values: readonly unknown[] = [], fits: RegExp, what: string): void {
  const doFit = (value: unknown) => Token.isUnresolved(value) || (typeof value === 'string' && fits.test(value));
  for (const value of values) if (!doFit(value)) throw new Error(`${prop}: ${shown(value)} is not ${what}.`);
}

/** Refuses what is not made by CDK, like the ARN of what was meant: `has` is what it would have. */
export function checkMade(prop: string, value: unknown, has: string, how: string): void {
  if (value === undefined || (typeof value === 'object' && value !== null && has in value)) return;
  throw new Error(`${prop}: ${shown(value)} will not do; it takes ${how}.`);
}

const shown = (value: unknown): string => (typeof value === 'function' ? 'a function' : JSON.stringify(value));

const listed = (names: object): string => Object.keys(names).join(', ');
