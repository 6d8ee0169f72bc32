/** The picture of the run that an approval belongs to. */
import { useRun } from '../queries.ts';
import { Loading } from './load-states.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Timeline } from './timeline.tsx';

export function TimelineOfRun({ runId }: { runId: string }) {
  const { data: run, error } = useRun(runId);
  if (!run) return error ? <ProblemNote error={error} /> : <Loading what="the timeline" lines={2} />;
  return <Timeline run={run} />;
}
