/** Redeems a ticket to the stream, once. */
import type { Actor } from '../domain/actor.ts';
import { sha256 } from '../domain/digest.ts';
import { timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { Streamer } from './system.ts';

/** Who the ticket was issued to; `unauthenticated` where it was used before, has expired, or was never issued. */
export async function redeemTicket(
  { tickets, clock }: Pick<Streamer, 'tickets' | 'clock'>,
  ticket: string,
): Promise<Actor> {
  const kept = await tickets.take(sha256(ticket));
  if (kept && timeOf(clock.now()) < kept.expiresAt) return kept.actor;
  throw new CountersignError(
    'unauthenticated',
    'This ticket was used before, or has expired. Get another one from POST /stream/ticket: each opens one connection, within a minute.',
  );
}
