/** What is kept with an approval of a notice that reached nobody. */
import * as z from 'zod/mini';
import { Time } from './time.ts';

/** One notice that was not read, as far as can be known. */
export const Unseen = z.object({
  /** The channel that it went by. */
  channel: z.string(),
  /** Whom it was for. */
  to: z.string(),
  why: z.string(),
  at: Time,
});
/** One notice that was not read, as far as can be known. Times are ISO 8601. */
export type Unseen = z.infer<typeof Unseen>;
