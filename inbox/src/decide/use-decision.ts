/** Sends a decision with its comment; what was typed is forgotten only once it has arrived. */
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { type DecisionBody, useDecide } from '../acts.ts';
import { useDraft } from '../draft.ts';
import { idOf } from '../paths.ts';
import { statusLook } from '../status-words.ts';
import { say } from '../toast.ts';

export function useDecision(approval: ApprovalView, digest: string, onDone: () => void) {
  const mutation = useDecide(approval);
  const [comment, setComment, forgetComment] = useDraft(idOf(approval), 'comment');
  const send = (body: Omit<DecisionBody, 'digest' | 'comment'>, forgetMore?: () => void) =>
    mutation.mutate(
      { ...body, ...(comment.trim() && { comment }), digest },
      {
        onSuccess: ({ status, votes }) => {
          forgetComment();
          forgetMore?.();
          say(
            status === 'pending' && votes
              ? `Your vote counts: ${votes.approvals} of ${votes.needed.approvals} approvals.`
              : `${statusLook(status).words}: ${approval.title}`,
          );
          onDone();
        },
      },
    );
  return { comment, setComment, send, mutation };
}
