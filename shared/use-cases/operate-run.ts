/** The operator's verbs: each records the wish in one write, and the run goes on by itself. In a restored table each throws `frozen`. */
import type { Actor } from '../domain/actor.ts';
import type { Move, Moved } from '../domain/move.ts';
import { hasEnded, type Run, type RunFields } from '../domain/run.ts';
import { cancel, countWake, retry, review, wakeUp } from '../domain/run-moves.ts';
import { type RunView, runView } from '../domain/run-view.ts';
import { timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import { closeApprovals } from './close-approvals.ts';
import { unknownRun } from './read-run.ts';
import { type Kept, ttlOf } from './system.ts';
import { refuseFrozen } from './table-life.ts';

/** Ends the run; whoever drives it can change nothing any more. Throws `run-unknown`, `run-finished`. */
export async function cancelRun(kept: Kept, runId: string, actor: Actor): Promise<RunView> {
  await refuseFrozen(kept);
  const error = { code: 'cancelled', message: `The run was cancelled by ${actor.id}.`, by: actor.id };
  const moved = await kept.runs.move(runId, cancel(error, timeOf(kept.clock.now()), ttlOf(kept)));
  if (moved.done) return runView(moved.after);
  throw moved.present ? finished(moved.present) : unknownRun(runId);
}

/** Lets a failed run, or one that needs review, go on where it stopped. Throws `run-unknown`, `run-not-retryable`, `run-finished`. */
export async function retryRun(kept: Kept, runId: string): Promise<RunView> {
  await refuseFrozen(kept);
  const run = await load(kept, runId);
  if (run.status === 'completed' || run.status === 'cancelled') throw finished(run);
  if (run.status !== 'failed' && run.status !== 'needs-review') {
    throw new CountersignError(
      'run-not-retryable',
      `Run "${runId}" is ${run.status}; only a failed run, or one that needs review, can be retried.`,
    );
  }
  await closeApprovals(kept, run); // what it asked before it failed is asked anew where it is reached again
  return afterwards(runId, await kept.runs.move(runId, retry(await load(kept, runId), timeOf(kept.clock.now()))));
}

/** Has the run looked at again, from what is recorded. Throws `run-unknown`, `run-finished`. */
export async function nudgeRun(kept: Kept, runId: string): Promise<RunView> {
  await refuseFrozen(kept);
  const now = timeOf(kept.clock.now());
  const moves: Move<RunFields>[] = [wakeUp(now), countWake];
  let run: Run | undefined;
  for (const move of moves) {
    const moved = await kept.runs.move(runId, move);
    if (moved.done) return runView(moved.after);
    run = moved.present;
  }
  if (!run) throw unknownRun(runId);
  if (run.status === 'needs-review') return retryRun(kept, runId);
  throw finished(run);
}

/** Stops a run for a person to look at, with what went wrong. Throws `run-unknown`, `run-finished`. */
export async function markForReview(
  { runs, clock }: Pick<Kept, 'runs' | 'clock'>,
  runId: string,
  problem: unknown,
): Promise<void> {
  const message = problem instanceof Error ? problem.message : String(problem);
  const moved = await runs.move(runId, review({ code: 'marked-for-review', message }, timeOf(clock.now())));
  if (moved.done || moved.present?.status === 'needs-review') return;
  throw moved.present ? finished(moved.present) : unknownRun(runId);
}

async function load({ runs }: Kept, runId: string): Promise<Run> {
  const run = await runs.load(runId);
  if (!run) throw unknownRun(runId);
  return run;
}

/** The run after the write; where another operator was first, the run as it is. */
function afterwards(runId: string, moved: Moved<Run>): RunView {
  const run = moved.done ? moved.after : moved.present;
  if (!run) throw unknownRun(runId);
  return runView(run);
}

const finished = (run: Run): CountersignError =>
  new CountersignError(
    'run-finished',
    `Run "${run.runId}" has ${run.status === 'failed' ? 'failed; retry it instead' : hasEnded(run) ? `ended: it is ${run.status}` : `the status ${run.status}`}.`,
  );
