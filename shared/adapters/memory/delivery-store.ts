/** Keeps what was not delivered in memory: for tests, and for a look without a database. Nothing survives the process. */
import { copyOf } from '../../domain/copy.ts';
import { Delivery, isDue } from '../../domain/delivery.ts';
import { applied, holds } from '../../domain/move.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import { takePage } from '../paging.ts';

export function createMemoryDeliveryStore(): DeliveryStore {
  const deliveries = new Map<string, Delivery>();
  return {
    async keep(delivery) {
      const present = deliveries.get(delivery.id) ?? copyOf(delivery);
      deliveries.set(delivery.id, present);
      return copyOf(present);
    },
    async get(id) {
      const present = deliveries.get(id);
      return present && copyOf(present);
    },
    async move(id, move) {
      const before = deliveries.get(id);
      if (!before || !holds(move, before)) return { done: false, present: before && copyOf(before) };
      const after = Delivery.parse(applied(move, before));
      deliveries.set(id, copyOf(after));
      return { done: true, before: copyOf(before), after };
    },
    async remove(id) {
      deliveries.delete(id);
    },
    async due(until, limit) {
      const due = [...deliveries.values()].filter((delivery) => isDue(delivery, until));
      const soonest = due.sort((a, b) => (a.due.at < b.due.at ? -1 : 1)).slice(0, limit);
      return soonest.map(({ id, due }) => ({ id, at: due.at }));
    },
    async listUndelivered(page) {
      const entries = [...deliveries.values()]
        .filter(({ due }) => due.list === 'undelivered')
        .map((delivery) => ({ delivery, sort: delivery.due.at, id: delivery.id }));
      const { items, cursor } = takePage(entries, page, true);
      return { items: copyOf(items.map(({ delivery }) => delivery)), ...(cursor !== undefined && { cursor }) };
    },
  };
}
