/** Follows changes inside one process: what a table's stream and its two readers do on AWS. */
import type { Change } from '../domain/change.ts';
import type { NotificationChannel } from '../ports/notification-channel.ts';
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
  const tryAgain = async (change: Change, first: unknown): Promise<void> => {
    let error = first;
    for (let tries = 1; tries < MOST_TRIES; tries++) {
      await kept.clock.sleep(FIRST_DELAY * 2 ** (tries - 1));
      try {
        return await notify(teller, change);
      } catch (again) {
        error = again;
      }
    }
    console.error(`A change of run ${runIdOf(change)} could not be told; see undelivered().`, error);
    undelivered.push({ change, error });
  };
  return {
    undelivered,
    async follow(change) {
      try {
        await notify(teller, change);
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

const runIdOf = ({ before, after }: Change): string => (after ?? before)?.runId ?? '';
