/** Keeps what was not delivered in DynamoDB: each as a record of its own, on one of two lists of the due index. */
import { Delivery, type DeliveryFields } from '../../domain/delivery.ts';
import { applied, type Move, type Moved } from '../../domain/move.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import { type Attributes, expressionsOf } from './expression.ts';
import { DUE_LISTS, type Lists } from './lists.ts';
import { mergedPage } from './merged-pages.ts';
import type { Item, Key, Records } from './records.ts';
import { deliveryIdOf, deliveryKey, TABLE } from './table.ts';

/** How long one is kept that nobody looks after, in seconds. */
const KEPT_SECONDS = 90 * 86_400;

export function createDeliveryStore(records: Records, lists: Lists): DeliveryStore {
  return {
    async keep(delivery) {
      const written = await records.put(itemOf(lists, delivery), { ConditionExpression: 'attribute_not_exists(pk)' });
      return written.done ? delivery : deliveryOfItem(written.present ?? {});
    },
    async get(id) {
      const item = await records.get(deliveryKey(id));
      return item && deliveryOfItem(item);
    },
    async move(id, move): Promise<Moved<Delivery>> {
      const written = await records.update(deliveryKey(id), expressionsOf(attributesOf(lists, id, move), move.when));
      if (!written.done) return { done: false, present: written.present && deliveryOfItem(written.present) };
      const before = deliveryOfItem(written.before ?? {});
      return { done: true, before, after: Delivery.parse(applied(move, before)) };
    },
    remove: (id) => records.remove(deliveryKey(id)),
    async due(until, limit) {
      const partitions = lists.partitionsOf(DUE_LISTS.delivery);
      const inPartition = (partition: string) =>
        records.inIndex({ index: TABLE.indexes.due, partition, to: until, limit });
      const entries = (await Promise.all(partitions.map(inPartition))).flat();
      const due = entries.map(({ pk, dueAt }) => ({ id: deliveryIdOf(String(pk)), at: String(dueAt) }));
      return due.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(0, limit);
    },
    async listUndelivered(page) {
      const list = {
        index: TABLE.indexes.due,
        partitions: lists.partitionsOf(DUE_LISTS.undelivered),
        descending: true,
      };
      const { items, cursor } = await mergedPage(records, list, page);
      // An index lags behind its table: what is tried again meanwhile is left out.
      const found = (await records.getMany(items)).map(deliveryOfItem).filter(({ due }) => due.list === 'undelivered');
      return { items: found, ...(cursor !== undefined && { cursor }) };
    },
  };
}

const dueAttributes = (lists: Lists, id: string, { list, at }: Delivery['due']) => ({
  duePk: lists.partitionFor(DUE_LISTS[list], id),
  dueAt: at,
});

const itemOf = (lists: Lists, { due, id, ...delivery }: Delivery): Item & Key => ({
  ...delivery,
  ...deliveryKey(id),
  ...dueAttributes(lists, id, due),
  [TABLE.ttl]: Math.floor(Date.parse(delivery.at) / 1000) + KEPT_SECONDS,
});

const attributesOf = (
  lists: Lists,
  id: string,
  { set: { due, ...set }, remove = [], add = {} }: Move<DeliveryFields>,
): Attributes => ({
  set: { ...set, ...(due && dueAttributes(lists, id, due)) },
  remove: [...remove],
  add,
});

/** The delivery in a record; everything that is read is parsed (I7). */
function deliveryOfItem(item: Item): Delivery {
  const isDue = String(item.duePk).startsWith(`${DUE_LISTS.delivery}#`);
  const due = { list: isDue ? 'delivery' : 'undelivered', at: item.dueAt };
  return Delivery.parse({ ...item, id: deliveryIdOf(String(item.pk)), due });
}
