/** Records what a person decided: one read, one conditional write. */
import type { Actor } from '../domain/actor.ts';
import type { DecisionInput, WebhookInput } from '../domain/decision.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { findApproval, unknownApproval } from './change-approval.ts';
import { decideEarly } from './decide-early.ts';
import { decideOn, type Recorder } from './decide-on.ts';
import { runOfKey } from './run-of-key.ts';
import { refuseFrozen } from './table-life.ts';

/**
 * Settles the approval by the decision, or counts it where it goes by votes, and hands back its receipt; the run goes on by
 * itself. The same person sending the same decision again gets the same receipt. Where the run has not come to ask yet and
 * allows for it, the decision is kept until it does. Throws `approval-unknown`, `already-decided` (with the first
 * decision), `expired`, `cancelled`, `superseded`, `changed`, `not-allowed`, `invalid-input` and `frozen`; nothing has changed
 * then.
 */
export async function recordDecision(
  kept: Recorder,
  ref: ApprovalRef,
  input: DecisionInput,
  actor: Actor,
): Promise<Receipt> {
  await refuseFrozen(kept);
  const receipt = await decided(kept, ref, input, actor);
  const { runId, key, action, status } = receipt;
  kept.log.info('A decision was taken.', { runId, key, action, status });
  return receipt;
}

async function decided(kept: Recorder, ref: ApprovalRef, input: DecisionInput, actor: Actor): Promise<Receipt> {
  const { approval, run } = await findApproval(kept, ref);
  if (approval) return decideOn(kept, approval, input, actor);
  if (!run) throw unknownApproval(ref);
  return decideEarly(kept, { run, key: ref.key }, input, actor);
}

/**
 * The decision of a body that names its approval by its key: the one that is pending under it, or else the latest. Throws
 * `ambiguous-key` with the runs where several are pending.
 */
export async function recordDecisionByKey(
  kept: Recorder,
  { key, runId, ...input }: WebhookInput,
  actor: Actor,
): Promise<Receipt> {
  return recordDecision(kept, { key, runId: runId ?? (await runOfKey(kept, key, actor)) }, input, actor);
}
