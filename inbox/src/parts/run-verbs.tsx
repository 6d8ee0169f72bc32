/** The operator's verbs: each says what it does, and asks once more. */
import { useState } from 'react';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { type RunVerb, useOperate } from '../acts.ts';
import { verbsFor } from '../run-verbs.ts';
import { say } from '../toast.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

const VERBS: Record<RunVerb, { words: string; does: string; done: string }> = {
  retry: {
    words: 'Retry',
    does: 'The run goes on from what succeeded: steps that are done are not done again, the one that failed is.',
    done: 'The run goes on.',
  },
  resume: {
    words: 'Resume',
    does: 'The run is looked at again now. Where nothing has changed, it waits on as before.',
    done: 'The run is looked at again.',
  },
  cancel: {
    words: 'Cancel run',
    does: 'The run ends. What it still asks is withdrawn, and nobody can decide it any more. This cannot be undone.',
    done: 'The run ends.',
  },
};

export function RunVerbs({ run }: { run: RunView }) {
  const [asking, setAsking] = useState<RunVerb>();
  const operate = useOperate(run.runId);
  const verbs = verbsFor(run.status);
  if (verbs.length === 0 && !asking) return null;
  const close = () => {
    setAsking(undefined);
    operate.reset();
  };
  const go = (verb: RunVerb) =>
    operate.mutate(verb, {
      onSuccess: () => {
        say(VERBS[verb].done);
        close();
      },
    });
  return (
    <section className="buttons" aria-label="Operate the run">
      {verbs.map((verb) => (
        <button key={verb} type="button" onClick={() => setAsking(verb)}>
          {VERBS[verb].words} …
        </button>
      ))}
      {asking && (
        <Dialog title={`${VERBS[asking].words}?`} onClose={close}>
          <p>{VERBS[asking].does}</p>
          <p className="quiet id">{run.runId}</p>
          <ProblemNote error={operate.error} />
          <div className="buttons">
            <button
              type="button"
              className={asking === 'cancel' ? 'danger' : 'primary'}
              disabled={operate.isPending}
              onClick={() => go(asking)}
            >
              {operate.isPending ? 'Sending …' : `Yes, ${VERBS[asking].words.toLowerCase()}`}
            </button>
            <button type="button" onClick={close}>
              Back
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
