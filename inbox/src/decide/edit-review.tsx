/** What an edit changes, before it is sent. */
import type { ValueChange } from '../../../shared/domain/differences.ts';
import { Changes } from '../parts/changes.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';
import { startOf } from './modes.ts';
import { useDecision } from './use-decision.ts';

interface EditReviewProps extends ActProps {
  value: unknown;
  changes: readonly ValueChange[];
  onBack(): void;
  onSent(): void;
}

export function EditReview({ approval, digest, value, changes, onBack, onSent, onClose }: EditReviewProps) {
  const { comment, setComment, send, mutation } = useDecision(approval, digest, onClose);
  const originalValue = startOf(approval);
  const submit = () =>
    send({ action: 'edit', editedValue: value, ...(originalValue !== undefined && { originalValue }) }, onSent);
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
