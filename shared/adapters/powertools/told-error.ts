/** What a log tells of an error: what it is and where it came from, and nothing that is about a person. */
import { withoutPeople } from './without-people.ts';

export interface ToldError {
  readonly name: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ToldError;
}

/** Causes of causes are told so deep; an error may be its own. */
const DEEPEST = 3;

/**
 * Of its own fields only the code: others hold whole records (what a condition of DynamoDB failed on) and what people
 * wrote (`details` of our own).
 */
export function toldError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { name: typeof error, message: 'Something else than an Error was thrown.' };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: withoutPeople(message),
    ...(stack !== undefined && { stack: withoutPeople(stack) }),
    ...(cause !== undefined && depth < DEEPEST && { cause: toldError(cause, depth + 1) }),
  };
}
