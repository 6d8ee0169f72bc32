/** Approving another value than the proposed one: the form, then what changes, then one button. */
import { useState } from 'react';
import { differences } from '../../../shared/domain/differences.ts';
import { proposalIn } from '../../../shared/domain/offered.ts';
import { useDraft } from '../draft.ts';
import { ValueForm } from '../form/value-form.tsx';
import { Icon } from '../parts/icon.tsx';
import { idOf } from '../paths.ts';
import { ActButtons } from './act-buttons.tsx';
import type { ActProps } from './act-props.ts';
import { EditReview } from './edit-review.tsx';
import { ValueAct } from './value-act.tsx';

export function EditForm({ approval, digest, onClose }: ActProps) {
  const original = proposalIn(approval);
  const [draft, setDraft] = useDraft(idOf(approval), 'edit');
  const [value, setValue] = useState<unknown>(() => (draft ? JSON.parse(draft) : original));
  const [tried, setTried] = useState(false);
  const [checked, setChecked] = useState(false);
  const changes = differences(original, value);
  const write = (next: unknown) => {
    setValue(next);
    setDraft(JSON.stringify(next) ?? '');
  };
  const submit = () => {
    setTried(true);
    setChecked(changes.length > 0);
  };
  if (checked)
    return <EditReview {...{ approval, digest, onClose, value, changes }} onBack={() => setChecked(false)} />;
  return (
    <ValueAct title="Edit what is proposed">
      <ValueForm schema={approval.form} value={value} onChange={write} onSubmit={submit}>
        <p className="field-errors" role="alert">
          {tried && changes.length === 0 && (
            <>
              <Icon name="alert" /> Nothing is changed yet. Change it here, or go back and approve it as it is.
            </>
          )}
        </p>
        <ActButtons submit="Show the changes" pending={false} onClose={onClose} />
      </ValueForm>
    </ValueAct>
  );
}
