/** Bounds how long is waited for what happens outside. */
import type { Clock } from '../ports/clock.ts';

/** What it comes to, or an error once it took longer than `ms`: what hangs holds up nothing for ever. */
export async function inTime<T>(happening: Promise<T>, ms: number, sleep: Clock['sleep'], what: string): Promise<T> {
  const done = new AbortController();
  const late = sleep(ms, done.signal).then((): Promise<T> | T => {
    if (done.signal.aborted) return happening;
    throw new Error(`It took longer than ${ms} ms to ${what}.`);
  });
  try {
    return await Promise.race([happening, late]);
  } finally {
    done.abort();
  }
}
