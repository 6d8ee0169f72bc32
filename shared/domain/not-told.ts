/** What a channel throws that reached some of those whom it tells, and not all. */
import { beginningOf } from './in-words.ts';

/** One who was not told, and why. */
export interface NotTold {
  readonly who: string;
  readonly error: unknown;
}

/** An error that names who was not told, so that they alone are told again. */
export interface PartlyTold extends AggregateError {
  /** Their names and addresses. */
  readonly left: readonly string[];
}

/** The error of a channel that did not reach these. */
export const partlyTold = (failures: readonly NotTold[]): PartlyTold => {
  const said = failures.map(({ who, error }) => `${who} (${messageOf(error)})`).join(', ');
  const error = new AggregateError(
    failures.map(({ error }) => error),
    `Not told: ${said}.`,
  );
  return Object.assign(error, { left: failures.map(({ who }) => who) });
};

/** Who was not told, as far as the error says; undefined where it does not. */
export const leftOf = (error: unknown): readonly string[] | undefined => {
  const left: unknown = error instanceof Error && 'left' in error ? error.left : undefined;
  return Array.isArray(left) && left.every((who) => typeof who === 'string') ? left : undefined;
};

const MOST_WORDS = 500;

/** The error in words that fit beside others. */
export const messageOf = (error: unknown): string =>
  beginningOf(error instanceof Error ? error.message : String(error), MOST_WORDS);
