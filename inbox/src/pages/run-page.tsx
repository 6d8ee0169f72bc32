/** One run: where it stands, for whom it waits, what it did, and the operator's verbs. */
import { Link } from 'wouter';
import { useLiveQueries } from '../live.ts';
import { ApprovalsOfRun } from '../parts/approvals-of-run.tsx';
import { Facts } from '../parts/facts.tsx';
import { Icon } from '../parts/icon.tsx';
import { Failed, Loading } from '../parts/load-states.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { RunVerbs } from '../parts/run-verbs.tsx';
import { Section } from '../parts/section.tsx';
import { Status } from '../parts/status.tsx';
import { Time } from '../parts/time.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { WaitingFor } from '../parts/waiting-for.tsx';
import { useRun } from '../queries.ts';
import { statusLook } from '../status-words.ts';
import { useTitle } from '../use-title.ts';

export function RunPage({ runId }: { runId: string }) {
  const { data: run, error, refetch } = useRun(runId);
  useLiveQueries({ run: runId }, ['run']);
  useTitle(`Run ${runId}`);
  return (
    <div className="page">
      <Link href="/runs" className="back">
        <Icon name="back" /> All runs
      </Link>
      <h1 className="id">{runId}</h1>
      {!run && (error ? <Failed error={error} retry={refetch} /> : <Loading what="the run" lines={6} />)}
      {run && (
        <>
          <p className="overline">
            <Status status={run.status} />
            <span>
              {run.workflow} {run.version}
            </span>
            {run.startedBy && <span>started by {run.startedBy}</span>}
            <span>
              <Time at={run.createdAt} both />
            </span>
          </p>
          {run.waitingFor.length > 0 && <WaitingFor runId={runId} waits={run.waitingFor} />}
          {run.error && (
            <div className={`note tone-${statusLook(run.status).tone}`}>
              <Icon name={run.status === 'cancelled' ? 'slash' : 'alert'} />
              <div>
                <p>{run.error.message}</p>
                {run.status !== 'cancelled' && (
                  <p className="hint">
                    <code>{run.error.code}</code>
                    {run.error.stepKey && ` at ${run.error.stepKey}`}
                  </p>
                )}
              </div>
            </div>
          )}
          <RunVerbs run={run} />
          <Section title="Timeline">
            <Timeline run={run} saysWhy={false} />
          </Section>
          <ApprovalsOfRun run={run} />
          {run.result !== undefined && (
            <Section title="Result">
              <Facts value={run.result} />
            </Section>
          )}
          <Section title="Input">
            <Facts value={run.input} />
          </Section>
          <Section title="Record">
            <RecordLink runId={runId} />
          </Section>
        </>
      )}
    </div>
  );
}
