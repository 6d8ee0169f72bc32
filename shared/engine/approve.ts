/** `approval`: asks people, and gives back what they decided. */
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
    const giveBack = execution.claim('approval', key, key); // for good: a body asks under a key once
    placeNow()?.trial.undo.push(giveBack); // but a step that is tried again asks again
    const settlement = await askPeople(execution, key, options);
    const refusal = refusalOf(key, settlement);
    if (refusal) throw refusal;
    const { action, by, at, comment } = settlement;
    const value = decidedValue<T>(settlement);
    return { action: action === 'edit' ? 'edit' : 'approve', value, by, at, ...(comment !== undefined && { comment }) };
  };
}
