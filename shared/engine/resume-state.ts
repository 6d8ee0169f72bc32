/** What a run remembers, as data of its own: to be kept anywhere, and given to a later execution. */
import * as z from 'zod/mini';
import { RunId } from '../domain/ids.ts';
import { Entry } from '../domain/snapshot.ts';
import { Wait } from '../domain/wait.ts';
import { CountersignError } from '../errors.ts';

/**
 * What a run remembers and what it waits for. Plain JSON data: values are text, encoded so that dates, maps, sets,
 * bigints and the rest come back as they were.
 */
export const ResumeState = z.object({
  /** The run, so that its steps keep their idempotency keys; absent before it has begun. */
  runId: z.optional(RunId),
  /** The steps that succeeded and the approvals that were settled, in the order that the run learned of them. */
  entries: z.array(Entry),
  /** What the run waits for, in the order that it was reached. */
  waits: z.array(Wait),
  /** What the way of the run does not go by: steps that failed and that it went on after, and what it comes to no more. */
  loose: z.optional(z.array(z.string())),
});
export type ResumeState = z.infer<typeof ResumeState>;

/** A resume state as it is written down. */
export type SerializedResumeState = ResumeState & { kind: 'ResumeState' };

/** A state that remembers nothing. */
export const emptyState = (): ResumeState => ({ entries: [], waits: [] });

/**
 * The state as JSON data that says what it is. `JSON.stringify` and `JSON.parse` leave it unharmed.
 *
 * @example await db.save(orderId, JSON.stringify(serializeResumeState(collector.getResumeState())));
 */
export const serializeResumeState = (state: ResumeState): SerializedResumeState => ({
  kind: 'ResumeState',
  ...ResumeState.parse(state),
});

/**
 * The state again, from what `JSON.parse` gave. `invalid-input` names what does not fit.
 *
 * @example const resumeState = deserializeResumeState(JSON.parse(await db.load(orderId)));
 */
export function deserializeResumeState(written: unknown): ResumeState {
  const parsed = ResumeState.safeParse(written);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: ['resumeState', ...path].join('.'),
    message,
  }));
  throw new CountersignError(
    'invalid-input',
    `${errors.map(({ path, message }) => `${path}: ${message}`).join('; ')}. A resume state comes from a collector's getResumeState().`,
    { errors },
  );
}
