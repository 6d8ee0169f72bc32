/** Keeps tickets in DynamoDB: whoever removes the record has the ticket. */
import { Ticket } from '../../domain/ticket.ts';
import type { TicketStore } from '../../ports/ticket-store.ts';
import type { Records } from './records.ts';
import { TABLE, ticketKey } from './table.ts';

export function createTicketStore(records: Records): TicketStore {
  return {
    async keep(name, ticket) {
      const ttl = Math.ceil(Date.parse(ticket.expiresAt) / 1000);
      await records.put({ ...ticketKey(name), ...ticket, [TABLE.ttl]: ttl });
    },
    async take(name) {
      const item = await records.take(ticketKey(name));
      return item && Ticket.parse(item);
    },
  };
}
