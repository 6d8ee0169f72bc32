/** Says of a notice, or of an outcome, that it was not told, or that it is tried no more. */
import type { Delivery } from '../domain/delivery.ts';
import { timeOf } from '../domain/time.ts';
import type { Records } from './system.ts';

type Noter = Pick<Records, 'meter' | 'log' | 'clock'>;

/** It is tried again later. */
export function noteFailed({ meter, log, clock }: Noter, delivery: Delivery, error: unknown): void {
  meter.count({ NoticesFailed: 1 }, { at: timeOf(clock.now()), ...countedOf(delivery) });
  log.warn('A notice or an outcome was not delivered; it is tried again.', aboutOf(delivery), error);
}

/** It is tried no more: somebody has to see to it. */
export function noteGivenUp({ meter, log, clock }: Noter, delivery: Delivery): void {
  meter.count({ NoticesGivenUp: 1 }, { at: timeOf(clock.now()), ...countedOf(delivery) });
  log.warn(
    'A notice or an outcome was not delivered, and is tried no more; GET /undelivered says to whom.',
    aboutOf(delivery),
  );
}

/** It cannot even be tried: its record cannot be read, or nothing can be written. */
export function noteStuck({ meter, log, clock }: Noter, deliveryId: string, error: unknown): void {
  meter.count({ NoticesFailed: 1 }, { at: timeOf(clock.now()), deliveryId });
  log.error('What is due could not be told again; it stays due.', { deliveryId }, error);
}

const countedOf = ({ runId, key, id: deliveryId, channel }: Delivery) => ({ runId, key, deliveryId, channel });

const aboutOf = (delivery: Delivery) => ({ ...countedOf(delivery), noticeId: delivery.noticeId });
