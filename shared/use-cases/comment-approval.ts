/** Says something about an open approval, for everybody who reads it. */
import type { CommentInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { commentOn } from '../domain/approval-acts.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import { seatOf } from '../domain/policy.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { actOnApproval } from './act-on-approval.ts';
import type { Recorder } from './decide-on.ts';
import { resolved } from './who-acts.ts';

/** The approval with the comment. Who may see it may comment; the caller sees to that. Throws as deciding does where it is settled. */
export async function commentApproval(
  kept: Recorder,
  ref: ApprovalRef,
  input: CommentInput,
  actor: Actor,
): Promise<ApprovalView> {
  return actOnApproval(kept, ref, {
    async acting(approval) {
      const by = await resolved(kept, actor);
      return { actor: by, seat: seatOf(approval, by) ?? {} };
    },
    move: (pending, acting, now) => commentOn(pending, input.text, acting, now),
  });
}
