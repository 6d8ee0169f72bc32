/** `useApprovalStatus`: how an approval stands, now and from now on. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ApprovalStatus } from '../domain/approval-status.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import type { LiveStatus } from '../domain/live-message.ts';
import { approvalPath, refOf } from './approval-path.ts';
import type { LiveState } from './live-connections.ts';
import { queryOf } from './live-topic.ts';
import { type Problem, problemOf } from './problem-error.ts';
import { useConnected } from './provider.tsx';
import type { SendRequest } from './requests.ts';
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
  problem?: Problem | undefined;
}

/** The approval and what is shown of it. */
export function useLiveApproval(approvalKey: string): LiveApprovalState {
  const { request } = useConnected().countersign;
  const [known, setKnown] = useState<Known>({ approvalKey });
  const shown = useRef(approvalKey);
  useEffect(() => {
    shown.current = approvalKey;
  });
  const learn = useCallback(
    (news: Omit<Known, 'approvalKey'>) => {
      if (shown.current !== approvalKey) return; // asked for the approval before this one, and answered late
      setKnown((before) => ({ ...(before.approvalKey === approvalKey && before), approvalKey, ...news }));
    },
    [approvalKey],
  );
  const fail = useCallback((error: unknown) => learn({ problem: problemOf(error) }), [learn]);
  const reader = useMemo(
    () =>
      createStatusReader(
        // The service answers with a view at this address.
        async (ref) => (await request('GET', approvalPath(ref))) as ApprovalView,
        (status) => learn({ status, problem: undefined }),
        fail,
      ),
    [request, learn, fail],
  );
  const connection = useLive({ approval: approvalKey }, reader.follow);
  const { status, problem } = known.approvalKey === approvalKey ? known : {};
  const isUnknown = connection === 'offline' && status === undefined;
  useEffect(() => {
    if (!isUnknown) return;
    // A stream that cannot be had does not say why. What it would have told is asked for, which does, or does without it.
    const ref = refOf(approvalKey);
    if (ref) reader.readNow(ref);
    else whyNot(request, approvalKey).catch(fail);
  }, [isUnknown, approvalKey, reader, request, fail]);
  return { status, problem, connection };
}

/** A key alone has no address to be read at; a ticket is refused for the same reason as the stream. */
const whyNot = (request: SendRequest, approvalKey: string): Promise<unknown> =>
  request('POST', `/stream/ticket?${queryOf({ approval: approvalKey })}`);

/** How an approval stands; `problem` says why that is not known. */
export type KnownStatus<T = unknown> = ApprovalStatus<T> & { problem?: Problem };

/**
 * How the approval stands: `{ status: 'pending' }` until more is known, then whatever is decided, wherever that is.
 * `approvalKey` is `<runId>/<key>`, or a key that is pending once. Values are JSON: dates are texts. Where nothing can be known,
 * `problem` says why: nothing was ever asked by that name (`approval-unknown`), several wait under the key (`ambiguous-key`,
 * with their `runs`), the user may not read it (`not-allowed`), or nobody answers (`offline`).
 *
 * @example
 * const status = useApprovalStatus('run_1/approve:refund');
 * return <p>{status.status === 'approved' ? `Approved by ${status.approvedBy}` : status.status}</p>;
 */
export function useApprovalStatus<T = unknown>(approvalKey: string): KnownStatus<T> {
  const { status, problem } = useLiveApproval(approvalKey);
  if (!status) return { status: 'pending', ...(problem && { problem }) };
  // The values are of the type that the workflow asked for, as JSON.
  return status as ApprovalStatus<T>;
}
