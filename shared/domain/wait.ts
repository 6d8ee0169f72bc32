/** What a parked run waits for. */
import * as z from 'zod/mini';
import { Ask } from './approval.ts';
import { Time } from './time.ts';

const inner = {
  /** True where a step waits, and not the body itself, or where the body gave back that it waits: it may come to find that it need not. */
  inner: z.optional(z.literal(true)),
};

export const ApprovalWait = z.object({ kind: z.literal('approval'), ask: Ask, ...inner });
export type ApprovalWait = z.infer<typeof ApprovalWait>;

export const TimeWait = z.object({
  kind: z.literal('time'),
  key: z.string(),
  ...inner,
  /** The try of the step `key` that comes then; absent where the body sleeps. */
  attempt: z.optional(z.number()),
  since: Time,
  until: Time,
});
export type TimeWait = z.infer<typeof TimeWait>;

export const Wait = z.discriminatedUnion('kind', [ApprovalWait, TimeWait]);
export type Wait = z.infer<typeof Wait>;

/** The approvals among these waits. */
export const asksOf = (waits: readonly Wait[]): Ask[] =>
  waits.flatMap((wait) => (wait.kind === 'approval' ? [wait.ask] : []));
