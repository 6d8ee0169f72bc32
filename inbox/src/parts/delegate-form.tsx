/** Has somebody else decide in one's place for a while. */
import { type SubmitEvent, useState } from 'react';
import { useDelegate } from '../acts.ts';
import { problemOf } from '../api.ts';
import { say } from '../toast.ts';
import { ProblemNote } from './problem-note.tsx';
import { TextField } from './text-field.tsx';

const NOTHING = { to: '', until: '3d', since: '', reason: '' };

export function DelegateForm() {
  const delegate = useDelegate(({ to }) => say(`${to} stands in for you.`));
  const [fields, setFields] = useState(NOTHING);
  const errors = problemOf(delegate.error)?.errors ?? [];
  const field = (name: keyof typeof NOTHING) => ({
    value: fields[name],
    onChange: (text: string) => setFields({ ...fields, [name]: text }),
    fault: errors.find(({ path }) => path === name)?.message,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { to, until, since, reason } = fields;
    const body = { to, until, ...(since.trim() && { since }), ...(reason.trim() && { reason }) };
    delegate.mutate(body, { onSuccess: () => setFields(NOTHING) });
  };
  return (
    <form className="card narrow" onSubmit={submit} aria-label="Have somebody stand in for you">
      <TextField label="Who" required hint="One person, by their e-mail address." {...field('to')} />
      <TextField
        label="Until"
        required
        hint="How long, such as 3d or 8h; or a time with its zone, such as 2026-12-24T17:00:00+01:00."
        {...field('until')}
      />
      <TextField label="From" hint="The same way; without it, from now on." {...field('since')} />
      <TextField label="Reason" {...field('reason')} />
      {errors.length === 0 && <ProblemNote error={delegate.error} />}
      <div className="buttons">
        <button type="submit" className="primary" disabled={delegate.isPending}>
          {delegate.isPending ? 'Sending …' : 'Delegate'}
        </button>
      </div>
    </form>
  );
}
