/** `useDecide`: decides approvals, as the user of the page. */
import { useMemo } from 'react';
import type { Receipt } from '../domain/receipt.ts';
import { approvalPath, refOf } from './approval-path.ts';
import { useConnected } from './provider.tsx';
import type { SendRequest } from './requests.ts';

/** What can be said with a decision. */
export interface DecisionOptions {
  /** The digest of what the user was shown: where something else is asked by now, the decision is refused (`changed`). */
  digest?: string | undefined;
  comment?: string | undefined;
  /** Whom the user decides for, of those that they stand in for. */
  for?: string | undefined;
}

/** Decides approvals by `<runId>/<key>`, or by a key that is pending once. What is refused throws a `ProblemError`. */
export interface Deciding {
  /** Approves what is proposed; or with `value`, where the approval takes one. */
  approve(approvalKey: string, value?: unknown, options?: DecisionOptions): Promise<Receipt>;
  reject(approvalKey: string, reason: string, options?: DecisionOptions): Promise<Receipt>;
}

/**
 * Decides approvals as the user of the page: who is first decides, and who comes later is told who was.
 *
 * @example
 * const { approve, reject } = useDecide();
 * return (
 *   <>
 *     <button type="button" onClick={() => approve('run_1/approve:refund')}>Approve</button>
 *     <button type="button" onClick={() => reject('run_1/approve:refund', 'Not this month')}>Reject</button>
 *   </>
 * );
 */
export function useDecide(): Deciding {
  const { request } = useConnected().countersign;
  return useMemo(() => decidingBy(request), [request]);
}

function decidingBy(request: SendRequest): Deciding {
  const decide = async (approvalKey: string, decision: object): Promise<Receipt> => {
    const ref = refOf(approvalKey);
    const answer = ref
      ? request('POST', `${approvalPath(ref)}/decision`, decision)
      : request('POST', '/webhooks/approve', { key: approvalKey, ...decision });
    return (await answer) as Receipt; // both addresses answer with one
  };
  return {
    approve: (approvalKey, value, options) =>
      decide(approvalKey, { action: 'approve', ...(value !== undefined && { value }), ...options }),
    reject: (approvalKey, reason, options) => decide(approvalKey, { action: 'reject', reason, ...options }),
  };
}
