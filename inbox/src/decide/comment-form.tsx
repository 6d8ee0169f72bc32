/** Saying something about an open approval. */
import { useState } from 'react';
import { useAct } from '../acts.ts';
import { forget, useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { say } from '../toast.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';

export function CommentForm({ approval, onClose }: ActProps) {
  const act = useAct(approval, () => {
    forget(idOf(approval), ['comment']);
    say('Your comment stands in the history.');
  });
  const [text, setText] = useDraft(idOf(approval), 'comment');
  const [tried, setTried] = useState(false);
  const missing = tried && text.trim() === '' ? 'Say something, or go back.' : undefined;
  const submit = () => {
    setTried(true);
    if (text.trim()) act.mutate({ verb: 'comment', body: { text } }, { onSuccess: onClose });
  };
  return (
    <ActForm title="Comment" submit="Send comment" pending={act.isPending} onSubmit={submit} onClose={onClose}>
      <TextField label="Comment" value={text} onChange={setText} rows={3} required fault={missing} />
      <ProblemNote error={act.error} />
    </ActForm>
  );
}
