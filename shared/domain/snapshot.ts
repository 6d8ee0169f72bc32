/** What a run remembers: the steps that succeeded and the approvals that were settled, in the order that it learned of them. */
import * as z from 'zod/mini';
import { Settlement } from './decision.ts';
import { Time } from './time.ts';
import { bytesOf, Encoded } from './value.ts';

/** A step that succeeded. */
export const StepEntry = z.object({
  kind: z.literal('step'),
  key: z.string(),
  /** The step's id, where it is not its key. */
  id: z.optional(z.string()),
  /** The step that it is part of: one that a step calls, as a gate's operation. */
  within: z.optional(z.string()),
  /** The approval that let it through, or that it was. */
  approval: z.optional(z.string()),
  /** True where it was put into the snapshot by hand: the body need not have come to it. */
  given: z.optional(z.literal(true)),
  /** True where the body slept. */
  slept: z.optional(z.literal(true)),
  value: Encoded,
  startedAt: Time,
  /** How long it took, in ms, all tries together. */
  ms: z.number(),
  /** How many tries it took, where more than one. */
  attempts: z.optional(z.number()),
});
export type StepEntry = z.infer<typeof StepEntry>;

/** An approval that was settled. `epoch` is that of its asking: what a later asking was answered wins. */
export const ApprovalEntry = z.object({
  kind: z.literal('approval'),
  key: z.string(),
  /** The step that asked, where it was put into the snapshot by hand. */
  step: z.optional(z.string()),
  epoch: z.number(),
  settlement: Settlement,
});
export type ApprovalEntry = z.infer<typeof ApprovalEntry>;

export const Entry = z.discriminatedUnion('kind', [StepEntry, ApprovalEntry]);
export type Entry = z.infer<typeof Entry>;

/** The name of an entry within its run: a step and an approval may share a key. */
export const entryName = (entry: Pick<Entry, 'kind' | 'key'>): string => `${entry.kind}:${entry.key}`;

/** A tail of this size (characters of JSON) is frozen into a page, so that a checkpoint costs the same at any length. */
export const PAGE_SIZE = 2_000;

/** True where the entries that rest in the run's record are due to be moved into a page of their own. */
export const fillsPage = (tail: readonly Entry[]): boolean => JSON.stringify(tail).length >= PAGE_SIZE;

/** The most that the entries of one record may hold, in bytes of JSON: a record with its input takes 400 KB. */
const MOST_TAIL = 100_000;

/** The longest beginning of the tail that fits into one write; one entry at least. */
export function fitting(tail: readonly Entry[]): Entry[] {
  let size = 0;
  const end = tail.findIndex((entry, index) => {
    size += bytesOf(JSON.stringify(entry));
    return size > MOST_TAIL && index > 0;
  });
  return end === -1 ? [...tail] : tail.slice(0, end);
}
