/** What people do to an open approval beside deciding it: who they are, then one conditional write. */
import { refusalOfSettled } from '../domain/answer-again.ts';
import { type Approval, type ApprovalFields, isSettled, type PendingApproval } from '../domain/approval.ts';
import { type ApprovalView, approvalView } from '../domain/approval-view.ts';
import type { Move } from '../domain/move.ts';
import type { Acting } from '../domain/policy.ts';
import type { Time } from '../domain/time.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { changeApproval, requireApproval } from './change-approval.ts';
import type { Recorder } from './decide-on.ts';
import { refuseFrozen } from './table-life.ts';

/** What somebody does, and who may: `acting` throws where they may not. */
export interface Doing {
  acting(approval: Approval): Promise<Acting>;
  move(pending: PendingApproval, acting: Acting, now: Time): Move<ApprovalFields>;
}

/** The approval after it. Where it is settled throws as deciding does, to who may know how it ended; and `frozen`. */
export async function actOnApproval(kept: Recorder, ref: ApprovalRef, { acting, move }: Doing): Promise<ApprovalView> {
  await refuseFrozen(kept);
  const { approval, changed } = await changeApproval(kept, await requireApproval(kept, ref), async (pending, now) =>
    move(pending, await acting(pending), now),
  );
  if (!changed && isSettled(approval)) {
    await acting(approval);
    throw refusalOfSettled(approval);
  }
  return approvalView(approval);
}
