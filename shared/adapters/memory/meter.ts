/** Counts into a list, or nowhere. */
import type { CountedOf, Counts, Meter } from '../../ports/meter.ts';

/** What was counted, and of what. */
export type Counted = Counts & CountedOf;

/** Without a list, what is counted is forgotten: where nobody draws a graph of it. */
export const createMemoryMeter = (into?: Counted[]): Meter => ({
  count(counts, of) {
    into?.push({ ...counts, ...of });
  },
});
