/** Approving another value than the proposed one: the form, then what changes, then one button. */
import { useState } from 'react';
import { differences } from '../../../shared/domain/differences.ts';
import { useDraft } from '../draft.ts';
import { ValueForm } from '../form/value-form.tsx';
import { idOf } from '../paths.ts';
import { ActButtons } from './act-buttons.tsx';
import type { ActProps } from './act-props.ts';
import { EditReview } from './edit-review.tsx';
import { startOf } from './modes.ts';

export function EditForm({ approval, digest, onClose }: ActProps) {
  const original = startOf(approval);
  const [draft, setDraft, forgetDraft] = useDraft(idOf(approval), 'edit');
  const [value, setValue] = useState<unknown>(() => (draft ? JSON.parse(draft) : original));
  const [checked, setChecked] = useState(false);
  const changes = differences(original, value);
  const write = (next: unknown) => {
    setValue(next);
    setDraft(JSON.stringify(next) ?? '');
  };
  if (checked)
    return (
      <EditReview
        {...{ approval, digest, onClose, value, changes }}
        onBack={() => setChecked(false)}
        onSent={forgetDraft}
      />
    );
  return (
    <section className="act" aria-label="Edit what is proposed">
      <h2>Edit what is proposed</h2>
      <ValueForm schema={approval.form} value={value} onChange={write} onSubmit={() => setChecked(true)}>
        <ActButtons submit="Show the changes" pending={false} disabled={changes.length === 0} onClose={onClose} />
        {changes.length === 0 && <p className="hint">Nothing is changed yet.</p>}
      </ValueForm>
    </section>
  );
}
