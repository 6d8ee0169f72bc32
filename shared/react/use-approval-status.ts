/** `useApprovalStatus`: how an approval stands, now and from now on. */
import { useEffect, useMemo, useState } from 'react';
import type { ApprovalStatus } from '../domain/approval-status.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import type { LiveStatus } from '../domain/live-message.ts';
import { approvalPath, refOf } from './approval-path.ts';
import type { LiveState } from './live-connections.ts';
import { type Problem, problemOf } from './problem-error.ts';
import { useConnected } from './provider.tsx';
import { createStatusReader } from './status-reader.ts';
import { useLive } from './use-live.ts';

/** How an approval stands, as far as it is known, and why it is not. */
export interface LiveApprovalState {
  status?: LiveStatus | undefined;
  /** Why it could not be read. */
  problem?: Problem | undefined;
  connection: LiveState;
}

/** What is known of one approval, and of no other that the component showed before. */
interface Known {
  approvalKey: string;
  status?: LiveStatus;
  problem?: Problem;
}

/** The approval and what is shown of it. */
export function useLiveApproval(approvalKey: string): LiveApprovalState {
  const { request } = useConnected().countersign;
  const [known, setKnown] = useState<Known>({ approvalKey });
  const reader = useMemo(
    () =>
      createStatusReader(
        // The service answers with a view at this address.
        async (ref) => (await request('GET', approvalPath(ref))) as ApprovalView,
        (status) => setKnown({ approvalKey, status }),
        (error) =>
          setKnown((before) => ({
            ...(before.approvalKey === approvalKey && before),
            ...{ approvalKey, problem: problemOf(error) },
          })),
      ),
    [request, approvalKey],
  );
  const connection = useLive({ approval: approvalKey }, reader.follow);
  const { status, problem } = known.approvalKey === approvalKey ? known : {};
  const isUnknown = connection === 'offline' && status === undefined;
  useEffect(() => {
    // A stream that cannot be had does not say why. What it would have told is asked for, which does, or does without it.
    const ref = refOf(approvalKey);
    if (isUnknown && ref) reader.readNow(ref);
  }, [isUnknown, approvalKey, reader]);
  return { status, problem, connection };
}

/**
 * How the approval stands: `{ status: 'pending' }` until more is known, then whatever is decided, wherever that is.
 * `approvalKey` is `<runId>/<key>`, or a key that is pending once. Values are JSON: dates are texts.
 *
 * @example
 * const status = useApprovalStatus('run_1/approve:refund');
 * return <p>{status.status === 'approved' ? `Approved by ${status.approvedBy}` : status.status}</p>;
 */
export function useApprovalStatus<T = unknown>(approvalKey: string): ApprovalStatus<T> {
  const { status } = useLiveApproval(approvalKey);
  // The values are of the type that the workflow asked for, as JSON.
  return (status ?? { status: 'pending' }) as ApprovalStatus<T>;
}
