/** What a decision is answered with where there is one already: by the same person, or by somebody else. */
import { CountersignError } from '../errors.ts';
import type { VoteAct } from './act.ts';
import { type Actor, sameActor } from './actor.ts';
import { type Approval, lastChange, proposedOf, type SettledApproval } from './approval.ts';
import type { DecisionInput } from './decision.ts';
import { timeInWords } from './notice-lines.ts';
import { type Receipt, receiptOf, receiptOfVote } from './receipt.ts';
import { sameJson } from './same-json.ts';
import { shown } from './value.ts';
import { tallyOf } from './votes.ts';

/** True unless it is sent for somebody else than what was decided: that would be another decision. */
const isForSame = (decided: { for?: string | undefined }, input: DecisionInput, actor: Actor): boolean =>
  input.for === undefined || input.for === (decided.for ?? actor.id);

/** Their vote that counts, where they send it once more; undefined where it is another, or none. */
export function sameVote(approval: Approval, input: DecisionInput, actor: Actor): VoteAct | undefined {
  const counted = tallyOf(approval, approval.acts).votes.find(({ by }) => sameActor(by, actor.id));
  // Where who edits may not decide, their edit is what stands, and no vote.
  const edit = approval.separation?.includes('editor') ? lastChange(approval.acts) : undefined;
  const vote = counted ?? (edit && sameActor(edit.by, actor.id) ? edit : undefined);
  if (!vote || vote.action !== input.action || vote.reason !== input.reason) return undefined;
  if (!isForSame(vote, input, actor)) return undefined;
  const value = input.action === 'edit' ? input.editedValue : input.value;
  const now = proposedOf(approval);
  return value === undefined || (now !== undefined && sameJson(value, shown(now))) ? vote : undefined;
}

/**
 * What a decision on an approval that is settled is answered with: the receipt again where the same person sends the same
 * decision; else the refusal that says who was first, what they decided and when.
 */
export function repeatOrRefusal(
  approval: SettledApproval,
  input: DecisionInput,
  actor: Actor,
): Receipt | CountersignError {
  if (approval.settlement.proof === 'system') return refusalOfSettled(approval); // nobody repeats what time did
  if (isRepeat(approval, input, actor)) return receiptOf(approval);
  const vote = approval.settlement.votes && sameVote(approval, input, actor);
  if (!vote) return refusalOfSettled(approval);
  return sameActor(approval.settlement.by, actor.id) ? receiptOf(approval) : receiptOfVote(approval, vote);
}

/** The refusal that says how the approval ended: who decided it, what and when. */
export function refusalOfSettled(approval: SettledApproval): CountersignError {
  const { settlement, status } = approval;
  const decision = receiptOf(approval);
  const about = `by ${settlement.by} on ${timeInWords(settlement.at)}`;
  if (settlement.by === 'timeout' && settlement.proof === 'system') {
    const outcome = status === 'approved' ? 'it was approved with the declared default' : 'nobody had decided';
    return new CountersignError('expired', `This approval ended on ${timeInWords(settlement.at)}: ${outcome}.`, {
      decision,
    });
  }
  if (settlement.action === 'close')
    return new CountersignError('cancelled', `The run ended ${about}, before this was decided.`, { decision });
  if (status === 'cancelled')
    return new CountersignError('cancelled', `This approval was cancelled ${about}.`, { decision });
  if (status !== 'superseded')
    return new CountersignError('already-decided', `This approval was ${status} ${about}.`, { decision });
  const message = `The run asks this no more, since ${timeInWords(settlement.at)}. Read the run for what it asks now.`;
  return new CountersignError('superseded', message, { decision });
}

function isRepeat(approval: SettledApproval, input: DecisionInput, actor: Actor): boolean {
  const { settlement } = approval;
  if (!isForSame(settlement, input, actor)) return false;
  if (!sameActor(settlement.by, actor.id) || settlement.action !== input.action || settlement.reason !== input.reason)
    return false;
  if (input.action === 'edit') return sameJson(shown(settlement.value), input.editedValue);
  return input.action !== 'approve' || input.value === undefined
    ? settlement.value === (input.action === 'approve' ? approval.proposed : undefined)
    : sameJson(shown(settlement.value), input.value);
}
