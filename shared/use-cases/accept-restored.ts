/** Looks at what a restored table holds, and lets its runs go on. */
import type { Run } from '../domain/run.ts';
import { NEVER, reschedule } from '../domain/run-moves.ts';
import { type Time, timeOf } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { NotedGeneration, TableGeneration } from '../ports/table-generation.ts';
import type { WorkflowStateStore } from '../ports/workflow-state-store.ts';

/** What accepting works with: the table's records, and no function. */
export interface Restored {
  readonly runs: WorkflowStateStore;
  readonly generations: TableGeneration;
  readonly clock: Clock;
}

/** What a restored table holds that would go on. */
export interface RestoredRuns {
  /** Runs that wait for people, or for time. */
  waiting: number;
  /** Of those, the ones at which something is due by now: a deadline, a reminder, the end of a sleep. */
  due: number;
  /** Runs that a runner had then: another goes on behind the last step that they remember. */
  running: number;
  /** When the latest of them was changed; undefined where there are none. */
  changedAt?: Time | undefined;
}

const PAGE = 200;

/** Counts them. `onPage` is told how many were looked at so far. */
export async function lookAtRestored(
  { runs, clock }: Pick<Restored, 'runs' | 'clock'>,
  onPage: (looked: number) => void = () => {},
): Promise<RestoredRuns> {
  const found: RestoredRuns = { waiting: 0, due: 0, running: 0 };
  const now = timeOf(clock.now());
  let looked = 0;
  for await (const page of incomplete(runs)) {
    for (const run of page) {
      if (run.status === 'running') found.running++;
      else found.waiting++;
      if (run.status === 'waiting' && run.due && run.due.at <= now) found.due++;
      if (found.changedAt === undefined || run.updatedAt > found.changedAt) found.changedAt = run.updatedAt;
    }
    looked += page.length;
    onPage(looked);
  }
  return found;
}

/**
 * Has the sweep look at every run that waits, and then notes that the table lives under this generation: from there on all goes
 * on. What was settled just before the table's last moment woke nobody here, and a run may not be due for a day. Ends with false,
 * and with nothing accepted, where another than `seen` is noted by now. To be done again where it broke off.
 */
export async function acceptRestored(
  { runs, generations, clock }: Restored,
  generation: string,
  seen: NotedGeneration | undefined,
  onPage: (looked: number) => void = () => {},
): Promise<boolean> {
  const now = timeOf(clock.now());
  let looked = 0;
  for await (const page of incomplete(runs)) {
    await Promise.all(page.filter((run) => isLater(run, now)).map((run) => runs.move(run.runId, reschedule(run, now))));
    looked += page.length;
    onPage(looked);
  }
  return generations.replace(seen?.generation, { generation, since: now });
}

/**
 * Notes in a table that another lives on instead of it: functions that go back to it, by a setting that was left out, find it frozen. Two
 * tables that both went on would each do what the other did already. False where another life is noted there by now.
 */
export async function retire(
  { generations, clock }: Pick<Restored, 'generations' | 'clock'>,
  generation: string,
): Promise<boolean> {
  const seen = await generations.read();
  return generations.replace(seen?.generation, { generation, since: timeOf(clock.now()) });
}

/** What somebody keeps without having it driven stays so. */
const isLater = ({ status, due }: Run, now: Time): boolean =>
  status === 'waiting' && due !== undefined && due.at > now && due.at !== NEVER;

/** Every run that has not ended, page by page, the soonest due first. */
async function* incomplete(runs: WorkflowStateStore): AsyncGenerator<Run[]> {
  let cursor: string | undefined;
  do {
    const page = await runs.list({ status: 'incomplete' }, { limit: PAGE, cursor });
    yield page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
