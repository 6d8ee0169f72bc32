/** The user's own decision on one approval, from the click to what it came to. */
import { useState } from 'react';
import type { LiveStatus } from '../domain/live-message.ts';
import type { OwnDecision } from './own-decision.ts';
import { problemOf } from './problem-error.ts';
import { useDecide } from './use-decide.ts';

/** Decides what was shown: approves it, or rejects it where there is a reason. */
export type DecideOn = (shown: LiveStatus, reason?: string) => void;

export function useDeciding(approvalKey: string): [OwnDecision, DecideOn] {
  const { approve, reject } = useDecide();
  const [latest, setLatest] = useState<{ approvalKey: string; decision: OwnDecision }>();
  const become = (decision: OwnDecision) => setLatest({ approvalKey, decision });
  const decide: DecideOn = ({ runId, key, digest }, reason) => {
    become({ state: 'sent' });
    const named = `${runId}/${key}`;
    const answer = reason === undefined ? approve(named, undefined, { digest }) : reject(named, reason, { digest });
    answer.then(
      (receipt) => become({ state: receipt.status === 'pending' ? 'counted' : 'decided', receipt }),
      (error: unknown) => become({ state: 'refused', problem: problemOf(error) }),
    );
  };
  return [latest?.approvalKey === approvalKey ? latest.decision : { state: 'none' }, decide];
}
