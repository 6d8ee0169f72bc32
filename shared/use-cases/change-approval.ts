/** Changes an open approval: one read, one conditional write, again where it was changed meanwhile. */
import canonicalize from 'canonicalize';
import { type Approval, type ApprovalFields, isSettled, type PendingApproval } from '../domain/approval.ts';
import { expire, isOverdue } from '../domain/approval-moves.ts';
import type { Move } from '../domain/move.ts';
import { hasEnded, type Run } from '../domain/run.ts';
import { type Time, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { chained } from './approval-chain.ts';
import { askApprovals } from './ask-approvals.ts';
import type { Kept } from './system.ts';
import { isFrozen } from './table-life.ts';

/** What changing an approval needs: of the runs, only to see whether one lists an approval that is not there yet. */
export interface Changer extends Pick<Kept, 'approvals' | 'clock' | 'life'> {
  readonly runs: Pick<Kept['runs'], 'load'>;
}

/** How an approval stands, and whether what was wanted was written. */
export interface Changed {
  readonly approval: Approval;
  readonly changed: boolean;
}

/**
 * Writes the move that `moveFor` makes of the approval as it is; nothing where it makes none, or where the approval is settled, by
 * the present write if its time is over. Throws `changed` where the run asks something else by now (I5).
 */
export async function changeApproval(
  kept: Changer,
  read: Approval,
  moveFor: (approval: PendingApproval, now: Time) => Promise<Move<ApprovalFields> | undefined>,
): Promise<Changed> {
  const { runId, key, epoch } = read;
  let approval = read;
  // I1: the write holds only while the approval is pending as it was read; who loses it looks again.
  while (approval.status === 'pending') {
    const now = timeOf(kept.clock.now());
    const isLate = isOverdue(approval, now);
    const wanted = isLate ? expire(approval) : await moveFor(approval, now);
    if (!wanted) return { approval, changed: false };
    const move = chained(approval, wanted);
    const moved = await kept.approvals.move(runId, key, move);
    const present: Approval | undefined = moved.done ? moved.after : moved.present;
    if (!present) throw unknownApproval(read);
    // The client repeats a write whose answer was lost; what it finds then is its own.
    if (!isLate && (moved.done || holdsIt(present, move))) return { approval: present, changed: true };
    if (present.epoch !== epoch) throw changedSince(present);
    approval = present;
  }
  return { approval, changed: false };
}

/** True where what the move writes stands in the record: no other write has the same digest of what was before. */
function holdsIt(present: Approval, { set: { settlement, acts } }: Move<ApprovalFields>): boolean {
  if (settlement) return isSettled(present) && same(present.settlement, settlement);
  const act = acts?.at(-1);
  return act !== undefined && (present.acts ?? []).some((one) => same(one, act));
}

const same = (one: object, other: object): boolean => canonicalize(one) === canonicalize(other);

/** The key was asked anew while the person decided: they have not seen what is asked now (I5). */
const changedSince = ({ digest }: Approval): CountersignError =>
  new CountersignError('changed', 'It was asked anew meanwhile. Read the approval again, then decide.', { digest });

/** The approval, which may be listed by its parked run and not created by the stream yet: then it is created now, unless nothing may be changed. */
export async function findApproval(kept: Changer, ref: ApprovalRef): Promise<{ approval?: Approval; run?: Run }> {
  const present = await kept.approvals.get(ref.runId, ref.key);
  if (present) return { approval: present };
  const run = await kept.runs.load(ref.runId);
  if (!run) return {};
  const [asked] =
    hasEnded(run) || (await isFrozen(kept)) ? [] : await askApprovals(kept, run, (ask) => ask.key === ref.key);
  // Between the two reads it may have been created and decided, and the run have gone on.
  const approval = asked ?? (await kept.approvals.get(ref.runId, ref.key));
  return { run, ...(approval && { approval }) };
}

/** The same; `approval-unknown` where there is none. */
export async function requireApproval(kept: Changer, ref: ApprovalRef): Promise<Approval> {
  const { approval } = await findApproval(kept, ref);
  if (!approval) throw unknownApproval(ref);
  return approval;
}

export const unknownApproval = ({ runId, key }: ApprovalRef): CountersignError =>
  new CountersignError(
    'approval-unknown',
    `Run "${runId}" asks nothing under the key "${key}". Read GET /runs/${runId} for what it waits for.`,
  );
