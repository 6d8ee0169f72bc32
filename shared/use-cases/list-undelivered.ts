/** What an operator sees of notices and outcomes that were not delivered, and has tried again. */
import { type Delivery, tryAnew } from '../domain/delivery.ts';
import { timeOf } from '../domain/time.ts';
import { type UndeliveredView, undeliveredView } from '../domain/undelivered-view.ts';
import { CountersignError } from '../errors.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { Records } from './system.ts';
import { refuseFrozen } from './table-life.ts';

type Lister = Pick<Records, 'deliveries' | 'clock' | 'life'>;

/** A page of what is tried no more, the latest first. */
export async function listUndelivered({ deliveries }: Lister, page: PageRequest): Promise<Page<UndeliveredView>> {
  const { items, ...rest } = (await deliveries?.listUndelivered(page)) ?? { items: [] };
  return { ...rest, items: items.map(undeliveredView) };
}

/** Has it tried again at the next sweep, and as often as at first. Throws `delivery-unknown` and `frozen`. */
export async function retryDelivery({ deliveries, clock, life }: Lister, id: string): Promise<UndeliveredView> {
  await refuseFrozen({ life });
  let present: Delivery | undefined = await deliveries?.get(id);
  while (deliveries && present) {
    if (present.kind === 'subscription')
      throw new CountersignError('not-allowed', 'Who left a topic subscribes anew; nothing can be sent again.');
    const moved = await deliveries.move(id, tryAnew(present, timeOf(clock.now())));
    if (moved.done) return undeliveredView(moved.after);
    present = moved.present;
  }
  const message = `Nothing undelivered has the id "${id}": it was delivered, is over, or never was. See GET /undelivered.`;
  throw new CountersignError('delivery-unknown', message);
}
