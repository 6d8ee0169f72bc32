/** The one error class of the system and its one table of codes. */

/** What went wrong with one field of an input. `path` is a JSON path such as `value.amount`; `''` is the whole input. */
export interface FieldError {
  path: string;
  message: string;
}

interface ErrorEntry {
  /** The HTTP status that this code is answered with. */
  status: number;
  /** What the problem is, in words that do not change from case to case (RFC 9457 `title`). */
  title: string;
}

/** Every code that the system answers with. `docs/errors.md` has one section for each. */
export const ERRORS = {
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  unauthenticated: { status: 401, title: 'The caller is not known' },
  'not-allowed': { status: 403, title: 'The caller may not do this' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'workflow-unknown': { status: 404, title: 'No workflow has this name' },
  'run-unknown': { status: 404, title: 'No run has this id' },
  'approval-unknown': { status: 404, title: 'No approval has this run and key' },
  'delegation-unknown': { status: 404, title: 'No delegation has this id' },
  'delivery-unknown': { status: 404, title: 'Nothing undelivered has this id' },
  'method-not-allowed': { status: 405, title: 'This address does not take this method' },
  'run-conflict': { status: 409, title: 'Another run has this id' },
  'run-busy': { status: 409, title: 'The run is being driven by another runner' },
  'run-not-retryable': { status: 409, title: 'The run is not in a state that can be retried' },
  'run-needs-review': { status: 409, title: 'The run waits for a person to look at it' },
  'run-finished': { status: 409, title: 'The run has ended' },
  'already-decided': { status: 409, title: 'The approval was decided before' },
  changed: { status: 409, title: 'What is asked is not what was shown' },
  'no-vote': { status: 409, title: 'There is no vote of theirs' },
  'ambiguous-key': { status: 409, title: 'Several runs wait under this key' },
  expired: { status: 410, title: 'The approval has expired' },
  cancelled: { status: 410, title: 'The approval was cancelled' },
  superseded: { status: 410, title: 'The run asks this no more' },
  'payload-too-large': { status: 413, title: 'The input is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'invalid-input': { status: 422, title: 'The input does not fit' },
  'invalid-workflow': { status: 500, title: 'The workflow is not sound' },
  'duplicate-key': { status: 500, title: 'Two steps of one run share a key' },
  'value-not-kept': { status: 500, title: 'A value cannot be kept' },
  'invalid-approval': { status: 500, title: 'The approval is not sound' },
  'invalid-settings': { status: 500, title: 'The settings do not fit' },
  'path-changed': { status: 500, title: 'The code takes another way than the run did' },
  'record-altered': { status: 500, title: 'The record is not what was asked or decided' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  frozen: { status: 503, title: 'The table was restored and is not accepted yet' },
} as const satisfies Record<string, ErrorEntry>;

/** A code of `ERRORS`. */
export type ErrorCode = keyof typeof ERRORS;

/** What an error carries beside its message. */
export interface ErrorDetails {
  /** Each field that did not fit, for `invalid-input`. */
  errors?: FieldError[];
  /** The receipt of the decision that was there first, for `already-decided` and `expired`. */
  decision?: object;
  /** The runs that a bare key could mean, for `ambiguous-key`. */
  runs?: string[];
  /** The digest of what is asked now, for `changed`. */
  digest?: string;
  cause?: unknown;
}

/** An error with a stable code. `message` says what happened and what to do next. */
export class CountersignError extends Error {
  readonly code: ErrorCode;
  readonly details: Omit<ErrorDetails, 'cause'>;

  constructor(code: ErrorCode, message: string, { cause, ...details }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CountersignError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/**
 * True for an error of this system, optionally of one code.
 *
 * @example if (isCountersignError(error, 'already-decided')) show(error.details.decision);
 */
export function isCountersignError(error: unknown, code?: ErrorCode): error is CountersignError {
  return error instanceof CountersignError && (code === undefined || error.code === code);
}
