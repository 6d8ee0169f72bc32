/** `approval`: asks people, and gives back what they decided. */
import type { CastVote } from '../domain/decision.ts';
import type { ApprovalOptions } from './ask.ts';
import { askPeople, decidedValue, refusalOf } from './ask-people.ts';
import type { Execution } from './execution.ts';
import { placeNow } from './place.ts';

/** What people decided, where they said yes. */
export interface Approved<T> {
  action: 'approve' | 'edit';
  /** What the run goes on with: what was proposed, supplied or edited. */
  value: T;
  /** Who decided. */
  by: string;
  /** Whom they stood in for. */
  for?: string;
  /** When, as ISO 8601. */
  at: string;
  comment?: string;
  /** All votes, where it went by votes; `by` is whose was the last. */
  votes?: CastVote[];
}

/**
 * Asks people under `key`, and stops the run, without compute, until they have decided. Throws `ApprovalRejected` where
 * they said no or nobody decided in time, and `ApprovalCancelled` where the request was cancelled; with `onTimeout: 'fail'`,
 * `ApprovalExpired` where nobody decided in time.
 *
 * @example const { value } = await approval('approve:refund', { title: 'Refund 40', assignee: 'finance', proposed: { amount: 40 } });
 */
export type Approve = <T = unknown>(key: string, options?: ApprovalOptions<T>) => Promise<Approved<T>>;

export function createApprove(execution: Execution): Approve {
  const ask = async <T>(key: string, options: ApprovalOptions<T>): Promise<Approved<T>> => {
    const giveBack = execution.claim('approval', key, key); // for good: a body asks under a key once
    placeNow()?.trial.undo.push(giveBack); // but a step that is tried again asks again
    const settlement = await askPeople(execution, key, options);
    const refusal = refusalOf(key, settlement);
    if (refusal) throw refusal;
    const { action, by, at, comment, votes } = settlement;
    return {
      action: action === 'edit' ? 'edit' : 'approve',
      value: decidedValue<T>(settlement),
      by,
      ...(settlement.for !== undefined && { for: settlement.for }),
      at,
      ...(comment !== undefined && { comment }),
      ...(votes && { votes }),
    };
  };
  return <T>(key: string, options: ApprovalOptions<T> = {}) => {
    const answer = ask<T>(key, options);
    execution.asked.set(answer, key);
    return answer;
  };
}
