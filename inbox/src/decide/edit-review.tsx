/** What an edit changes, before it is sent. */
import type { ValueChange } from '../../../shared/domain/differences.ts';
import { proposalIn } from '../../../shared/domain/offered.ts';
import { useDraft } from '../draft.ts';
import { Changes } from '../parts/changes.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';
import { useDecision } from './use-decision.ts';

interface EditReviewProps extends ActProps {
  value: unknown;
  changes: readonly ValueChange[];
  onBack(): void;
}

export function EditReview({ value, changes, onBack, ...props }: EditReviewProps) {
  const { approval } = props;
  const { send, mutation } = useDecision(props, ['edit', 'comment']);
  const [comment, setComment] = useDraft(idOf(approval), 'comment');
  const submit = () =>
    send({
      action: 'edit',
      editedValue: value,
      originalValue: proposalIn(approval),
      ...(comment.trim() && { comment }),
    });
  return (
    <ActForm
      title="You change"
      submit="Approve with these changes"
      pending={mutation.isPending}
      onSubmit={submit}
      onClose={onBack}
    >
      <Changes changes={changes} />
      <TextField label="Comment" value={comment} onChange={setComment} rows={2} />
      <ProblemNote error={mutation.error} />
    </ActForm>
  );
}
