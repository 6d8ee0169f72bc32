/** Reads one run, with its timeline; or a page of runs. */
import type { Approval } from '../domain/approval.ts';
import type { Run } from '../domain/run.ts';
import { type RunView, runView, timelineOf } from '../domain/run-view.ts';
import { CountersignError } from '../errors.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { RunFilter } from '../ports/workflow-state-store.ts';
import { runInFull } from './outside-values.ts';
import { pagedEntries } from './paged-entries.ts';
import type { Kept } from './system.ts';

/** The run and what it did so far, with what it asked and asked anew since; `run-unknown`. */
export async function readRun(kept: Pick<Kept, 'runs' | 'approvals' | 'values'>, runId: string): Promise<RunView> {
  const [run, asked] = await Promise.all([kept.runs.load(runId), kept.approvals.ofRun(runId)]);
  if (!run) throw unknownRun(runId);
  return viewOfRun(kept, run, asked);
}

/** The run as it was read, with its timeline. */
export async function viewOfRun(
  { runs, approvals, values }: Pick<Kept, 'runs' | 'approvals' | 'values'>,
  run: Run,
  asked: readonly Approval[],
): Promise<RunView> {
  const [full, paged, replaced] = await Promise.all([
    runInFull(values, run),
    pagedEntries(runs, run),
    Promise.all(
      asked.map(({ key, supersedes }) => (supersedes === undefined ? [] : approvals.superseded(run.runId, key))),
    ),
  ]);
  return runView(full, asked, timelineOf([...paged, ...run.tail], [...replaced.flat(), ...asked]));
}

export const unknownRun = (runId: string): CountersignError =>
  new CountersignError(
    'run-unknown',
    `There is no run "${runId}". Check the id; finished runs are removed after their retention.`,
  );

export async function listRuns(
  { runs }: Pick<Kept, 'runs'>,
  filter: RunFilter,
  page: PageRequest,
): Promise<Page<RunView>> {
  const { items, cursor } = await runs.list(filter, page);
  return { items: items.map((run) => runView(run)), ...(cursor !== undefined && { cursor }) };
}
