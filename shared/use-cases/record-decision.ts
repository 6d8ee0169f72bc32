/** Records what a person decided: one read, one conditional write. */
import type { Actor } from '../domain/actor.ts';
import type { Approval } from '../domain/approval.ts';
import { isOverdue } from '../domain/approval-moves.ts';
import type { DecisionInput, WebhookInput } from '../domain/decision.ts';
import { NO_RUN } from '../domain/ids.ts';
import type { Receipt } from '../domain/receipt.ts';
import { type Time, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { findApproval, unknownApproval } from './change-approval.ts';
import { decideEarly } from './decide-early.ts';
import { decideOn, type Recorder } from './decide-on.ts';
import { mayAct, whoActs } from './who-acts.ts';

/**
 * Settles the approval by the decision, or counts it where it goes by votes, and hands back its receipt; the run goes on by
 * itself. The same person sending the same decision again gets the same receipt. Where the run has not come to ask yet and
 * allows for it, the decision is kept until it does. Throws `approval-unknown`, `already-decided` (with the first
 * decision), `expired`, `cancelled`, `superseded`, `changed`, `not-allowed` and `invalid-input`; nothing has changed then.
 */
export async function recordDecision(
  kept: Recorder,
  ref: ApprovalRef,
  input: DecisionInput,
  actor: Actor,
): Promise<Receipt> {
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
  return recordDecision(kept, { key, runId: runId ?? (await onlyRun(kept, key, actor)) }, input, actor);
}

const MOST_NAMED = 20;

/** Those that a bare key can mean: what is over or belongs to no run only where there is nothing else. */
function likeliest(approvals: readonly Approval[], now: Time): readonly Approval[] {
  const open = approvals.filter((approval) => approval.status !== 'pending' || !isOverdue(approval, now));
  const ofRuns = open.filter(({ runId }) => runId !== NO_RUN);
  return ofRuns.length > 0 ? ofRuns : open.length > 0 ? open : approvals;
}

async function onlyRun(kept: Recorder, key: string, actor: Actor): Promise<string> {
  const { approvals, clock } = kept;
  const refs = await approvals.underKey(key, MOST_NAMED);
  const found = (await Promise.all(refs.map((ref) => approvals.get(ref.runId, ref.key)))).filter(
    (one) => one !== undefined,
  );
  const [first] = found;
  if (!first) throw new CountersignError('approval-unknown', `Nothing was ever asked under the key "${key}".`);
  const may = await Promise.all(found.map((approval) => mayAct(kept, approval, actor)));
  const allowed = found.filter((_, i) => may[i]);
  const runs = likeliest(allowed, timeOf(clock.now())).map(({ runId }) => runId);
  if (runs.length > 1) {
    const many = runs.length === MOST_NAMED ? 'Many' : runs.length;
    throw new CountersignError(
      'ambiguous-key',
      `${many} runs wait under the key "${key}". Send the runId of the one that is meant.`,
      { runs },
    );
  }
  if (runs[0] === undefined) await whoActs(kept, first, actor);
  return runs[0] ?? first.runId;
}
