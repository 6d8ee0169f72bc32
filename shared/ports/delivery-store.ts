/** Keeps what was not delivered: notices to people, and outcomes to systems. */
import type { Delivery, DeliveryFields } from '../domain/delivery.ts';
import type { Move, Moved } from '../domain/move.ts';
import type { Time } from '../domain/time.ts';
import type { Page, PageRequest } from './page.ts';

/** What is to be tried again, and since when. */
export interface DueDelivery {
  id: string;
  at: Time;
}

/** Keeps what was not delivered: what a database has to offer. `get` sees every write that was answered before it; the lists may lag. */
export interface DeliveryStore {
  /** Keeps it, unless there is one under its id; hands back what is there then. */
  keep(delivery: Delivery): Promise<Delivery>;
  get(id: string): Promise<Delivery | undefined>;
  /** One conditional write; the losing writer is handed what is there. */
  move(id: string, move: Move<DeliveryFields>): Promise<Moved<Delivery>>;
  /** Removes what was delivered, or is over; does no harm where there is none. */
  remove(id: string): Promise<void>;
  /** What is to be tried again by now, the longest due first: its name alone, so that one record that cannot be read holds up no other. */
  due(until: Time, limit: number): Promise<DueDelivery[]>;
  /** What is tried no more, the latest first. */
  listUndelivered(page: PageRequest): Promise<Page<Delivery>>;
}
