/** What a run remembers in its pages. */
import type { Run } from '../domain/run.ts';
import type { Entry } from '../domain/snapshot.ts';
import type { WorkflowStateStore } from '../ports/workflow-state-store.ts';

/** The entries before those in the run's record. */
export const pagedEntries = async (
  runs: Pick<WorkflowStateStore, 'loadPages'>,
  { runId, pages, edition }: Pick<Run, 'runId' | 'pages' | 'edition'>,
): Promise<Entry[]> => (pages > 0 ? runs.loadPages(runId, pages, edition) : []);
