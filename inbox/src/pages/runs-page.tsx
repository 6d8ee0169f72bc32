/** The runs, newest first: by workflow, by status, or one by its id. */
import { useState } from 'react';
import type { RunStatus } from '../../../shared/domain/run.ts';
import { Empty, Failed, Loading } from '../parts/load-states.tsx';
import { RunFilters } from '../parts/run-filters.tsx';
import { RunsTable } from '../parts/runs-table.tsx';
import { useRuns } from '../queries.ts';
import { useTitle } from '../use-title.ts';

export function RunsPage() {
  const [workflow, setWorkflow] = useState('');
  const [status, setStatus] = useState<RunStatus>();
  const runs = useRuns({ workflow: workflow.trim() || undefined, status });
  const isFiltered = workflow.trim() !== '' || status !== undefined;
  useTitle('Runs');
  return (
    <div className="page">
      <h1>Runs</h1>
      <RunFilters {...{ workflow, status }} onWorkflow={setWorkflow} onStatus={setStatus} />
      {!runs.items &&
        (runs.error ? <Failed error={runs.error} retry={runs.refetch} /> : <Loading what="the runs" lines={6} />)}
      {runs.items?.length === 0 && (
        <Empty icon="play" title={isFiltered ? 'No run fits' : 'No run yet'}>
          {isFiltered
            ? 'Choose another workflow or status.'
            : 'Runs stand here once they are started, by an event, by POST /runs or by the start function.'}
        </Empty>
      )}
      {runs.items && runs.items.length > 0 && <RunsTable runs={runs.items} />}
      {runs.hasNextPage && (
        <button type="button" className="more" disabled={runs.isFetchingNextPage} onClick={() => runs.fetchNextPage()}>
          {runs.isFetchingNextPage ? 'Loading …' : 'Load more'}
        </button>
      )}
    </div>
  );
}
