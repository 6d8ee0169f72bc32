/** Follows changes inside one process: what a table's stream and its two readers do on AWS. */
import { sleep } from '../adapters/system/clock.ts';
import type { Change } from '../domain/change.ts';
import type { NotificationChannel } from '../ports/notification-channel.ts';
import { inTime } from '../use-cases/in-time.ts';
import { notify } from '../use-cases/notify.ts';
import type { Kept } from '../use-cases/system.ts';
import { wakeUpOf } from '../use-cases/wake.ts';
import type { Follow } from './observed.ts';

/** A change that could not be followed: somebody was not told. */
export interface Undelivered {
  change: Change;
  error: unknown;
}

export interface FollowerOptions {
  kept: Kept;
  channels: readonly NotificationChannel[];
  publicUrl: string;
  /** Goes on with a run that a change lets go on. */
  wake(runId: string): Promise<void>;
}

export interface Follower {
  readonly follow: Follow;
  /** What was tried `MOST_TRIES` times, and is given up. */
  readonly undelivered: Undelivered[];
  /** Resolves once nothing is being tried again. */
  settled(): Promise<void>;
}

/** How often telling is tried. */
const MOST_TRIES = 5;

/** How long, in ms, a run or a decision waits for people to be told; telling goes on behind it. */
const LONGEST_WAIT = 10_000;

/** The wait in ms before the second try; it doubles. */
const FIRST_DELAY = 200;

/**
 * A follower that creates the approvals which a parked run lists, tells people, closes what is over, and wakes runs. A channel
 * that fails is tried again in the background: it neither holds up nor undoes what it was to tell of.
 */
export function createFollower({ kept, channels, publicUrl, wake }: FollowerOptions): Follower {
  const undelivered: Undelivered[] = [];
  const trying = new Set<Promise<void>>();
  const teller = { ...kept, channels, publicUrl };
  // By the machine's own clock: a channel that hangs holds up nothing for ever, wherever the run takes its time from.
  const tell = (change: Change) =>
    channels.length > 0 ? inTime(notify(teller, change), LONGEST_WAIT, sleep, 'tell people') : notify(teller, change);
  const tryAgain = async (change: Change, first: unknown): Promise<void> => {
    let error = first;
    for (let tries = 1; tries < MOST_TRIES; tries++) {
      await kept.clock.sleep(FIRST_DELAY * 2 ** (tries - 1));
      try {
        if (await isOver(kept, change)) break; // telling now would only confuse
        return await tell(change);
      } catch (again) {
        error = again;
      }
    }
    kept.log.error('A change could not be told; see undelivered().', { runId: runIdOf(change) }, error);
    undelivered.push({ change, error });
  };
  return {
    undelivered,
    async follow(change) {
      try {
        await tell(change);
      } catch (error) {
        const again = tryAgain(change, error);
        trying.add(again);
        void again.finally(() => trying.delete(again));
      }
      const wakeUp = wakeUpOf(change);
      if (wakeUp) await wake(wakeUp.runId);
    },
    async settled() {
      while (trying.size > 0) await Promise.all(trying);
    },
  };
}

/** True where people were to be told of an approval that is pending no more: they were told how it ended. */
async function isOver({ approvals }: Kept, { kind, after }: Change): Promise<boolean> {
  if (kind === 'run' || !after || !('key' in after) || after.status !== 'pending') return false;
  const present = await approvals.get(after.runId, after.key);
  return present?.status !== 'pending' || present.epoch !== after.epoch;
}

const runIdOf = ({ before, after }: Change): string => (after ?? before)?.runId ?? '';
