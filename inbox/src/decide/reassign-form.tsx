/** Handing an open approval to others. */
import { useState } from 'react';
import { useAct } from '../acts.ts';
import { forget, useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { say } from '../toast.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';

export function ReassignForm({ approval, onClose }: ActProps) {
  const act = useAct(approval, ({ assignee }) => {
    forget(idOf(approval), ['to', 'reason']);
    say(`Handed on to ${assignee.join(', ')}.`);
  });
  const [to, setTo] = useDraft(idOf(approval), 'to');
  const [reason, setReason] = useDraft(idOf(approval), 'reason');
  const [tried, setTried] = useState(false);
  const names = to.split(/[\s,;]+/).filter(Boolean);
  const submit = () => {
    setTried(true);
    if (names.length === 0 || !reason.trim()) return;
    act.mutate({ verb: 'reassign', body: { to: names, reason } }, { onSuccess: onClose });
  };
  const fault = (missing: boolean, words: string) => (tried && missing ? words : undefined);
  return (
    <ActForm title="Reassign" submit="Hand it on" pending={act.isPending} onSubmit={submit} onClose={onClose}>
      <TextField
        label="To"
        value={to}
        onChange={setTo}
        required
        hint="E-mail addresses or groups, with commas between them."
        fault={fault(names.length === 0, 'Say who is to decide instead.')}
      />
      <TextField
        label="Reason"
        value={reason}
        onChange={setReason}
        rows={2}
        required
        fault={fault(!reason.trim(), 'Say why it is handed on.')}
      />
      <ProblemNote error={act.error} />
    </ActForm>
  );
}
