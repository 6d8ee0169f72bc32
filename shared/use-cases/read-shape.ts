/** Learns the shape of a workflow from its latest runs. */
import { runView, timelineOf } from '../domain/run-view.ts';
import { shapeOf, type WorkflowShape } from '../domain/workflow-shape.ts';
import { CountersignError } from '../errors.ts';
import { pagedEntries } from './paged-entries.ts';
import type { Kept } from './system.ts';

/** From how many runs a shape is learned at most: each is read with what it remembers and what it asked. */
export const MOST_RUNS = 50;

/** How many are read at once. */
const AT_ONCE = 10;

/** The shape of the workflow; `workflow-unknown` where no run of it is kept. */
export async function readShape(
  { runs, approvals }: Pick<Kept, 'runs' | 'approvals'>,
  workflow: string,
): Promise<WorkflowShape> {
  const { items, cursor } = await runs.list({ workflow }, { limit: MOST_RUNS });
  if (items.length === 0)
    throw new CountersignError(
      'workflow-unknown',
      `No run of a workflow "${workflow}" is kept: a shape is learned from runs. Check the name, or start one.`,
    );
  const views = [];
  for (let first = 0; first < items.length; first += AT_ONCE)
    views.push(
      ...(await Promise.all(
        items.slice(first, first + AT_ONCE).map(async (run) => {
          const [paged, asked] = await Promise.all([pagedEntries(runs, run), approvals.ofRun(run.runId)]);
          return runView(run, asked, timelineOf([...paged, ...run.tail], asked));
        }),
      )),
    );
  return shapeOf(workflow, views, cursor !== undefined);
}
