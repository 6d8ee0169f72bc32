/** What people do to an open approval beside deciding it: comment, hand it to others, take their vote back. */
import { CountersignError } from '../errors.ts';
import type { Act, VoteAct } from './act.ts';
import { type ApprovalFields, asAskedAtFirst, type PendingApproval } from './approval.ts';
import { type EarlyDecision, earlyActor } from './early-decision.ts';
import { isPerson } from './group.ts';
import type { Move } from './move.ts';
import { type Acting, namedIn, neededOf } from './policy.ts';
import { asSeen, refuseFull, signed, withAct } from './settle.ts';
import type { Time } from './time.ts';
import { tallyOf } from './votes.ts';

/** So many comments fit into an approval's record beside everything else. */
const MOST_COMMENTS = 50;

function acted(approval: PendingApproval, act: Act, set: Partial<ApprovalFields> = {}): Move<ApprovalFields> {
  refuseFull(approval, act);
  return {
    name: act.kind,
    set: { ...set, ...withAct(approval, act) },
    add: { revision: 1 },
    when: [asSeen(approval)],
  };
}

/** Says something about it, for everybody who reads it. `invalid-input` where there are too many comments already. */
export function commentOn(approval: PendingApproval, text: string, acting: Acting, at: Time): Move<ApprovalFields> {
  const comments = (approval.acts ?? []).filter(({ kind }) => kind === 'comment');
  if (comments.length >= MOST_COMMENTS) {
    const errors = [{ path: 'text', message: `is one comment too many: an approval takes ${MOST_COMMENTS}` }];
    throw new CountersignError('invalid-input', `This approval has ${MOST_COMMENTS} comments and takes no more.`, {
      errors,
    });
  }
  return acted(approval, { kind: 'comment', text, ...signed(acting, at) });
}

/** Takes their vote back. `no-vote` where they have none. */
export function withdrawVote(
  approval: PendingApproval,
  reason: string | undefined,
  acting: Acting,
  at: Time,
): Move<ApprovalFields> {
  const vote = ownVote(approval, acting);
  if (!vote) throw new CountersignError('no-vote', `${acting.actor.id} has no vote here that could be withdrawn.`);
  const of = { by: vote.by, ...(vote.for !== undefined && { for: vote.for }) };
  return acted(approval, { kind: 'withdraw', of, ...(reason !== undefined && { reason }), ...signed(acting, at) });
}

/** The vote that they cast in that seat; or, in their own, that somebody cast for them. */
function ownVote(approval: PendingApproval, { actor, seat }: Acting): VoteAct | undefined {
  const { votes } = tallyOf(approval, approval.acts);
  const cast = votes.find((vote) => vote.by === actor.id && vote.for === seat.for);
  return cast ?? (seat.for === undefined ? votes.find((vote) => vote.for === actor.id) : undefined);
}

/** Who is to decide instead of whom. */
export interface Reassignment {
  /** The names that are to go; by default the one that lets the actor act, and where that is none, all. */
  readonly from?: readonly string[] | undefined;
  readonly to: readonly string[];
  readonly reason: string;
}

/**
 * Asks others in the place of those who were asked; votes of theirs count no more. `invalid-input` naming the field where
 * somebody is to go who was not asked, or too few would be left to decide.
 */
export function reassign(
  approval: PendingApproval,
  { from: wanted, to, reason }: Reassignment,
  acting: Acting,
  at: Time,
): Move<ApprovalFields> {
  const named = namedIn(approval);
  const { as } = acting.seat;
  const from = wanted ?? (as === undefined ? named : [as]);
  const stranger = from.find((name) => !named.includes(name) && !approval.assignee.includes(name));
  if (stranger !== undefined)
    throw misfit('from', `names ${stranger}, who is not asked; asked are ${named.join(', ')}`);
  if (from.every((name) => to.includes(name)) && to.every((name) => named.includes(name)))
    throw misfit('to', 'names who is asked already; name somebody else');
  const instead = (names: readonly string[]) =>
    names.length > 0 && !names.some((name) => from.includes(name))
      ? [...names]
      : [...new Set([...names.filter((name) => !from.includes(name)), ...to])];
  const left = instead(named);
  refuseTooFewLeft(approval, left);
  return acted(
    approval,
    { kind: 'reassign', from: [...from], to: [...to], reason, ...signed(acting, at) },
    {
      ...asAskedAtFirst(approval),
      assignee: instead(approval.assignee),
      ...(approval.approvers && { approvers: left }),
    },
  );
}

/** Takes note that a decision which came before the approval was asked does not fit what is asked; nothing where it is noted. */
export function refuseEarly(
  approval: PendingApproval,
  early: EarlyDecision,
  { code, why }: { code: string; why: string },
  at: Time,
): Move<ApprovalFields> | undefined {
  const { action, by, at: sentAt } = early;
  if (approval.acts?.some((act) => act.kind === 'refused' && act.early === sentAt && act.by === by)) return undefined;
  const acting = { actor: earlyActor(early), seat: {}, early: sentAt };
  return acted(approval, { kind: 'refused', action, code, why, ...signed(acting, at) });
}

/** Where all are known by name, enough of them are left who may decide. */
function refuseTooFewLeft(approval: PendingApproval, left: readonly string[]): void {
  if (!left.every(isPerson)) return;
  const { approvals, rejections } = neededOf(approval);
  const isOut = (name: string) => approval.separation?.includes('requester') && name === approval.requestedBy;
  const count = left.filter((name) => !isOut(name)).length;
  if (count < Math.max(approvals, rejections))
    throw misfit('to', `leaves ${count} to decide, and it takes ${Math.max(approvals, rejections)}`);
}

const misfit = (path: string, message: string): CountersignError =>
  new CountersignError('invalid-input', `${path} ${message}.`, { errors: [{ path, message }] });
