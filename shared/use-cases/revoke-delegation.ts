/** Takes a delegation back. */
import type { Actor } from '../domain/actor.ts';
import { type DelegationView, delegationView, refuseToDelegate } from '../domain/delegation.ts';
import { timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { Kept } from './system.ts';
import { refuseFrozen } from './table-life.ts';

/**
 * Removes what `from` gave under the id, and hands back what it was: it counts no more from now on. Throws
 * `unauthenticated`, `not-allowed`, `delegation-unknown` and `frozen`.
 */
export async function revokeDelegation(
  { delegations, clock, life }: Pick<Kept, 'delegations' | 'clock' | 'life'>,
  id: string,
  actor: Actor,
  from = actor.id,
): Promise<DelegationView> {
  refuseToDelegate(actor, from);
  await refuseFrozen({ life });
  const delegation = (await delegations.givenBy(from)).find((given) => given.id === id);
  if (!delegation || !(await delegations.remove(from, id)))
    throw new CountersignError(
      'delegation-unknown',
      `${from} has given no delegation with the id "${id}". GET /delegations lists what there is.`,
    );
  return { ...delegationView(delegation, timeOf(clock.now())), active: false };
}
