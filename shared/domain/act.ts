/** What people did to an approval while it was open: votes, votes taken back, comments, reassignments, and early decisions that did not count. */
import * as z from 'zod/mini';
import { Door, Proof } from './actor.ts';
import { Time } from './time.ts';
import { Encoded } from './value.ts';

const who = {
  by: z.string(),
  /** When they decided, where that was before it was asked. */
  early: z.optional(Time),
  /** Whom they stood in for. */
  for: z.optional(z.string()),
  at: Time,
  proof: Proof,
  /** Where they came in; absent for the HTTP interface. */
  door: z.optional(Door),
  /** How many of the approval's reminders and escalations had happened, where any had. */
  events: z.optional(z.number()),
  /** The digest of the record's entry before this one. */
  before: z.optional(z.string()),
};

export const VoteAct = z.object({
  kind: z.literal('vote'),
  action: z.enum(['approve', 'edit', 'reject']),
  /** The value that is to be decided from here on, where this vote changed it. */
  value: z.optional(Encoded),
  reason: z.optional(z.string()),
  comment: z.optional(z.string()),
  /** The name in the approval that let them vote. */
  as: z.optional(z.string()),
  /** The digest of what they voted on. */
  digest: z.string(),
  ...who,
});
export type VoteAct = z.infer<typeof VoteAct>;

export const WithdrawAct = z.object({
  kind: z.literal('withdraw'),
  /** Whose vote it is: who cast it, and for whom. */
  of: z.object({ by: z.string(), for: z.optional(z.string()) }),
  reason: z.optional(z.string()),
  ...who,
});
export const CommentAct = z.object({ kind: z.literal('comment'), text: z.string(), ...who });
export const ReassignAct = z.object({
  kind: z.literal('reassign'),
  from: z.array(z.string()),
  to: z.array(z.string()),
  reason: z.string(),
  ...who,
});
export type ReassignAct = z.infer<typeof ReassignAct>;
/** A decision that was sent before the approval was asked, and did not fit it. */
export const RefusedAct = z.object({
  kind: z.literal('refused'),
  action: z.string(),
  code: z.string(),
  why: z.string(),
  ...who,
});

/** One thing that somebody did to an open approval. */
export const Act = z.discriminatedUnion('kind', [VoteAct, WithdrawAct, CommentAct, ReassignAct, RefusedAct]);
export type Act = z.infer<typeof Act>;

/** True where both acted as the same person, or one for the other: nobody has two votes. */
export const samePerson = (one: Pick<Act, 'by' | 'for'>, other: Pick<Act, 'by' | 'for'>): boolean =>
  [one.by, one.for].some((id) => id !== undefined && (id === other.by || id === other.for));
