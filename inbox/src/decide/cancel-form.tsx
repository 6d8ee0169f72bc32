/** Cancelling the approval itself: its run goes on without an answer, or ends. */
import { useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';
import { useDecision } from './use-decision.ts';

export function CancelForm(props: ActProps) {
  const { approval, onClose } = props;
  const { send, mutation } = useDecision(props, ['cancel']);
  const [reason, setReason] = useDraft(idOf(approval), 'cancel');
  return (
    <ActForm
      title="Cancel this approval?"
      submit="Cancel the approval"
      tone="danger"
      pending={mutation.isPending}
      onSubmit={() => send({ action: 'cancel', ...(reason.trim() && { reason }) })}
      onClose={onClose}
    >
      <p>Nobody is asked any more. The run ends as failed, unless its workflow provides for this.</p>
      <TextField label="Reason" value={reason} onChange={setReason} rows={2} />
      <ProblemNote error={mutation.error} />
    </ActForm>
  );
}
