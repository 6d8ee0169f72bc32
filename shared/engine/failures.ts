/** How a step or an approval says no to the body of a workflow, and how that reads in the run's record. */

import type { Settlement } from '../domain/decision.ts';
import type { RunError } from '../domain/run.ts';
import { CountersignError } from '../errors.ts';

/** Thrown by `step` where its function returned an error, or threw. `error` is what it was. */
export class StepFailure extends Error {
  readonly stepKey: string;
  readonly error: unknown;

  constructor(stepKey: string, error: unknown) {
    super(`Step "${stepKey}" failed: ${inWords(error)}`, { cause: error });
    this.name = 'StepFailure';
    this.stepKey = stepKey;
    this.error = error;
  }
}

/** Thrown by `approval` where people said no, or nobody said anything in time (`expired`). */
export class ApprovalRejected extends Error {
  readonly type = 'APPROVAL_REJECTED';
  readonly approvalKey: string;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly expired: boolean;

  constructor(approvalKey: string, { action, reason = '', by, at }: Settlement) {
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

/** Thrown by `approval` where a person cancelled it. */
export class ApprovalCancelled extends Error {
  readonly type = 'APPROVAL_CANCELLED';
  readonly approvalKey: string;
  readonly reason: string | undefined;
  readonly by: string;

  constructor(approvalKey: string, { reason, by }: Settlement) {
    super(`Approval "${approvalKey}" was cancelled by ${by}${reason === undefined ? '' : `: ${reason}`}`);
    this.name = 'ApprovalCancelled';
    this.approvalKey = approvalKey;
    this.reason = reason;
    this.by = by;
  }
}

/** What the record of a failed run says of what its body threw. */
export function runErrorOf(thrown: unknown): RunError {
  if (thrown instanceof ApprovalRejected) {
    const { approvalKey, reason, by, expired, message } = thrown;
    return { code: 'approval-rejected', message, approvalKey, reason, by, ...(expired && { expired }) };
  }
  if (thrown instanceof ApprovalCancelled) {
    const { approvalKey, reason, by, message } = thrown;
    return { code: 'approval-cancelled', message, approvalKey, by, ...(reason !== undefined && { reason }) };
  }
  if (thrown instanceof StepFailure) {
    const code = thrown.error instanceof CountersignError ? thrown.error.code : 'step-failed';
    return { code, message: thrown.message, stepKey: thrown.stepKey };
  }
  if (thrown instanceof CountersignError) return { code: thrown.code, message: thrown.message };
  return { code: 'unexpected-error', message: inWords(thrown) };
}

function inWords(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  try {
    return JSON.stringify(error) ?? String(error);
  } catch {
    return String(error);
  }
}
