/** Keeps delegations in DynamoDB: each as a record of who was given it, which counts, and one of who gave it, which lists it. */
import { Delegation } from '../../domain/delegation.ts';
import type { DelegationStore } from '../../ports/delegation-store.ts';
import type { Item, Records } from './records.ts';
import { delegatedKey, PREFIX, personPk, standInKey, TABLE } from './table.ts';

/** How long one that is over can still be looked up, in seconds. */
const KEPT_SECONDS = 30 * 86_400;

/** In both orders of writing, what counts is listed: nothing counts that its giver cannot find and revoke. */
export function createDelegationStore(records: Records): DelegationStore {
  const read = async (person: string, prefix: string): Promise<Delegation[]> =>
    (await records.inPartition(personPk(person), prefix)).map(delegationOfItem);
  return {
    async add(delegation) {
      const item = itemOf(delegation);
      await records.put({ ...item, ...delegatedKey(delegation.from, delegation.id) });
      await records.put({ ...item, ...standInKey(delegation.to, delegation.id) });
    },
    async remove(from, id) {
      const key = delegatedKey(from, id);
      const listed = await records.get(key);
      if (!listed) return false;
      await records.remove(standInKey(delegationOfItem(listed).to, id));
      await records.remove(key);
      return true;
    },
    givenBy: (person) => read(person, PREFIX.delegated),
    givenTo: (person) => read(person, PREFIX.standIn),
  };
}

const itemOf = (delegation: Delegation): Item => ({
  ...delegation,
  [TABLE.ttl]: Math.floor(Date.parse(delegation.until) / 1000) + KEPT_SECONDS,
});

/** The delegation in a record; everything that is read is parsed (I7). */
const delegationOfItem = (item: Item): Delegation => Delegation.parse(item);
