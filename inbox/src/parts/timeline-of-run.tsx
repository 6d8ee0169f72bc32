/** The picture of the run that an approval belongs to. */
import { useRun } from '../queries.ts';
import { Failed, Loading } from './load-states.tsx';
import { Timeline } from './timeline.tsx';

export function TimelineOfRun({ runId }: { runId: string }) {
  const { data: run, error, refetch } = useRun(runId);
  if (!run) return error ? <Failed error={error} retry={refetch} /> : <Loading what="the timeline" lines={2} />;
  return <Timeline run={run} />;
}
