/** Says something about an open approval, for everybody who reads it. */
import type { CommentInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { commentOn } from '../domain/approval-acts.ts';
import { type ApprovalView, approvalView } from '../domain/approval-view.ts';
import { seatOf } from '../domain/policy.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { changeApproval, requireApproval } from './change-approval.ts';
import type { Recorder } from './decide-on.ts';
import { refuseSettled } from './refuse-settled.ts';
import { resolved } from './who-acts.ts';

/** The approval with the comment. Who may see it may comment; the caller sees to that. Throws as deciding does where it is settled. */
export async function commentApproval(
  kept: Recorder,
  ref: ApprovalRef,
  input: CommentInput,
  actor: Actor,
): Promise<ApprovalView> {
  const by = await resolved(kept, actor);
  const { approval, changed } = await changeApproval(kept, await requireApproval(kept, ref), async (pending, now) =>
    commentOn(pending, input.text, { actor: by, seat: seatOf(pending, by) ?? {} }, now),
  );
  if (!changed) throw refuseSettled(approval);
  return approvalView(approval);
}
