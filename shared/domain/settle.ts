/** The writes that change an open approval, as far as all of them are alike. */
import { CountersignError } from '../errors.ts';
import type { Act } from './act.ts';
import type { ApprovalFields, PendingApproval } from './approval.ts';
import { bound } from './decided-digest.ts';
import type { DecisionInput, Settlement } from './decision.ts';
import type { Condition, Move } from './move.ts';
import type { Acting } from './policy.ts';
import type { Time } from './time.ts';
import { bytesOf } from './value.ts';

/** The status that each settlement leaves an approval in. */
export const STATUS = {
  approve: 'approved',
  edit: 'edited',
  reject: 'rejected',
  cancel: 'cancelled',
  expire: 'expired',
  close: 'cancelled',
  supersede: 'superseded',
} as const;

/** The approval is pending still, in the very asking and state that was read: a key that was asked anew is another request. */
export const asSeen = ({ epoch, revision }: PendingApproval): Condition<ApprovalFields> => ({
  status: ['pending'],
  epoch: [epoch],
  revision: [revision],
});

/** I1: the one write that settles an approval; it holds only while the approval is pending, as it was seen. */
export function settle(approval: PendingApproval, settlement: Settlement): Move<ApprovalFields> {
  return {
    name: settlement.action,
    set: { status: STATUS[settlement.action], settlement: bound(settlement, approval.proposed) },
    add: { revision: 1 },
    when: [asSeen(approval)],
  };
}

/** The approval's acts with one more, which says how many of its reminders and escalations had happened. */
export const withAct = ({ acts = [], eventsDone }: Pick<PendingApproval, 'acts' | 'eventsDone'>, act: Act) => ({
  acts: [...acts, { ...act, ...(eventsDone > 0 && { events: eventsDone }) }],
});

/** What people did to an approval takes at most so many bytes of its record, which holds what is asked and decided as well. */
const MOST_ACTS = 60_000;

/** A vote of so few bytes is always taken. */
const SHORT_VOTE = 600;

/** `payload-too-large` where the act would take more than the record has room for. A vote in few words is always taken. */
export function refuseFull({ acts = [] }: Pick<PendingApproval, 'acts'>, act: Act): void {
  const isShort = act.kind === 'vote' && act.value === undefined && bytesOf(JSON.stringify(act)) <= SHORT_VOTE;
  if (isShort || bytesOf(JSON.stringify([...acts, act])) <= MOST_ACTS) return;
  throw new CountersignError(
    'payload-too-large',
    `So much was done to this approval that its record takes no more than ${MOST_ACTS} bytes of it. Decide it in few words, or cancel it.`,
  );
}

/** What somebody said with it. */
export const words = ({ reason, comment }: Pick<DecisionInput, 'reason' | 'comment'>) => ({
  ...(reason !== undefined && { reason }),
  ...(comment !== undefined && { comment }),
});

/** Who did it, for whom, when, and by which door. */
export const signed = ({ actor, seat, early }: Acting, at: Time) => ({
  by: actor.id,
  ...(seat.for !== undefined && { for: seat.for }),
  at,
  ...(early !== undefined && { early }),
  proof: actor.proof,
  ...(actor.door !== undefined && actor.door !== 'api' && { door: actor.door }),
});
