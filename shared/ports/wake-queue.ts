/** Carries wake-ups to the runners, one by one. */
import * as z from 'zod/mini';
import { Settlement } from '../domain/decision.ts';
import { RunId } from '../domain/ids.ts';

/** A run to go on with; `settled` is what woke it, where the change itself told of it, in the table of this `generation`. */
export const WakeUp = z.object({
  runId: RunId,
  generation: z.optional(z.string()),
  settled: z.optional(z.object({ key: z.string(), epoch: z.number(), settlement: Settlement })),
});
export type WakeUp = z.infer<typeof WakeUp>;

export interface WakeQueue {
  send(wakeUp: WakeUp): Promise<void>;
}
