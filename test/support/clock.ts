/** A clock that stands still until a test moves it. */
import { durationOf } from '../../shared/domain/duration.ts';
import type { Clock } from '../../shared/ports/clock.ts';

/** When every test begins, unless it says otherwise. */
export const NOW = '2026-01-05T09:00:00.000Z';

/** The time this much after `NOW`. */
export const plus = (duration: string): string =>
  new Date(Date.parse(NOW) + durationOf(duration, 'plus')).toISOString();

export interface TestClock extends Clock {
  /** Moves time on, and wakes whoever has slept long enough. */
  advance(duration: string): void;
  /** Every wait that was asked for, in ms. */
  readonly slept: number[];
}

export interface TestClockOptions {
  start?: string;
  /**
   * Whether who sleeps is woken once the clock was moved far enough (the default), or at once while time stands still; `short-at-once` has
   * those woken at once who sleep two seconds at most.
   */
  sleep?: 'until-moved' | 'at-once' | 'short-at-once';
}

export function createTestClock({ start = NOW, sleep = 'until-moved' }: TestClockOptions = {}): TestClock {
  let now = Date.parse(start);
  let sleepers: { until: number; wake: () => void }[] = [];
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    sleep(ms, signal) {
      slept.push(ms);
      const isShort = sleep === 'short-at-once' && ms <= 2_000;
      if (sleep === 'at-once' || isShort || ms <= 0 || signal?.aborted) return Promise.resolve();
      return new Promise((wake) => {
        sleepers.push({ until: now + ms, wake });
        signal?.addEventListener('abort', () => wake(), { once: true });
      });
    },
    advance(duration) {
      now += durationOf(duration, 'advance');
      const rested = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of rested) wake();
    },
  };
}
