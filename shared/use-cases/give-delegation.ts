/** Lets another person decide in somebody's place for a while. */
import { type Actor, sameActor } from '../domain/actor.ts';
import {
  type DelegationInput,
  type DelegationView,
  delegationView,
  refuseToDelegate,
  wishOf,
} from '../domain/delegation.ts';
import { groupsNamed } from '../domain/group.ts';
import { newDelegationId } from '../domain/ids.ts';
import { timeOf } from '../domain/time.ts';
import type { Kept } from './system.ts';
import { refuseFrozen } from './table-life.ts';

/**
 * Keeps the delegation, with the groups that its giver is in now: a token shows them only while its owner acts. Of somebody
 * else the directory alone says them. Throws `unauthenticated`, `not-allowed`, `invalid-input` and `frozen`.
 */
export async function giveDelegation(
  { delegations, directory, clock, life }: Pick<Kept, 'delegations' | 'directory' | 'clock' | 'life'>,
  input: DelegationInput,
  actor: Actor,
): Promise<DelegationView> {
  refuseToDelegate(actor, input.from ?? actor.id);
  await refuseFrozen({ life });
  const now = timeOf(clock.now());
  const wish = wishOf(input, actor, now);
  const giver: Actor = sameActor(wish.from, actor.id) ? actor : { id: wish.from, groups: [], proof: 'none' };
  const { groups } = await directory.resolve(giver);
  const delegation = {
    ...{ ...wish, id: newDelegationId(), groups: groupsNamed(groups) },
    ...{ createdAt: now, createdBy: actor.id, proof: actor.proof },
  };
  await delegations.add(delegation);
  return delegationView(delegation, now);
}
