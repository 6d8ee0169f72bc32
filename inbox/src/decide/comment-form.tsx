/** Saying something about an open approval. */
import { useAct } from '../acts.ts';
import { useDraft } from '../draft.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { TextField } from '../parts/text-field.tsx';
import { idOf } from '../paths.ts';
import { say } from '../toast.ts';
import { ActForm } from './act-form.tsx';
import type { ActProps } from './act-props.ts';

export function CommentForm({ approval, onClose }: ActProps) {
  const act = useAct(approval);
  const [text, setText, forget] = useDraft(idOf(approval), 'comment');
  const submit = () => {
    if (!text.trim()) return;
    const onSuccess = () => {
      forget();
      say('Your comment stands in the history.');
      onClose();
    };
    act.mutate({ verb: 'comment', body: { text } }, { onSuccess });
  };
  return (
    <ActForm title="Comment" submit="Send comment" pending={act.isPending} onSubmit={submit} onClose={onClose}>
      <TextField label="Comment" value={text} onChange={setText} rows={3} required />
      <ProblemNote error={act.error} />
    </ActForm>
  );
}
