/** Refuses a value that does not fit, by the name of its prop. What is not known before it is deployed cannot be looked at. */
import { Token } from 'aws-cdk-lib';

/** The names that an object may have, checked against its type. */
export type Names<Props> = Readonly<Record<keyof Props, true>>;

/** Refuses names that nobody reads: most often they are misspelt. `meant` says of some which prop is. */
export function checkNames<Props extends object>(
  prop: string,
  value: Props | undefined,
  names: Names<Props>,
  meant: Readonly<Record<string, string>> = {},
): void {
  if (value === undefined) return;
  const where = prop === '' ? 'Countersign' : prop;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${where}: ${shown(value)} is not an object with ${listed(names)}.`);
  const stranger = Object.keys(value).find((name) => !Object.hasOwn(names, name));
  if (stranger === undefined) return;
  const hint = Object.hasOwn(meant, stranger) ? `did you mean ${meant[stranger]}? ` : '';
  throw new Error(`${prop === '' ? '' : `${prop}.`}${stranger} is no prop: ${hint}${where} takes ${listed(names)}.`);
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

/** Refuses what is neither true nor false, like the text 'false', which counts as true. */
export function checkSwitch(prop: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw new Error(`${prop}: ${shown(value)} is neither true nor false.`);
}

/** Refuses a list in which something stands twice. */
export function checkOnce(prop: string, values: readonly string[]): void {
  const again = values.find((value, i) => values.indexOf(value) !== i);
  if (again !== undefined) throw new Error(`${prop}: ${shown(again)} stands there twice; it is told once.`);
}

/** Refuses what is not made by CDK, like the ARN of what was meant: `has` is what it would have. */
export function checkMade(prop: string, value: unknown, has: string, how: string): void {
  if (value === undefined || (typeof value === 'object' && value !== null && has in value)) return;
  throw new Error(`${prop}: ${shown(value)} will not do; it takes ${how}.`);
}

/** A value as it may stand in a message. What CDK made goes round in circles when it is written out. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value); // JSON has no NaN
  if (typeof value === 'bigint') return `${value}n`;
  return isConstruct(value)
    ? 'a construct'
    : JSON.stringify(value, (_name, part: unknown) => (isConstruct(part) ? 'a construct' : part));
}

const isConstruct = (value: unknown): boolean => typeof value === 'object' && value !== null && 'node' in value;

const listed = (names: object): string => Object.keys(names).join(', ');
