/** The one place that turns an error into an answer: problem details (RFC 9457) with a stable code. */
import { CountersignError, ERRORS, type ErrorCode, type FieldError } from '../errors.ts';

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors?: FieldError[];
  decision?: object;
  runs?: string[];
  digest?: string;
}

/** The answer to an error. One that is not ours is told as `internal`, without its words. */
export function problemOf(error: unknown): Problem {
  const known =
    error instanceof CountersignError
      ? error
      : new CountersignError('internal', 'Something went wrong on our side; the log has it. Try again.');
  const { title, status } = ERRORS[known.code];
  return {
    type: `urn:countersign:error:${known.code}`,
    title,
    status,
    code: known.code,
    detail: known.message,
    ...known.details,
  };
}

/** True for an error that nobody expected: it belongs into the log. */
export const isUnexpected = (error: unknown): boolean => !(error instanceof CountersignError) || error.status >= 500;
