/** Issues a ticket to the stream: a browser cannot send a token with the request that opens a WebSocket. */
import { randomBytes } from 'node:crypto';
import { type Actor, keptActor } from '../domain/actor.ts';
import { sha256 } from '../domain/digest.ts';
import { TICKET_LASTS } from '../domain/ticket.ts';
import { later, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import { type Finder, type Wanted, watchedBy } from './open-stream.ts';
import type { Kept } from './system.ts';

/** A ticket, and when it expires (ISO 8601). */
export interface IssuedTicket {
  ticket: string;
  expiresAt: string;
}

/** How many random bytes a ticket has: more than anybody guesses in a minute, or ever. */
const BYTES = 32;

/**
 * A ticket for one connection as the actor; what is kept of it opens none. Throws `not-found` where there is no stream, and, where
 * it is said what is wanted, what the stream would refuse that for: it cannot say so to a browser.
 */
export async function issueTicket(
  { tickets, ...finder }: Finder & Pick<Kept, 'tickets'>,
  actor: Actor,
  wanted?: Wanted,
): Promise<IssuedTicket> {
  if (!tickets)
    throw new CountersignError('not-found', 'This service has no stream: read again what is to be watched.');
  if (wanted) await watchedBy(finder, wanted, actor);
  const ticket = randomBytes(BYTES).toString('base64url');
  const expiresAt = later(timeOf(finder.clock.now()), TICKET_LASTS);
  await tickets.keep(sha256(ticket), { actor: keptActor(actor), expiresAt });
  return { ticket, expiresAt };
}
