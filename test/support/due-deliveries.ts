/** What is to be told again, whole: the store's list names it alone. */
import type { Delivery } from '../../shared/domain/delivery.ts';
import type { DeliveryStore } from '../../shared/ports/delivery-store.ts';

/** What is due by then (default: whenever that is), the longest due first. */
export async function dueDeliveries(
  { deliveries }: { deliveries: DeliveryStore },
  until = '9999-01-01T00:00:00.000Z',
): Promise<Delivery[]> {
  const due = await deliveries.due(until, 100);
  return Promise.all(
    due.map(async ({ id }) => (await deliveries.get(id)) ?? Promise.reject(new Error(`${id} is gone.`))),
  );
}
