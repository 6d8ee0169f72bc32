/** The time of the machine. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';

export const createSystemClock = (): Clock => ({ now: () => new Date(), sleep });

/** Waits `ms`, or until the signal aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, { ...(signal && { signal }), ref: true }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
