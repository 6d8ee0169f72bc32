/** What every `DeliveryStore` promises, as one suite for all of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { failAgain, giveUp, takeTry, tryAnew } from '../../shared/domain/delivery.ts';
import type { DeliveryStore } from '../../shared/ports/delivery-store.ts';
import { aDelivery } from '../support/builders.ts';
import { NOW, plus } from '../support/clock.ts';
import type { TestStores } from '../support/stores.ts';

const dueAt = (at: string) => ({ list: 'delivery' as const, at });
const listedAt = (at: string) => ({ list: 'undelivered' as const, at });

export function deliveryStoreContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`the DeliveryStore ${name}`, () => {
    let deliveries: DeliveryStore;
    beforeEach(async () => {
      deliveries = (await freshStores()).deliveries;
    });
    const keep = (fields: Parameters<typeof aDelivery>[0] = {}) => deliveries.keep(aDelivery(fields));

    it('gives back what was kept, as it was', async () => {
      const whole = await keep({ partly: true, to: ['ann@example.com'], key: 'a:b@c' });
      const bare = await keep({ runId: undefined, key: undefined, epoch: undefined, kind: 'subscription' });

      expect(await deliveries.get(whole.id)).toEqual(whole);
      expect(await deliveries.get(bare.id)).toEqual(JSON.parse(JSON.stringify(bare)));
      expect(await deliveries.get(aDelivery().id)).toBeUndefined();
    });

    it('gives back an outcome as it was kept, however large its numbers, and however deep and long it is', async () => {
      const deep = Array.from({ length: 40 }).reduce((inner) => ({ inner }), 'x'.repeat(240_000));
      const outcome = JSON.stringify({ largest: Number.MAX_VALUE, smallest: Number.MIN_VALUE, deep });
      const { id } = await keep({ kind: 'outcome', outcome });

      await deliveries.move(id, failAgain(aDelivery(), { to: ['other systems'], error: 'Away.' }));

      expect(await deliveries.get(id)).toMatchObject({ kind: 'outcome', outcome, error: 'Away.' });
      expect(await deliveries.due(plus('1m'), 10)).toEqual([{ id, at: plus('1m') }]);
    });

    it('keeps the first under an id: telling the same again does not start its tries anew', async () => {
      const first = await keep({ tries: 3 });

      const again = await deliveries.keep({ ...first, tries: 1, error: 'Another.' });

      expect(again).toEqual(first);
      expect(await deliveries.get(first.id)).toEqual(first);
    });

    it('finds what is due by now, the longest due first, and as many as asked for', async () => {
      for (const at of ['3m', '1m', '2m', '9m']) await keep({ due: dueAt(plus(at)) });
      await keep({ due: listedAt(plus('1m')) });

      const due = async (limit: number) => (await deliveries.due(plus('3m'), limit)).map(({ at }) => at);

      expect(await due(10)).toEqual([plus('1m'), plus('2m'), plus('3m')]);
      expect(await due(2)).toEqual([plus('1m'), plus('2m')]);
    });

    it('lets one of two take a try, and hands the other what is there', async () => {
      const delivery = await keep();

      const moves = await Promise.all([1, 2].map(() => deliveries.move(delivery.id, takeTry(delivery, NOW))));

      expect(moves.map(({ done }) => done).sort()).toEqual([false, true]);
      expect(moves.find(({ done }) => !done)).toMatchObject({ present: { tries: 2 } });
      expect(await deliveries.due(plus('4m'), 10)).toEqual([]);
      expect(await deliveries.due(plus('5m'), 10)).toEqual([{ id: delivery.id, at: plus('5m') }]);
    });

    it('moves nothing that is not there', async () => {
      const { id } = aDelivery();

      expect(await deliveries.move(id, giveUp(aDelivery(), NOW))).toEqual({ done: false, present: undefined });
      expect(await deliveries.get(id)).toBeUndefined();
    });

    it('lists what is given up, the latest first, page by page, and nothing that is tried again', async () => {
      const all = [];
      for (const at of ['1m', '2m', '3m']) {
        const delivery = await keep();
        await deliveries.move(delivery.id, giveUp(delivery, plus(at)));
        all.push(delivery.id);
      }
      await keep();

      const first = await deliveries.listUndelivered({ limit: 2 });
      const second = await deliveries.listUndelivered({ limit: 2, cursor: first.cursor });

      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.reverse());
      expect(second.cursor).toBeUndefined();
    });

    it('takes it from the list again where it is tried anew', async () => {
      const delivery = await keep({ due: listedAt(NOW), tries: 6 });

      await deliveries.move(delivery.id, tryAnew(delivery, plus('1h')));

      expect((await deliveries.listUndelivered({ limit: 10 })).items).toEqual([]);
      expect(await deliveries.due(plus('1h'), 10)).toEqual([{ id: delivery.id, at: plus('1h') }]);
    });

    it('notes what failed last, and whom it did not reach', async () => {
      const delivery = await keep({ to: ['finance'] });

      const failure = { to: ['bob@example.com'], partly: true, error: new Error('No such mailbox.') };
      await deliveries.move(delivery.id, failAgain(delivery, failure));

      const noted = { error: 'No such mailbox.', to: ['bob@example.com'], partly: true };
      expect(await deliveries.get(delivery.id)).toEqual({ ...delivery, ...noted });
    });

    it('removes what was delivered, once and again', async () => {
      const { id } = await keep();

      await deliveries.remove(id);
      await deliveries.remove(id);

      expect(await deliveries.get(id)).toBeUndefined();
      expect(await deliveries.due(plus('9d'), 10)).toEqual([]);
    });
  });
}
