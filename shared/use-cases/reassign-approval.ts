/** Hands an open approval to others. */
import type { ReassignInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { reassign } from '../domain/approval-acts.ts';
import { type ApprovalView, approvalView } from '../domain/approval-view.ts';
import { nameOf } from '../domain/group.ts';
import { type Acting, seatOf } from '../domain/policy.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { changeApproval, requireApproval } from './change-approval.ts';
import type { Recorder } from './decide-on.ts';
import { refuseSettled } from './refuse-settled.ts';
import { resolved, whoActs } from './who-acts.ts';

/**
 * The approval as it is asked of others. Whoever may decide it may hand it on, and `anyway` an operator. Throws `not-allowed`,
 * `invalid-input` naming the field, and as deciding does where it is settled.
 */
export async function reassignApproval(
  kept: Recorder,
  ref: ApprovalRef,
  { to, from, reason }: ReassignInput,
  actor: Actor,
  anyway: boolean,
): Promise<ApprovalView> {
  const listed = { to: listOf(to), from: from === undefined ? undefined : listOf(from), reason };
  const { approval, changed } = await changeApproval(kept, await requireApproval(kept, ref), async (pending, now) =>
    reassign(pending, listed, await actingAnyway(kept, pending, actor, anyway), now),
  );
  if (!changed) throw refuseSettled(approval);
  return approvalView(approval);
}

const listOf = (names: string | string[]): string[] => [names].flat().map(nameOf);

async function actingAnyway(
  kept: Recorder,
  pending: Parameters<typeof whoActs>[1],
  actor: Actor,
  anyway: boolean,
): Promise<Acting> {
  if (!anyway) return whoActs(kept, pending, actor);
  const known = await resolved(kept, actor);
  return { actor: known, seat: seatOf(pending, known) ?? {} };
}
