/** The time of the machine. */
import type { Clock } from '../../ports/clock.ts';

export const createSystemClock = (): Clock => ({ now: () => new Date(), sleep });

/** The longest wait of a timer, in ms (24.8 days); beyond it, timers go off at once. */
const LONGEST = 2 ** 31 - 1;

/** Waits `ms`, or until the signal aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  do {
    await wait(Math.min(left, LONGEST), signal);
    left -= LONGEST;
  } while (left > 0 && !signal?.aborted);
}

const wait = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
