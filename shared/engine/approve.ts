/** `approval`: asks people, and gives back what they decided. */
import type { Ask } from '../domain/approval.ts';
import type { Settlement } from '../domain/decision.ts';
import { entryName } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { decode } from '../domain/value.ts';
import { type ApprovalOptions, askOf } from './ask.ts';
import type { Execution } from './execution.ts';
import { ApprovalCancelled, ApprovalRejected } from './failures.ts';

/** What people decided, where they said yes. */
export interface Approved<T> {
  action: 'approve' | 'edit';
  /** What the run goes on with: what was proposed, supplied or edited. */
  value: T;
  /** Who decided. */
  by: string;
  /** When, as ISO 8601. */
  at: string;
  comment?: string;
}

/**
 * Asks people under `key`, and stops the run, without compute, until they have decided. Throws `ApprovalRejected` where
 * they said no or nobody decided in time, and `ApprovalCancelled` where the request was cancelled.
 *
 * @example const { value } = await approval('approve:refund', { title: 'Refund 40', assignee: 'finance', proposed: { amount: 40 } });
 */
export type Approve = <T = unknown>(key: string, options?: ApprovalOptions<T>) => Promise<Approved<T>>;

export function createApprove(execution: Execution): Approve {
  return async <T>(key: string, options: ApprovalOptions<T> = {}) => {
    execution.claim('approval', key, key);
    const { plan } = execution;
    const asked = askOf(key, options, {
      workflow: plan.workflow,
      version: plan.version,
      epoch: plan.epoch,
      now: timeOf(plan.clock.now()),
    });
    const entry = plan.entries.get(entryName({ kind: 'approval', key }));
    // I5: a decision counts for what was shown, and for nothing else.
    if (entry?.kind === 'approval' && entry.settlement.digest === asked.digest)
      return approvedBy<T>(key, entry.settlement);
    execution.waits.set(`approval:${key}`, { kind: 'approval', ask: openSince(execution, asked) });
    return execution.activity.hold();
  };
}

/** The ask as it stands since the run first parked on it, with its deadlines; or as it is new. */
function openSince({ plan }: Execution, asked: Ask): Ask {
  const before = plan.waits.find(
    (wait) => wait.kind === 'approval' && wait.ask.key === asked.key && wait.ask.digest === asked.digest,
  );
  return before?.kind === 'approval' ? before.ask : asked;
}

function approvedBy<T>(key: string, settlement: Settlement): Approved<T> {
  const { action, value, by, at, comment } = settlement;
  if (action === 'cancel') throw new ApprovalCancelled(key, settlement);
  if (action !== 'approve' && action !== 'edit') throw new ApprovalRejected(key, settlement);
  const decided = (value === undefined ? undefined : decode(value)) as T; // it fits the form that it was checked against when it was decided
  return { action, value: decided, by, at, ...(comment !== undefined && { comment }) };
}
