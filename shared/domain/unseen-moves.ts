/** Marks an approval whose notice reached nobody: it waits, and those who are asked may not know of it. */
import type { Approval, ApprovalFields } from './approval.ts';
import type { Move } from './move.ts';
import type { Unseen } from './unseen.ts';

/** So many are kept with the approval, the latest. */
const MOST_UNSEEN = 10;

/** True where both are of the same readers, over the same channel. */
export const isSame = (one: Pick<Unseen, 'channel' | 'to'>, other: Pick<Unseen, 'channel' | 'to'>): boolean =>
  one.channel === other.channel && one.to === other.to;

/** The approval as it was read: what is marked is no part of what is asked or decided, but every change counts. */
const asRead = ({ status, epoch, revision }: Approval) => ({ status: [status], epoch: [epoch], revision: [revision] });

/** Marks it as possibly unseen; undefined where it is settled, for then nobody has to see it any more. */
export function markUnseen(approval: Approval, unseen: Unseen): Move<ApprovalFields> | undefined {
  if (approval.status !== 'pending') return undefined;
  const others = (approval.unseen ?? []).filter((one) => !isSame(one, unseen));
  return {
    name: 'mark-unseen',
    set: { unseen: [...others, unseen].slice(-MOST_UNSEEN) },
    add: { revision: 1 },
    when: [asRead(approval)],
  };
}

/** Takes the mark back of a channel that has told them after all; undefined where there is none. */
export function markTold(approval: Approval, told: Pick<Unseen, 'channel' | 'to'>): Move<ApprovalFields> | undefined {
  const { unseen = [] } = approval;
  const left = unseen.filter((one) => !isSame(one, told));
  if (approval.status !== 'pending' || left.length === unseen.length) return undefined;
  const rest = { name: 'mark-told', add: { revision: 1 }, when: [asRead(approval)] };
  return left.length > 0 ? { ...rest, set: { unseen: left } } : { ...rest, set: {}, remove: ['unseen'] };
}
