/** Hands an open approval to others. */
import type { ReassignInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import { reassign } from '../domain/approval-acts.ts';
import type { ApprovalView } from '../domain/approval-view.ts';
import { nameOf } from '../domain/group.ts';
import { type Acting, type Policy, seatOf } from '../domain/policy.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { actOnApproval } from './act-on-approval.ts';
import type { Recorder } from './decide-on.ts';
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
  return actOnApproval(kept, ref, {
    acting: (approval) => actingAnyway(kept, approval, actor, anyway),
    move: (pending, acting, now) => reassign(pending, listed, allowed(acting, listed.from, anyway), now),
  });
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

async function actingAnyway(kept: Recorder, policy: Policy, actor: Actor, anyway: boolean): Promise<Acting> {
  if (!anyway) return whoActs(kept, policy, actor);
  const known = await resolved(kept, actor);
  return { actor: known, seat: seatOf(policy, known) ?? {} };
}
