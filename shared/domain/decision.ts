/** The answer to an approval: what a person sends, what is kept of it, and the receipt they get. */
import * as z from 'zod/mini';
import { VoteAct } from './act.ts';
import { Door, Proof } from './actor.ts';
import { personNamed } from './group.ts';
import { ApprovalKey, RunId } from './ids.ts';
import { Time } from './time.ts';
import { Encoded } from './value.ts';

/** What a person may do with an approval. */
export const Action = z.enum(['approve', 'reject', 'edit', 'cancel']);
/** What a person may do with an approval. */
export type Action = z.infer<typeof Action>;

/** Text that somebody wrote: something, and at most so many characters. */
export const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));

/** Who somebody is, under the one name that they have. */
export const personId = text(200).check(z.overwrite(personNamed));

/** What a person (or a system for them) sends to decide one approval. Values are JSON. */
export const DecisionInput = z.strictObject({
  action: Action,
  /** What to approve with; without it the proposed value. */
  value: z.optional(z.unknown()),
  /** Why; required to reject. */
  reason: z.optional(text(2_000)),
  /** For `edit`: what was proposed, as the person saw it. */
  originalValue: z.optional(z.unknown()),
  /** For `edit`: what the run is to go on with instead. */
  editedValue: z.optional(z.unknown()),
  comment: z.optional(text(2_000)),
  /** The digest that was shown; where it differs from what is asked now, the decision is refused (`changed`). */
  digest: z.optional(z.string().check(z.maxLength(100))),
  /** Who decides, where nothing proves it; never overrides a proven identity. */
  actorId: z.optional(personId),
  /** Whom the decision is made for, of those that the person stands in for. Default: themselves, where they may. */
  for: z.optional(personId),
});
export type DecisionInput = z.infer<typeof DecisionInput>;

/** The body of `POST /webhooks/approve`: a decision that names its approval by its key, and by its run where keys repeat. */
export const WebhookInput = z.extend(DecisionInput, { key: ApprovalKey, runId: z.optional(RunId) });
export type WebhookInput = z.infer<typeof WebhookInput>;

/** One of the votes that a decision was made by. */
export const CastVote = z.pick(VoteAct, {
  action: true,
  by: true,
  for: true,
  at: true,
  proof: true,
  door: true,
  reason: true,
  comment: true,
});
/** One of the votes that a decision was made by. Times are ISO 8601. */
export type CastVote = z.infer<typeof CastVote>;

/** How an approval came to its end, kept with it and in the run's snapshot. */
export const Settlement = z.object({
  /** `expire`: its time ran out. `close`: its run needed it no more. `supersede`: its run asked something else in its place. */
  action: z.enum([...Action.options, 'expire', 'close', 'supersede']),
  value: z.optional(Encoded),
  originalValue: z.optional(Encoded),
  reason: z.optional(z.string()),
  comment: z.optional(z.string()),
  by: z.string(),
  /** Whom they stood in for. */
  for: z.optional(z.string()),
  at: Time,
  /** When they decided, where that was before it was asked. */
  early: z.optional(Time),
  proof: Proof,
  /** Where they came in; absent for the HTTP interface, and for the system itself. */
  door: z.optional(Door),
  /** The digest of what was asked, which is checked right before the effect (I5). */
  digest: z.string(),
  /** Binds the value to what was asked, where it is another than the proposed one (I5). */
  decided: z.optional(z.string()),
  /** All votes, where it went by votes; `by` is whose was the last. */
  votes: z.optional(z.array(CastVote)),
  /** The digest of the record's entry before this one. */
  before: z.optional(z.string()),
});
export type Settlement = z.infer<typeof Settlement>;
