/** How a kept run stands, as the result that its caller gets. */
import type { Run, RunError } from '../domain/run.ts';
import { decode } from '../domain/value.ts';
import { asksOf, type Wait } from '../domain/wait.ts';
import { pendingOf } from '../engine/ask-people.ts';
import { ApprovalCancelled, ApprovalExpired, ApprovalRejected, revived, UnexpectedError } from '../engine/failures.ts';
import { type Err, ok, type Result } from '../engine/result.ts';
import { CountersignError, ERRORS, type ErrorCode } from '../errors.ts';

/** The run waits for time alone. */
export interface PendingTime {
  readonly type: 'PENDING_TIME';
  readonly stepKey: string;
  /** ISO 8601. */
  readonly until: string;
}

/** True for an error that says that time is waited for. @example if (isPendingTime(error)) at(error.until, resume); */
export const isPendingTime = (error: unknown): error is PendingTime =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === 'PENDING_TIME';

/** A result with this error, and with its cause where it has one. */
export const failed = <E>(error: E): Err<E> => ({
  ok: false,
  error,
  ...(error instanceof Error && error.cause !== undefined && { cause: error.cause }),
});

/** How the run stands: its value, or why it has none. */
export function resultOfRun(run: Run): Result<unknown, unknown> {
  switch (run.status) {
    case 'completed':
      return ok(decode(run.result));
    case 'waiting':
      return failed(waitingFor(run.waits));
    case 'failed':
      return failed(run.thrown === undefined ? errorInWords(run.error, run.endedAt) : revived(decode(run.thrown)));
    case 'running':
      return failed(new CountersignError('run-busy', `Run "${run.runId}" is being driven by another runner.`));
    case 'cancelled':
      return failed(new CountersignError('run-finished', run.error.message));
    case 'needs-review':
      return failed(new CountersignError(codeOf(run.error), run.error.message));
  }
}

function waitingFor(waits: readonly Wait[]): unknown {
  const [ask] = asksOf(waits);
  if (ask) return pendingOf(ask);
  const [wait] = waits;
  if (wait?.kind === 'time')
    return { type: 'PENDING_TIME', stepKey: wait.key, until: wait.until } satisfies PendingTime;
  return new UnexpectedError(new Error('The body awaits something that never comes.'));
}

/** An error of which only the words were kept. */
function errorInWords({ code, message, approvalKey = '', reason, by = '', expired }: RunError, at: string): unknown {
  if (code === 'approval-rejected')
    return new ApprovalRejected(approvalKey, { action: expired ? 'expire' : 'reject', reason, by, at });
  if (code === 'approval-cancelled') return new ApprovalCancelled(approvalKey, { action: 'cancel', reason, by, at });
  if (code === 'approval-expired') return new ApprovalExpired(approvalKey, { reason, by, at });
  return new UnexpectedError(new Error(message));
}

const codeOf = ({ code }: RunError): ErrorCode => (isErrorCode(code) ? code : 'run-needs-review');

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);
