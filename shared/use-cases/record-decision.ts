/** Records what a person decided: one read, one conditional write. */
import canonicalize from 'canonicalize';
import type { Actor } from '../domain/actor.ts';
import { type Approval, isSettled, type PendingApproval, receiptOf, type SettledApproval } from '../domain/approval.ts';
import { expire, isOverdue } from '../domain/approval-moves.ts';
import { decisionOn, refuseStranger, repeatOrRefusal, settle } from '../domain/decide.ts';
import type { DecisionInput, Receipt, Settlement, WebhookInput } from '../domain/decision.ts';
import { NO_RUN } from '../domain/ids.ts';
import { mayDecide } from '../domain/policy.ts';
import { hasEnded } from '../domain/run.ts';
import { type Time, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { askApprovals } from './ask-approvals.ts';
import type { Kept } from './system.ts';

/** What deciding needs: of the runs, only to see whether one lists an approval that is not there yet. */
export interface Recorder extends Pick<Kept, 'approvals' | 'clock'> {
  readonly runs: Pick<Kept['runs'], 'load'>;
}

/**
 * Settles the approval by the decision, and hands back its receipt; the run goes on by itself. The same person sending the
 * same decision again gets the same receipt. Throws `approval-unknown`, `already-decided` (with the first decision),
 * `expired`, `cancelled`, `superseded`, `changed`, `not-allowed` and `invalid-input`; nothing has changed then.
 */
export async function recordDecision(
  kept: Recorder,
  ref: ApprovalRef,
  input: DecisionInput,
  actor: Actor,
): Promise<Receipt> {
  const read = (await kept.approvals.get(ref.runId, ref.key)) ?? (await createListed(kept, ref));
  let approval = read;
  // I1: the write holds only while the approval is pending as it was read; who loses it looks again.
  while (approval.status === 'pending') {
    const move = moveFor(kept, approval, input, actor);
    const moved = await kept.approvals.move(ref.runId, ref.key, move.settle);
    const present: Approval | undefined = moved.done ? moved.after : moved.present;
    if (!present) throw unknownApproval(ref);
    // The client repeats a write whose answer was lost; what it finds then is its own.
    const isOurs = moved.done || (isSettled(present) && sameSettlement(present.settlement, move.settle.set.settlement));
    if (isOurs && !move.late && isSettled(present)) return receiptOf(present);
    if (present.epoch !== read.epoch) throw changedSince(present);
    approval = present;
  }
  return receiptAgain(approval, input, actor);
}

/** The key was asked anew while the person decided: they have not seen what is asked now (I5). */
const changedSince = ({ digest }: Approval): CountersignError =>
  new CountersignError('changed', 'It was asked anew meanwhile. Read the approval again, then decide.', { digest });

const sameSettlement = (one: Settlement, other: Settlement | undefined): boolean =>
  other !== undefined && canonicalize(one) === canonicalize(other);

/** A decision that comes after the deadline finds the approval expired, though no sweep has run yet. */
function moveFor({ clock }: Recorder, approval: PendingApproval, input: DecisionInput, actor: Actor) {
  const now = timeOf(clock.now());
  if (isOverdue(approval, now)) return { late: true, settle: expire(approval) };
  return { late: false, settle: settle(approval, decisionOn(approval, input, actor, now)) };
}

function receiptAgain(approval: SettledApproval, input: DecisionInput, actor: Actor): Receipt {
  refuseStranger(approval, actor); // how it was decided is for those who were asked
  const answer = repeatOrRefusal(approval, input, actor);
  if (answer instanceof CountersignError) throw answer;
  return receiptOf(answer);
}

/** A decision may come before the stream has created what the parked run lists: then it is created now. */
async function createListed(kept: Recorder, ref: ApprovalRef): Promise<Approval> {
  const run = await kept.runs.load(ref.runId);
  const [approval] = run && !hasEnded(run) ? await askApprovals(kept, run, (ask) => ask.key === ref.key) : [];
  if (!approval) throw unknownApproval(ref);
  return approval;
}

export const unknownApproval = ({ runId, key }: ApprovalRef): CountersignError =>
  new CountersignError(
    'approval-unknown',
    `Run "${runId}" asks nothing under the key "${key}". Read GET /runs/${runId} for what it waits for.`,
  );

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

async function onlyRun({ approvals, clock }: Recorder, key: string, actor: Actor): Promise<string> {
  const refs = await approvals.underKey(key, MOST_NAMED);
  const found = (await Promise.all(refs.map((ref) => approvals.get(ref.runId, ref.key)))).filter(
    (one) => one !== undefined,
  );
  const [first] = found;
  if (!first) throw new CountersignError('approval-unknown', `Nothing was ever asked under the key "${key}".`);
  const allowed = found.filter((approval) => mayDecide(approval, actor));
  const runs = likeliest(allowed, timeOf(clock.now())).map(({ runId }) => runId);
  if (runs.length > 1) {
    const many = runs.length === MOST_NAMED ? 'Many' : runs.length;
    throw new CountersignError(
      'ambiguous-key',
      `${many} runs wait under the key "${key}". Send the runId of the one that is meant.`,
      { runs },
    );
  }
  if (runs[0] === undefined) refuseStranger(first, actor);
  return runs[0] ?? first.runId;
}
