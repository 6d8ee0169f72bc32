/** Keeps tickets in memory. Nothing survives the process. */
import { copyOf } from '../../domain/copy.ts';
import type { Ticket } from '../../domain/ticket.ts';
import type { TicketStore } from '../../ports/ticket-store.ts';

/** More than anybody has in a minute; the oldest make room. */
const MOST = 10_000;

export function createMemoryTicketStore(): TicketStore {
  const tickets = new Map<string, Ticket>();
  return {
    async keep(name, ticket) {
      for (const oldest of tickets.keys()) {
        if (tickets.size < MOST) break;
        tickets.delete(oldest);
      }
      tickets.set(name, copyOf(ticket));
    },
    async take(name) {
      const ticket = tickets.get(name);
      tickets.delete(name);
      return ticket;
    },
  };
}
