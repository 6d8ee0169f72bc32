/** The rules of voting: turns what a person sent into the move that counts their vote, and settles the approval where it is enough. */
import { CountersignError } from '../errors.ts';
import { samePerson, type VoteAct } from './act.ts';
import {
  type Approval,
  type ApprovalFields,
  lastChange,
  type PendingApproval,
  proposedNow,
  proposedOf,
  shownDigest,
} from './approval.ts';
import { decidedDigest } from './decided-digest.ts';
import type { DecisionInput, Settlement } from './decision.ts';
import type { Move } from './move.ts';
import { timeInWords } from './notice-lines.ts';
import type { Acting } from './policy.ts';
import { castOf, receiptOfVote } from './receipt.ts';
import { sameJson } from './same-json.ts';
import { asSeen, refuseFull, settle, signed, withAct, words } from './settle.ts';
import type { Time } from './time.ts';
import { type Encoded, encodeInput, shown } from './value.ts';
import { tallyOf } from './votes.ts';

/**
 * The one write that a vote makes, in which the approval is settled where it is enough. Throws `already-decided` where they have
 * voted otherwise, and `not-allowed` where it is their own edit.
 */
export function voteOn(
  approval: PendingApproval,
  input: DecisionInput & { readonly action: VoteAct['action'] },
  acting: Acting,
  at: Time,
): Move<ApprovalFields> {
  refuseSecondVote(approval, acting);
  refuseOwnEdit(approval, input, acting);
  const value = changedValue(approval, input);
  const digest = value === undefined ? shownDigest(approval) : decidedDigest(approval.digest, value);
  const vote: VoteAct = {
    ...{ kind: 'vote', action: input.action },
    ...(value !== undefined && { value }),
    ...words(input),
    ...(acting.seat.as !== undefined && { as: acting.seat.as }),
    digest,
    ...signed(acting, at),
  };
  refuseFull(approval, vote);
  const counted = withAct(approval, vote);
  const voted = { ...approval, ...counted };
  const { verdict, votes } = tallyOf(voted, voted.acts);
  if (!verdict) return { name: 'vote', set: counted, add: { revision: 1 }, when: [asSeen(approval)] };
  const settling = settle(approval, settlementOf(voted, vote, votes, verdict));
  return { ...settling, set: { ...counted, ...settling.set } };
}

/** What the last vote and those before it come to: the run goes on with the value that all of them were for. */
function settlementOf(
  approval: PendingApproval,
  last: VoteAct,
  votes: readonly VoteAct[],
  verdict: 'approved' | 'rejected',
): Settlement {
  const change = lastChange(approval.acts);
  const isEdit = verdict === 'approved' && change?.action === 'edit';
  const value = proposedNow(approval);
  const original = approval.proposed ?? approval.pendingArgs;
  const { by, at, early, proof, door, reason, comment } = last;
  return {
    action: verdict === 'rejected' ? 'reject' : isEdit ? 'edit' : 'approve',
    ...(verdict === 'approved' && value !== undefined && { value }),
    ...(isEdit && original !== undefined && { originalValue: original }),
    ...words({ reason, comment }),
    ...{ by, at, proof },
    ...(early !== undefined && { early }),
    ...(last.for !== undefined && { for: last.for }),
    ...(door && { door }),
    digest: approval.digest,
    votes: votes.map(castOf),
  };
}

/** Each person once: who wants to vote otherwise takes the vote back first. */
function refuseSecondVote(approval: PendingApproval, acting: Acting): void {
  const vote = voteOf(approval, acting);
  if (!vote) return;
  throw new CountersignError(
    'already-decided',
    `${acting.actor.id} has voted already (${vote.action}, on ${timeInWords(vote.at)}). Withdraw that vote to vote otherwise.`,
    { decision: receiptOfVote(approval, vote) },
  );
}

/** The vote of theirs, or of whom they stand in for, that counts. */
export const voteOf = (approval: Approval, { actor, seat }: Acting): VoteAct | undefined =>
  tallyOf(approval, approval.acts).votes.find((vote) => samePerson(vote, { by: actor.id, for: seat.for }));

function refuseOwnEdit(approval: PendingApproval, { action }: DecisionInput, acting: Acting): void {
  if (action === 'approve' && isOwnEdit(approval, acting))
    throw new CountersignError('not-allowed', `${acting.actor.id} edited this, and who edits may not approve it.`);
}

/** True where what is to be decided now is their own edit, and somebody else has to agree to it. */
export function isOwnEdit(approval: Approval, { actor, seat }: Acting): boolean {
  const change = approval.separation?.includes('editor') ? lastChange(approval.acts) : undefined;
  return change !== undefined && samePerson(change, { by: actor.id, for: seat.for });
}

/** The value that the vote puts in the place of what was to be decided until now; undefined where it leaves that as it is. */
function changedValue(approval: PendingApproval, input: DecisionInput): Encoded | undefined {
  if (input.action === 'edit') return encodeInput(input.editedValue, 'editedValue');
  if (input.action !== 'approve' || input.value === undefined) return undefined;
  const now = proposedOf(approval);
  return now !== undefined && sameJson(input.value, shown(now)) ? undefined : encodeInput(input.value, 'value');
}
