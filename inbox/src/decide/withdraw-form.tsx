/** Taking a vote back, while the votes have not decided. */
import { useAct } from '../acts.ts';
import { forget, useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { say } from '../toast.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';

export function WithdrawForm({ approval, onClose }: ActProps) {
  const act = useAct(approval, () => {
    forget(idOf(approval), ['withdraw']);
    say('Your vote no longer counts.');
  });
  const [reason, setReason] = useDraft(idOf(approval), 'withdraw');
  const submit = () => act.mutate({ verb: 'withdraw', body: reason.trim() ? { reason } : {} }, { onSuccess: onClose });
  return (
    <ActForm
      title="Take your vote back?"
      submit="Withdraw my vote"
      tone="danger"
      pending={act.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label="Reason" value={reason} onChange={setReason} rows={2} />
      <ProblemNote error={act.error} />
    </ActForm>
  );
}
