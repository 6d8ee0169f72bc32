/** Takes a vote back, while the votes have not decided yet. */
import type { WithdrawInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { withdrawVote as withdraw } from '../domain/approval-acts.ts';
import { type ApprovalView, approvalView } from '../domain/approval-view.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { changeApproval, requireApproval } from './change-approval.ts';
import type { Recorder } from './decide-on.ts';
import { refuseSettled } from './refuse-settled.ts';
import { whoActs } from './who-acts.ts';

/** The approval without their vote. Throws `no-vote`, `not-allowed`, and as deciding does where it is settled. */
export async function withdrawVote(
  kept: Recorder,
  ref: ApprovalRef,
  input: WithdrawInput,
  actor: Actor,
): Promise<ApprovalView> {
  const { approval, changed } = await changeApproval(kept, await requireApproval(kept, ref), async (pending, now) =>
    withdraw(pending, input.reason, await whoActs(kept, pending, actor, input.for), now),
  );
  if (!changed) {
    await whoActs(kept, approval, actor, input.for); // how it ended is for those who were asked
    throw refuseSettled(approval);
  }
  return approvalView(approval);
}
