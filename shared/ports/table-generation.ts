/** Remembers which generation a table lives under. */
import type { Time } from '../domain/time.ts';

/**
 * What is noted in a table of its own life. A restored table brings along what was noted in the one that it was made from, and
 * has another stream.
 */
export interface NotedGeneration {
  /** The ARN of the stream that the table had then: every table has its own, and every stream that is switched on. */
  generation: string;
  /** Since when it lives under it. */
  since: Time;
}

/** Remembers it in one record of the table itself. */
export interface TableGeneration {
  /** What is noted, read strongly; undefined where nothing is. */
  read(): Promise<NotedGeneration | undefined>;
  /** Notes this in the place of the generation that was noted `before` (undefined: none); false where another is noted by now. */
  replace(before: string | undefined, noted: NotedGeneration): Promise<boolean>;
}
