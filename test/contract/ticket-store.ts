/** What every `TicketStore` promises, as one suite for all of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../shared/domain/ticket.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import { unique } from '../support/builders.ts';
import { plus } from '../support/clock.ts';
import type { TestStores } from '../support/stores.ts';

const aTicket = (fields: Partial<Ticket> = {}): Ticket => ({
  actor: { id: 'ann@example.com', groups: ['finance', 'legal'], proof: 'jwt' },
  expiresAt: plus('1m'),
  ...fields,
});

export function ticketStoreContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`the TicketStore ${name}`, () => {
    let tickets: TicketStore;
    beforeAll(async () => {
      tickets = (await freshStores()).tickets;
    });

    it('hands a ticket back as it was, once', async () => {
      const [one, other] = [unique('ticket'), unique('ticket')];
      const listed = aTicket({ actor: { id: 'role', groups: [], proof: 'iam', listed: true } });
      await tickets.keep(one, aTicket());
      await tickets.keep(other, listed);

      const taken = [await tickets.take(one), await tickets.take(one), await tickets.take(other)];

      expect(taken).toEqual([aTicket(), undefined, listed]);
    });

    it('hands it to one of many who ask at once', async () => {
      const ticket = unique('ticket');
      await tickets.keep(ticket, aTicket());

      const taken = await Promise.all(Array.from({ length: 20 }, () => tickets.take(ticket)));

      expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
    });

    it('knows nothing of tickets that nobody kept', async () => {
      expect(await tickets.take(unique('ticket'))).toBeUndefined();
    });

    it('hands back what has expired while it is there: who redeems it looks at the time', async () => {
      const ticket = unique('ticket');
      await tickets.keep(ticket, aTicket({ expiresAt: '2020-01-01T00:00:00.000Z' }));

      expect(await tickets.take(ticket)).toMatchObject({ expiresAt: '2020-01-01T00:00:00.000Z' });
    });

    it('keeps what it was given, whatever becomes of it', async () => {
      const name = unique('ticket');
      const groups = ['finance'];
      await tickets.keep(name, aTicket({ actor: { id: 'ann@example.com', groups, proof: 'jwt' } }));

      groups.push('operator');

      expect((await tickets.take(name))?.actor.groups).toEqual(['finance']);
    });
  });
}
