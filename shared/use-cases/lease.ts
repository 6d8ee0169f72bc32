/** For how long a runner holds a run, and when it lets go. */
import type { RunningRun } from '../domain/run.ts';
import { renewLease } from '../domain/run-moves.ts';
import { timeOf } from '../domain/time.ts';
import type { Kept } from './system.ts';

/** The terms that a runner works on: the time that its process has left, or a short lease that it renews. */
export interface LeaseTerms {
  /** How long the lease is, in ms. */
  readonly leaseMs: number;
  /** How often to renew it, in ms; absent where the lease is as long as the runner lives. */
  readonly renewEveryMs?: number;
  /** When to hand the run over to another runner, in ms from the start; absent where there is time enough. */
  readonly handOverAfterMs?: number;
}

/** No effect begins within this many ms of the lease's end. */
const MARGIN = 1_000;

/** A lease that is being held. */
export interface Lease {
  readonly epoch: number;
  /** True while an effect may begin (I4): the lease is not over by the local clock, and nobody else has the run. */
  holds(): boolean;
  /** True once it is time to hand over. */
  timeIsUp(): boolean;
  /** Stops renewing; resolves once no renewal is under way. */
  drop(): Promise<void>;
}

/** A random name for a lease. */
export const newHolder = (): string => crypto.randomUUID().slice(0, 8);

export const leaseUntil = ({ clock }: Pick<Kept, 'clock'>, { leaseMs }: LeaseTerms): string =>
  timeOf(new Date(clock.now().getTime() + leaseMs));

/** Holds on to a run that was just taken, until `drop`. */
export function holdLease({ runs, clock }: Pick<Kept, 'runs' | 'clock'>, run: RunningRun, terms: LeaseTerms): Lease {
  const startedAt = clock.now().getTime();
  const over = new AbortController();
  let endsAt = Date.parse(run.leaseUntil);
  let lost = false;
  const renewOnce = async (): Promise<void> => {
    const until = clock.now().getTime() + terms.leaseMs;
    const { done } = await runs.move(run.runId, renewLease(run.epoch, timeOf(new Date(until))));
    if (done) endsAt = until;
    else lost = true;
  };
  const renew = async (everyMs: number): Promise<void> => {
    while (!lost) {
      const before = clock.now().getTime();
      await clock.sleep(everyMs, over.signal);
      // Where a clock is moved by hand and nobody waits for it, there is nothing to renew in time.
      if (over.signal.aborted || clock.now().getTime() === before) return;
      await renewOnce().catch(() => {}); // the next round tries again; until then the lease that is held counts
    }
  };
  const renewing = terms.renewEveryMs === undefined ? undefined : renew(terms.renewEveryMs);
  return {
    epoch: run.epoch,
    holds: () => !lost && clock.now().getTime() < endsAt - MARGIN,
    timeIsUp: () => terms.handOverAfterMs !== undefined && clock.now().getTime() - startedAt >= terms.handOverAfterMs,
    async drop() {
      if (!renewing) return;
      over.abort('dropped');
      await renewing;
    },
  };
}
