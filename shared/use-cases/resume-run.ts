/** Goes on with a run that was woken. */

import type { Run, RunningRun } from '../domain/run.ts';
import { countWake, isLeaseLost, takeLease } from '../domain/run-moves.ts';
import type { ApprovalEntry } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import type { WakeUp } from '../ports/wake-queue.ts';
import { driveRun } from './drive-run.ts';
import { type LeaseTerms, leaseUntil, newHolder } from './lease.ts';
import type { Runner } from './runner.ts';
import { isFrozen } from './table-life.ts';

/**
 * What became of a wake-up: the run was driven, or its runner was told to look again, or there was nothing to do; `frozen` where
 * nothing may be done: once the table is accepted, the sweep looks at every run.
 */
export type Resumed = 'driven' | 'told' | 'nothing' | 'frozen';

/** How often a wake-up tries again where the run changes hands under it. */
const MOST_TRIES = 10;

/**
 * Takes the run and drives it on. Returns only once the wake-up has had its effect (the run parked, ended, was handed over,
 * or its present runner was told), so that whoever delivers it may forget it then, and not before.
 */
export async function resumeRun(runner: Runner, wakeUp: WakeUp, terms: LeaseTerms): Promise<Resumed> {
  if (await isFrozen(runner)) return 'frozen';
  const { runs, clock, meter } = runner;
  const { runId } = wakeUp;
  // What was settled in another life of the table was not settled here: what stands in the records counts.
  const settled = wakeUp.generation === runner.life?.generation ? settledEntry(wakeUp) : undefined;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const holder = newHolder();
    const taken = await runs.move(
      runId,
      takeLease({ holder, until: leaseUntil(runner, terms), now: timeOf(clock.now()) }),
    );
    // A write whose answer was lost is repeated by the client and then finds its own lease there.
    const mine = taken.done ? taken.after : taken.present;
    if (taken.done && isLeaseLost(taken.before)) meter.count({ LeasesLost: 1 }, about(taken.after));
    if (isHeldBy(mine, holder)) {
      const fromWaiting = taken.done && taken.before.status === 'waiting';
      await driveRun(
        runner,
        { run: mine, ...(settled && { settled }), mayHaveMissed: !(fromWaiting && settled) },
        terms,
      );
      return 'driven';
    }
    if (mine?.status !== 'running') return 'nothing';
    if ((await runs.move(runId, countWake)).done) return 'told';
  }
  throw new Error(`Run ${runId} changed hands ${MOST_TRIES} times while it was woken.`);
}

const about = ({ updatedAt: at, workflow, runId }: Run) => ({ at, workflow, runId });

const isHeldBy = (run: Run | undefined, holder: string): run is RunningRun & { holder: string } =>
  run?.status === 'running' && run.holder === holder;

const settledEntry = ({ settled }: WakeUp): ApprovalEntry | undefined =>
  settled && { kind: 'approval', key: settled.key, epoch: settled.epoch, settlement: settled.settlement };
