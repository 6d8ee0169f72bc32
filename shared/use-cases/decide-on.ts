/** Decides an approval that is there. */
import type { VoteAct } from '../domain/act.ts';
import type { Actor } from '../domain/actor.ts';
import { repeatOrRefusal, sameVote } from '../domain/answer-again.ts';
import { type Approval, isSettled, type SettledApproval } from '../domain/approval.ts';
import { voteOf } from '../domain/cast-vote.ts';
import { decisionOn } from '../domain/decide.ts';
import type { DecisionInput } from '../domain/decision.ts';
import { type Receipt, receiptOf, receiptOfVote } from '../domain/receipt.ts';
import type { Time } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import { type Changer, changeApproval, unknownApproval } from './change-approval.ts';
import type { Kept } from './system.ts';
import { type People, whoActs } from './who-acts.ts';

/** What deciding needs. */
export type Recorder = Changer & People & Pick<Kept, 'log'>;

/** Settles it, or counts the vote; the receipt. `early` is when they decided, where that was before it was asked. */
export async function decideOn(
  kept: Recorder,
  read: Approval,
  input: DecisionInput,
  actor: Actor,
  early?: Time,
): Promise<Receipt> {
  const { approval, changed } = await changeApproval(kept, read, async (pending, now) => {
    const acting = await whoActs(kept, pending, actor, input.for);
    if (sameVote(pending, input, acting.actor)) return undefined;
    return decisionOn(pending, input, { ...acting, ...(early !== undefined && { early }) }, now);
  });
  if (isSettled(approval) && !changed) return receiptAgain(kept, approval, input, actor);
  if (isSettled(approval) && approval.settlement.by === actor.id) return receiptOf(approval);
  // Who learns late that their vote was written may find that another's, or time, has settled it since.
  const vote = voteOf(approval, { actor, seat: {} }) ?? lastVoteOf(approval, actor);
  if (vote) return receiptOfVote(approval, vote);
  if (isSettled(approval)) return receiptOf(approval);
  throw unknownApproval(approval);
}

/** Their vote, though it does not count any more by now, or never did: who edits leaves it to others. */
const lastVoteOf = ({ acts = [] }: Approval, { id }: Actor): VoteAct | undefined =>
  acts.findLast((act): act is VoteAct => act.kind === 'vote' && act.by === id);

async function receiptAgain(
  kept: Recorder,
  approval: SettledApproval,
  input: DecisionInput,
  actor: Actor,
): Promise<Receipt> {
  // How it was decided is for those who were asked.
  const { actor: known } = await whoActs(kept, approval, actor);
  const answer = repeatOrRefusal(approval, input, known);
  if (answer instanceof CountersignError) throw answer;
  return answer;
}
