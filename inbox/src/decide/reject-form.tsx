/** Rejecting, which takes a reason. */
import { useState } from 'react';
import { useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';
import { useDecision } from './use-decision.ts';

export function RejectForm(props: ActProps) {
  const { approval, onClose } = props;
  const { send, mutation } = useDecision(props, ['reason']);
  const [reason, setReason] = useDraft(idOf(approval), 'reason');
  const [tried, setTried] = useState(false);
  const missing = tried && reason.trim() === '' ? 'Say why, so that whoever asked knows what to do.' : undefined;
  const submit = () => {
    setTried(true);
    if (reason.trim()) send({ action: 'reject', reason });
  };
  return (
    <ActForm
      title={`Reject “${approval.title}”?`}
      submit="Reject"
      tone="danger"
      pending={mutation.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label="Reason" value={reason} onChange={setReason} rows={3} required fault={missing} />
      <ProblemNote error={mutation.error} />
    </ActForm>
  );
}
