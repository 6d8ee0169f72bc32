/** What people send to act on approvals, beside deciding one. */
import * as z from 'zod/mini';
import { DecisionInput, personId, text } from './decision.ts';
import { isName } from './group.ts';
import { ApprovalKey, RunId } from './ids.ts';

/** Who acts, where nothing proves it; never overrides a proven identity. */
const actorId = z.optional(personId);

/** To say something about an open approval. */
export const CommentInput = z.strictObject({ text: text(2_000), actorId });
/** To say something about an open approval. */
export type CommentInput = z.infer<typeof CommentInput>;

/** To take a vote back. */
export const WithdrawInput = z.strictObject({
  reason: z.optional(text(2_000)),
  /** Whose vote, where they voted for somebody else. */
  for: z.optional(personId),
  actorId,
});
/** To take a vote back. */
export type WithdrawInput = z.infer<typeof WithdrawInput>;

const name = text(200).check(
  z.regex(/^[^\p{C}\p{Z}]+$/u, { error: 'must be an e-mail address or a group' }),
  z.refine(isName, { error: 'must be an e-mail address or a group' }),
);
const names = z.union([name, z.array(name).check(z.minLength(1), z.maxLength(20))]);

/** To hand an approval on. */
export const ReassignInput = z.strictObject({
  /** Who is to decide instead: people or groups. */
  to: names,
  /** Instead of whom; default: the name by which they were asked themselves. */
  from: z.optional(names),
  reason: text(2_000),
  actorId,
});
/** To hand an approval on. */
export type ReassignInput = z.infer<typeof ReassignInput>;

/** The most decisions that are taken at once. */
const MOST_DECISIONS = 100;

/** To decide several approvals. */
export const DecisionsInput = z.strictObject({
  decisions: z
    .array(z.extend(DecisionInput, { runId: RunId, key: ApprovalKey }))
    .check(z.minLength(1), z.maxLength(MOST_DECISIONS)),
});
/** To decide several approvals. */
export type DecisionsInput = z.infer<typeof DecisionsInput>;
