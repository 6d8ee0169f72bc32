/** How a step or an approval says no to the body of a workflow, and how that reads in the run's record. */

import type { Settlement } from '../domain/decision.ts';
import type { RunError } from '../domain/run.ts';
import { CountersignError } from '../errors.ts';

/** Thrown by `step` where its function returned an error, or threw. `error` is what it was. */
export class StepFailure extends Error {
  readonly stepKey: string;
  readonly error: unknown;
  /** True where the function threw; false where it returned the error, as its type says. */
  readonly wasThrown: boolean;

  /** `cause` is what the function said to have caused its error. */
  constructor(stepKey: string, error: unknown, wasThrown: boolean, cause: unknown = error) {
    super(`Step "${stepKey}" failed: ${inWords(error)}`, { cause });
    this.name = 'StepFailure';
    this.stepKey = stepKey;
    this.error = error;
    this.wasThrown = wasThrown;
  }
}

/** How an approval ended that did not end well. */
export type Refusal = Pick<Settlement, 'action' | 'reason' | 'by' | 'at'>;

/** Where people said no, or nobody said anything in time (`expired`). */
export class ApprovalRejected extends Error {
  readonly type = 'APPROVAL_REJECTED';
  readonly approvalKey: string;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly expired: boolean;

  constructor(approvalKey: string, { action, reason = '', by, at }: Refusal) {
    super(
      `Approval "${approvalKey}" was ${action === 'expire' ? 'not decided in time' : `rejected by ${by}`}: ${reason}`,
    );
    this.name = 'ApprovalRejected';
    this.approvalKey = approvalKey;
    this.reason = reason;
    this.by = by;
    this.at = at;
    this.expired = action === 'expire';
  }
}

/** Where a person withdrew the question. */
export class ApprovalCancelled extends Error {
  readonly type = 'APPROVAL_CANCELLED';
  readonly approvalKey: string;
  readonly reason: string | undefined;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;

  constructor(approvalKey: string, { reason, by, at }: Refusal) {
    super(`Approval "${approvalKey}" was cancelled by ${by}${reason === undefined ? '' : `: ${reason}`}`);
    this.name = 'ApprovalCancelled';
    this.approvalKey = approvalKey;
    this.reason = reason;
    this.by = by;
    this.at = at;
  }
}

/**
 * Thrown where nobody decided in time, and the approval was asked with `onTimeout: 'fail'`: no answer of people, so no
 * refusal. Where the body does not catch it, the run fails with `approval-expired`.
 */
export class ApprovalExpired extends Error {
  readonly type = 'APPROVAL_EXPIRED';
  readonly approvalKey: string;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;

  constructor(approvalKey: string, { reason = '', by, at }: Omit<Refusal, 'action'>) {
    super(`Approval "${approvalKey}" was not decided in time: ${reason}`);
    this.name = 'ApprovalExpired';
    this.approvalKey = approvalKey;
    this.reason = reason;
    this.by = by;
    this.at = at;
  }
}

/** What a run gives back where its body threw something that no step returned as an error. `cause` is what it was. */
export class UnexpectedError extends Error {
  readonly type = 'UNEXPECTED_ERROR';

  constructor(cause: unknown) {
    super(inWords(cause), { cause });
    this.name = 'UnexpectedError';
  }
}

const hasType = (error: unknown, type: string): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === type;

/**
 * True where people said no, or nobody decided in time (then `error.expired`), however the error came.
 *
 * @example if (!result.ok && isApprovalRejected(result.error)) console.log(`Rejected: ${result.error.reason}`);
 */
export const isApprovalRejected = (error: unknown): error is ApprovalRejected => hasType(error, 'APPROVAL_REJECTED');

/**
 * True where a person withdrew the question.
 *
 * @example if (!result.ok && isApprovalCancelled(result.error)) console.log(`Withdrawn by ${result.error.by}`);
 */
export const isApprovalCancelled = (error: unknown): error is ApprovalCancelled => hasType(error, 'APPROVAL_CANCELLED');

/**
 * True where nobody decided in time and the run was to fail then (`onTimeout: 'fail'`).
 *
 * @example if (!result.ok && isApprovalExpired(result.error)) console.log(`Nobody decided: ${result.error.approvalKey}`);
 */
export const isApprovalExpired = (error: unknown): error is ApprovalExpired => hasType(error, 'APPROVAL_EXPIRED');

/**
 * True where something was thrown that the types of the workflow do not tell of.
 *
 * @example if (!result.ok && isUnexpectedError(result.error)) report(result.error.cause);
 */
export const isUnexpectedError = (error: unknown): error is UnexpectedError => hasType(error, 'UNEXPECTED_ERROR');

/** Errors that no other try mends: the workflow itself is not sound there. */
const UNSOUND: readonly string[] = ['value-not-kept', 'duplicate-key', 'invalid-workflow', 'invalid-approval'];

/** True for an error that says that the workflow is not sound. */
export const isUnsound = (error: unknown): error is CountersignError =>
  error instanceof CountersignError && UNSOUND.includes(error.code);

/** An error that was kept and read again, as the class that it was. */
export function revived(error: unknown): unknown {
  if (isUnexpectedError(error)) return new UnexpectedError(error.cause);
  if (isApprovalRejected(error))
    return new ApprovalRejected(error.approvalKey, { ...error, action: error.expired ? 'expire' : 'reject' });
  if (isApprovalCancelled(error)) return new ApprovalCancelled(error.approvalKey, { ...error, action: 'cancel' });
  if (isApprovalExpired(error)) return new ApprovalExpired(error.approvalKey, error);
  return error;
}

/** True for what people's no is said with. */
export const isRefusal = (error: unknown): error is ApprovalRejected | ApprovalCancelled =>
  isApprovalRejected(error) || isApprovalCancelled(error);

/** True for what an approval's end is said with: never tried again, and never wrapped. */
export const isApprovalEnd = (error: unknown): error is ApprovalRejected | ApprovalCancelled | ApprovalExpired =>
  isRefusal(error) || isApprovalExpired(error);

/** How a body failed. */
export interface Failure {
  /** What it threw or returned. */
  readonly thrown: unknown;
  /** True where the body returned it as an error, instead of throwing it. */
  readonly wasReturned: boolean;
  /** What the body said to have caused the error that it returned. */
  readonly cause?: unknown;
}

/** The error that a run gives back: what a step or the body returned as one, an approval's end, else `UnexpectedError`. */
export function errorOf({ thrown, wasReturned }: Failure): unknown {
  if (wasReturned || isApprovalEnd(thrown) || isUnexpectedError(thrown)) return thrown;
  if (thrown instanceof StepFailure && !thrown.wasThrown) return thrown.error;
  return new UnexpectedError(thrown instanceof StepFailure ? thrown.error : thrown);
}

/** What caused the error that a run gives back, as far as that was said. */
export function causeOf({ thrown, cause }: Failure, error: unknown): unknown {
  if (cause !== undefined) return cause;
  if (thrown instanceof StepFailure && !thrown.wasThrown && thrown.cause !== thrown.error) return thrown.cause;
  return error instanceof Error ? error.cause : undefined;
}

/** What the record of a failed run says of it. */
export function runErrorOf({ thrown, wasReturned }: Failure): RunError {
  if (isApprovalRejected(thrown)) {
    const { approvalKey, reason, by, expired } = thrown;
    return {
      code: 'approval-rejected',
      message: inWords(thrown),
      approvalKey,
      reason,
      by,
      ...(expired && { expired }),
    };
  }
  if (isApprovalCancelled(thrown)) {
    const { approvalKey, reason, by } = thrown;
    return {
      code: 'approval-cancelled',
      message: inWords(thrown),
      approvalKey,
      by,
      ...(reason !== undefined && { reason }),
    };
  }
  if (isApprovalExpired(thrown)) {
    const { approvalKey, reason, by } = thrown;
    return { code: 'approval-expired', message: inWords(thrown), approvalKey, reason, by, expired: true };
  }
  if (thrown instanceof StepFailure) {
    const code = thrown.error instanceof CountersignError ? thrown.error.code : 'step-failed';
    return { code, message: thrown.message, stepKey: thrown.stepKey };
  }
  if (thrown instanceof CountersignError) return { code: thrown.code, message: thrown.message };
  return { code: wasReturned ? 'workflow-failed' : 'unexpected-error', message: inWords(thrown) };
}

function inWords(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  if (typeof error === 'string') return error;
  try {
    if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
    if (typeof error === 'bigint' || typeof error === 'symbol') return String(error);
    return JSON.stringify(error) ?? String(error);
  } catch {
    return Object.prototype.toString.call(error); // of what has no words at all
  }
}
