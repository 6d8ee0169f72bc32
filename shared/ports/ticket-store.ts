/** Keeps the tickets to the stream. */
import type { Ticket } from '../domain/ticket.ts';

export interface TicketStore {
  /** Keeps the ticket under a name that tells nothing of its text. */
  keep(name: string, ticket: Ticket): Promise<void>;
  /** Hands the ticket back to the first who asks, and to nobody after; expired ones as well, while they are there. */
  take(name: string): Promise<Ticket | undefined>;
}
