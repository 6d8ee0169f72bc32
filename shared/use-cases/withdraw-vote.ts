/** Takes a vote back, while the votes have not decided yet. */
import type { WithdrawInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { withdrawVote as withdraw } from '../domain/approval-acts.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { actOnApproval } from './act-on-approval.ts';
import type { Recorder } from './decide-on.ts';
import { whoActs } from './who-acts.ts';

/** The approval without their vote. Throws `no-vote`, `not-allowed`, and as deciding does where it is settled. */
export async function withdrawVote(
  kept: Recorder,
  ref: ApprovalRef,
  input: WithdrawInput,
  actor: Actor,
): Promise<ApprovalView> {
  return actOnApproval(kept, ref, {
    acting: (approval) => whoActs(kept, approval, actor, input.for),
    move: (pending, acting, now) => withdraw(pending, input.reason, acting, now),
  });
}
