/** Approving where the person says what: a form asks for it, and nothing is proposed. */
import { useState } from 'react';
import { useDraft } from '../draft.ts';
import { ValueForm } from '../form/value-form.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { idOf } from '../paths.ts';
import { ActButtons } from './act-buttons.tsx';
import type { ActProps } from './act-props.ts';
import { useDecision } from './use-decision.ts';
import { ValueAct } from './value-act.tsx';

export function ValueApproveForm(props: ActProps) {
  const { approval, onClose } = props;
  const { send, mutation } = useDecision(props, ['edit']);
  const [draft, setDraft] = useDraft(idOf(approval), 'edit');
  const [value, setValue] = useState<unknown>(() => (draft ? JSON.parse(draft) : undefined));
  const write = (next: unknown) => {
    setValue(next);
    setDraft(JSON.stringify(next) ?? '');
  };
  return (
    <ValueAct title="Approve with a value">
      <ValueForm
        schema={approval.form}
        value={value}
        onChange={write}
        onSubmit={(whole) => send({ action: 'approve', value: whole })}
      >
        <ProblemNote error={mutation.error} />
        <ActButtons submit="Approve with this" pending={mutation.isPending} onClose={onClose} />
      </ValueForm>
    </ValueAct>
  );
}
