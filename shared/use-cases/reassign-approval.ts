/** Hands an open approval to others. */
import type { ReassignInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { reassign } from '../domain/approval-acts.ts';
import { type ApprovalView, approvalView } from '../domain/approval-view.ts';
import { nameOf } from '../domain/group.ts';
import { type Acting, seatOf } from '../domain/policy.ts';
import { CountersignError } from '../errors.ts';
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
    reassign(pending, listed, allowed(await actingAnyway(kept, pending, actor, anyway), listed.from, anyway), now),
  );
  if (!changed) {
    await actingAnyway(kept, approval, actor, anyway); // how it ended is for those who were asked
    throw refuseSettled(approval);
  }
  return approvalView(approval);
}

/** Who is no operator hands on the seat that is their own, and no other; who stands in has none to hand on. */
function allowed(acting: Acting, from: readonly string[] | undefined, anyway: boolean): Acting {
  const { as, for: absent } = acting.seat;
  if (anyway || (absent === undefined && (as === undefined || !from || from.every((name) => name === as))))
    return acting;
  const why = absent === undefined ? `hand on what is asked of ${as}` : `decide for ${absent}, and not hand it on`;
  throw new CountersignError('not-allowed', `${acting.actor.id} may ${why}; ask an operator for more.`);
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
