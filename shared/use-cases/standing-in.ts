/** For whom somebody may decide, beside themselves. */
import { type Actor, UNKNOWN } from '../domain/actor.ts';
import { isActive } from '../domain/delegation.ts';
import { timeOf } from '../domain/time.ts';
import type { Kept } from './system.ts';

/**
 * Those in whose place the actor may decide now: one for each delegation that counts, in the groups that its giver was
 * shown to be in when they gave it and in those that the directory knows of them now. How it was shown who acts is how it
 * was shown of the actor.
 *
 * Delegations are not handed on: what Alice gave to Bob, Bob's own delegations do not give to Carol. And they are for
 * deciding alone: the groups of who is stood in for give nobody a role, such as `operator`.
 */
export async function standsInFor(
  { delegations, directory, clock }: Pick<Kept, 'delegations' | 'directory' | 'clock'>,
  actor: Actor,
): Promise<Actor[]> {
  if (actor.id === UNKNOWN || actor.proof === 'none') return [];
  const now = timeOf(clock.now());
  const active = (await delegations.givenTo(actor.id)).filter((delegation) => isActive(delegation, now));
  return Promise.all(active.map(({ from, groups }) => directory.resolve({ id: from, groups, proof: actor.proof })));
}
