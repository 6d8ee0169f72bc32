/** Keeps delegations in memory: for tests, and for a look without a database. Nothing survives the process. */
import { copyOf } from '../../domain/copy.ts';
import type { Delegation } from '../../domain/delegation.ts';
import type { DelegationStore } from '../../ports/delegation-store.ts';

export function createMemoryDelegationStore(): DelegationStore {
  const delegations = new Map<string, Delegation>();
  const those = (isWanted: (delegation: Delegation) => boolean): Delegation[] =>
    copyOf([...delegations.values()].filter(isWanted).sort((a, b) => (a.id < b.id ? -1 : 1)));
  return {
    async add(delegation) {
      delegations.set(delegation.id, copyOf(delegation));
    },
    async remove(from, id) {
      return delegations.get(id)?.from === from && delegations.delete(id);
    },
    async givenBy(person) {
      return those(({ from }) => from === person);
    },
    async givenTo(person) {
      return those(({ to }) => to === person);
    },
  };
}
