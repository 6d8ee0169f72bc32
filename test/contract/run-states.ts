/** A run in each of its states, brought there by the legal moves alone. */
import type { Run, RunningRun } from '../../shared/domain/run.ts';
import { cancel, end, type Hold, handOver, park } from '../../shared/domain/run-moves.ts';
import { encode } from '../../shared/domain/value.ts';
import type { Wait } from '../../shared/domain/wait.ts';
import { anApprovalWait, aRun, aStepEntry } from '../support/builders.ts';
import { NOW, plus } from '../support/clock.ts';
import type { Stores } from '../support/stores.ts';

export const STATES = [
  'held',
  'expired',
  'released',
  'waiting',
  'completed',
  'failed',
  'needs-review',
  'cancelled',
] as const;
export type State = (typeof STATES)[number];

export const TTL = 2_000_000_000;
export const FAILURE = { code: 'step-failed', message: 'Step "charge" failed: no', stepKey: 'charge' };

/** What the runner of `run` brings to a write. */
export const holdOn = (run: Pick<Run, 'epoch'>, fields: Partial<Hold> = {}): Hold => ({
  epoch: run.epoch,
  pages: 0,
  tail: [aStepEntry('calculate', { amount: 40 })],
  now: plus('1m'),
  ...fields,
});

export interface Given {
  run?: Partial<RunningRun>;
  waits?: Wait[];
  dueAt?: string;
  /** When it came to the state. */
  at?: string;
}

/** Keeps a run in that state. */
export async function keepRun(runs: Stores['runs'], state: State, given: Given = {}): Promise<Run> {
  const { waits = [anApprovalWait()], dueAt = plus('24h'), at = plus('1m') } = given;
  const run = aRun({ ...(state === 'expired' && { leaseUntil: NOW }), ...given.run });
  await runs.create(run);
  const hold = holdOn(run, { now: at });
  const move = {
    held: undefined,
    expired: undefined,
    released: handOver(hold),
    waiting: park(hold, run.wake, waits, dueAt),
    completed: end(hold, { status: 'completed', result: encode('done', 'result') }, [], TTL),
    failed: end(hold, { status: 'failed', error: FAILURE }, [], TTL),
    'needs-review': end(hold, { status: 'needs-review', error: FAILURE }, waits, TTL),
    cancelled: cancel({ code: 'cancelled', message: 'no' }, at, TTL),
  }[state];
  if (!move) return run;
  const moved = await runs.move(run.runId, move);
  if (!moved.done) throw new Error(`The run did not become ${state}.`);
  return moved.after;
}
