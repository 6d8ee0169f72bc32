/** The input of one workflow, and what its start came to. */
import { useState } from 'react';
import { Link } from 'wouter';
import { useStart } from '../acts.ts';
import type { Demo } from '../config.ts';
import { ValueForm } from '../form/value-form.tsx';
import { approvalPath, runPath } from '../paths.ts';
import { usePerson } from '../session.tsx';
import { beginningOf } from '../start-value.ts';
import { ProblemNote } from './problem-note.tsx';
import { Status } from './status.tsx';

export function StartForm({ demo }: { demo: Demo }) {
  const person = usePerson();
  const start = useStart();
  const [input, setInput] = useState<unknown>(() => beginningOf(demo, person?.id));
  const run = start.data;
  const submit = (value: unknown) =>
    start.mutate({ workflow: demo.workflow, input: value, ...(person && { startedBy: person.id }) });
  return (
    <div className="card narrow">
      <ValueForm schema={demo.schema} value={input} onChange={setInput} onSubmit={submit}>
        <ProblemNote error={start.error} />
        <div className="buttons">
          <button type="submit" className="primary" disabled={start.isPending}>
            {start.isPending ? 'Starting …' : `Start ${demo.title}`}
          </button>
        </div>
      </ValueForm>
      <div role="status">
        {run && (
          <p className="started">
            <Status status={run.status} /> <Link href={runPath(run.runId)}>{run.runId}</Link>
            {run.waitingFor.map(
              ({ kind, key, title }) =>
                kind === 'approval' && (
                  <span key={key}>
                    {' '}
                    asks: <Link href={approvalPath({ runId: run.runId, key })}>{title ?? key}</Link>
                  </span>
                ),
            )}
          </p>
        )}
      </div>
    </div>
  );
}
