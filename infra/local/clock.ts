/** A clock that runs with the machine's and can be moved on. */
import { sleep } from '../../shared/adapters/system/clock.ts';
import type { Clock } from '../../shared/ports/clock.ts';

export interface MovableClock extends Clock {
  /** Moves on to a time; never back. */
  moveTo(time: Date): void;
}

/** A clock that is `offsetMs` ahead of the machine's; `moved` is told of each new offset. */
export function createMovableClock(offsetMs = 0, moved: (offsetMs: number) => void = () => {}): MovableClock {
  let offset = offsetMs;
  const now = () => new Date(Date.now() + offset);
  return {
    now,
    sleep,
    moveTo(time) {
      offset = Math.max(offset, time.getTime() - Date.now());
      moved(offset);
    },
  };
}
