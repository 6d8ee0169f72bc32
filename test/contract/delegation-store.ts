/** What every `DelegationStore` promises, as one suite for all of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DelegationStore } from '../../shared/ports/delegation-store.ts';
import { aDelegation, unique } from '../support/builders.ts';
import { plus } from '../support/clock.ts';
import type { TestStores } from '../support/stores.ts';

export function delegationStoreContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`the DelegationStore ${name}`, () => {
    let delegations: DelegationStore;
    beforeAll(async () => {
      delegations = (await freshStores()).delegations;
    });
    const people = () => ({ from: `${unique('alice')}@example.com`, to: `${unique('bob')}@example.com` });
    const keep = async (fields: Parameters<typeof aDelegation>[0]) => {
      const delegation = aDelegation(fields);
      await delegations.add(delegation);
      return delegation;
    };

    it('gives back what was given, to both, as it was', async () => {
      const { from, to } = people();
      const delegation = await keep({ from, to, groups: ['finance', 'legal'], reason: 'On leave: ☀' });
      const bare = await keep({ from, to, groups: [] });

      const both = [delegation, bare].sort((a, b) => (a.id < b.id ? -1 : 1));

      expect(await delegations.givenBy(from)).toEqual(both);
      expect(await delegations.givenTo(to)).toEqual(both);
      expect(await delegations.givenTo(from)).toEqual([]);
      expect(await delegations.givenBy(to)).toEqual([]);
    });

    it('keeps people apart, also where one name begins with the other', async () => {
      const { from, to } = people();
      await keep({ from, to });

      expect(await delegations.givenBy(`${from}.uk`)).toEqual([]);
      expect(await delegations.givenTo(to.slice(0, -1))).toEqual([]);
    });

    it('removes one, and says whether it was there', async () => {
      const { from, to } = people();
      const [one, other] = [await keep({ from, to }), await keep({ from, to })];

      const removed = await delegations.remove(from, one.id);
      const again = await delegations.remove(from, one.id);

      expect([removed, again]).toEqual([true, false]);
      expect(await delegations.givenBy(from)).toEqual([other]);
      expect(await delegations.givenTo(to)).toEqual([other]);
    });

    it('removes nothing that somebody else gave', async () => {
      const { from, to } = people();
      const { id } = await keep({ from, to });

      const removed = await Promise.all([to, 'eve@example.com'].map((who) => delegations.remove(who, id)));

      expect(removed).toEqual([false, false]);
      expect(await delegations.givenTo(to)).toHaveLength(1);
    });

    it('keeps what is over: who asks looks at the time', async () => {
      const { from, to } = people();
      const over = await keep({ from, to, since: plus('0s'), until: plus('1s') });

      expect(await delegations.givenTo(to)).toEqual([over]);
    });

    it('finds every one of many', async () => {
      const { from, to } = people();
      await Promise.all(Array.from({ length: 40 }, () => keep({ from, to, reason: 'x'.repeat(2_000) })));

      expect(await delegations.givenTo(to)).toHaveLength(40);
      expect(await delegations.givenBy(from)).toHaveLength(40);
    });

    it('keeps what it was given, whatever becomes of it', async () => {
      const { from, to } = people();
      const groups = ['finance'];
      await keep({ from, to, groups });

      groups.push('operator');
      for (const { groups: read } of await delegations.givenTo(to)) read.push('operator');

      expect((await delegations.givenTo(to)).map((delegation) => delegation.groups)).toEqual([['finance']]);
    });
  });
}
