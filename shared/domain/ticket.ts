/** A ticket to the stream: lets its bearer open one connection as somebody, soon. */
import * as z from 'zod/mini';
import { KeptActor } from './actor.ts';
import { Time } from './time.ts';

/** A ticket as it is kept, under the digest of its text. */
export const Ticket = z.object({
  actor: KeptActor,
  /** Up to this moment, which is not part of it. */
  expiresAt: Time,
});
export type Ticket = z.infer<typeof Ticket>;

/** How long a ticket can be used, in ms. */
export const TICKET_LASTS = 60_000;
