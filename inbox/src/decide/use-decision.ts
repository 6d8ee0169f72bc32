/** Sends a decision; what was typed for it is forgotten only once it has arrived. */
import { type DecisionBody, useDecide } from '../acts.ts';
import { forget } from '../draft.ts';
import { idOf } from '../paths.ts';
import { statusLook } from '../status-words.ts';
import { say } from '../toast.ts';
import type { ActProps } from './act-props.ts';
import type { DraftField } from './modes.ts';

/** `drafts` are the fields that the decision carries. */
export function useDecision({ approval, digest, onClose }: ActProps, drafts: readonly DraftField[]) {
  const mutation = useDecide(approval, ({ status, votes }) => {
    forget(idOf(approval), drafts);
    say(
      status === 'pending' && votes
        ? `Your vote counts: ${votes.approvals} of ${votes.needed.approvals} approvals.`
        : `${statusLook(status).words}: ${approval.title}`,
    );
  });
  const send = (body: Omit<DecisionBody, 'digest'>) => mutation.mutate({ ...body, digest }, { onSuccess: onClose });
  return { send, mutation };
}
