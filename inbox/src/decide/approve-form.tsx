/** Approving as it is proposed; one more press, so that no stray key decides. */
import { useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';
import { useDecision } from './use-decision.ts';

export function ApproveForm(props: ActProps) {
  const { approval, onClose } = props;
  const { send, mutation } = useDecision(props, ['comment']);
  const [comment, setComment] = useDraft(idOf(approval), 'comment');
  const votes = approval.votes;
  const last = votes !== undefined && votes.needed.approvals - votes.approvals > 1;
  return (
    <ActForm
      title={`Approve “${approval.title}”?`}
      submit={last ? 'Yes, give my approval' : 'Yes, approve'}
      pending={mutation.isPending}
      onSubmit={() => send({ action: 'approve', ...(comment.trim() && { comment }) })}
      onClose={onClose}
    >
      <TextField label="Comment" value={comment} onChange={setComment} rows={2} />
      <ProblemNote error={mutation.error} />
    </ActForm>
  );
}
