/** The runs, newest first: by workflow, by status, or one by its id. */
import { useState } from 'react';
import type { RunStatus } from '../../../shared/domain/run.ts';
import { useLookOn } from '../look-on.ts';
import { Empty, Failed, Loading } from '../parts/load-states.tsx';
import { More } from '../parts/more.tsx';
import { RunFilters } from '../parts/run-filters.tsx';
import { RunsTable } from '../parts/runs-table.tsx';
import { PAGE, useRuns } from '../queries.ts';
import { useTitle } from '../use-title.ts';

export function RunsPage() {
  const [workflow, setWorkflow] = useState('');
  const [status, setStatus] = useState<RunStatus>();
  const runs = useRuns({ workflow: workflow.trim() || undefined, status });
  const isFiltered = workflow.trim() !== '' || status !== undefined;
  const found = runs.items?.length ?? 0;
  const looking = useLookOn(runs, { of: `${status} ${workflow.trim()}`, found });
  const looked = (runs.data?.pages.length ?? 0) * PAGE;
  const isNone = runs.items && found === 0 && !looking.isLooking && !runs.isPlaceholderData;
  useTitle('Runs');
  return (
    <div className="page">
      <h1>Runs</h1>
      <RunFilters {...{ workflow, status }} onWorkflow={setWorkflow} onStatus={setStatus} />
      {!runs.items &&
        (runs.error ? <Failed error={runs.error} retry={runs.refetch} /> : <Loading what="the runs" lines={6} />)}
      {isNone && (
        <Empty
          icon="play"
          title={runs.hasNextPage ? `No run fits among the first ${looked}` : isFiltered ? 'No run fits' : 'No run yet'}
        >
          {isFiltered
            ? `${runs.hasNextPage ? 'Look further, or choose' : 'Choose'} another workflow or status.`
            : 'Runs stand here once they are started, by an event, by POST /runs or by the start function.'}
        </Empty>
      )}
      {runs.items && found > 0 && <RunsTable runs={runs.items} />}
      <More pages={runs} looking={looking} looked={looked} words={found > 0 ? 'Load more' : 'Look further'} />
    </div>
  );
}
