/** Lists what a person has delegated, and what was delegated to them. */
import { UNKNOWN } from '../domain/actor.ts';
import { bySoonestEnd, type DelegationView, delegationView, isOver } from '../domain/delegation.ts';
import { timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { Kept } from './system.ts';

/** What counts now and what will, soonest end first; `invalid-input` where it is not known of whom. */
export async function listDelegations(
  { delegations, clock }: Pick<Kept, 'delegations' | 'clock'>,
  person: string,
): Promise<DelegationView[]> {
  if (person === UNKNOWN) {
    const errors = [{ path: 'person', message: 'is required where it is not known who asks' }];
    throw new CountersignError('invalid-input', `person ${errors[0]?.message}.`, { errors });
  }
  const [given, received] = await Promise.all([delegations.givenBy(person), delegations.givenTo(person)]);
  const now = timeOf(clock.now());
  return [...given, ...received]
    .filter((delegation) => !isOver(delegation, now))
    .sort(bySoonestEnd)
    .map((delegation) => delegationView(delegation, now));
}
