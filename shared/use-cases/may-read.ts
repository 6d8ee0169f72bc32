/** Refuses who may not read what they ask for: over HTTP once, and over the stream from then on. */
import { type Actor, hasRole, requireRole } from '../domain/actor.ts';
import type { Policy } from '../domain/policy.ts';
import { inboxesAmong, inboxesOf, mayAct, type People } from './who-acts.ts';

/** Throws `unauthenticated` or `not-allowed` for who may not read runs. */
export const refuseToReadRuns = (actor: Actor): void => requireRole(actor, 'viewer', 'operator', 'starter');

/** True for who may decide the approval, and for who reads all of them. */
export const mayRead = async (people: People, approval: Policy, actor: Actor): Promise<boolean> =>
  hasRole(actor, 'viewer', 'operator') || (await mayAct(people, approval, actor));

/** Throws `unauthenticated` or `not-allowed` for who may neither decide the approval nor read all of them. */
export async function refuseToRead(people: People, approval: Policy, actor: Actor): Promise<void> {
  if (!(await mayRead(people, approval, actor))) requireRole(actor, 'viewer', 'operator');
}

/**
 * Whose inboxes the actor reads: `assignee`'s; without one their own, or everybody's (undefined) where they are no person with
 * a token. Throws `unauthenticated` or `not-allowed`.
 */
export async function inboxesToRead(
  people: People,
  actor: Actor,
  assignee?: string,
): Promise<readonly string[] | undefined> {
  const mine = await inboxesOf(people, actor);
  if (actor.proof === 'none' || (assignee !== undefined && !mine.includes(assignee)))
    requireRole(actor, 'viewer', 'operator');
  return assignee !== undefined ? [assignee] : actor.proof === 'jwt' ? mine : undefined;
}

/** Those of the inboxes that the actor reads now, whatever they could read before: all for who reads every approval. */
export const inboxesStillRead = async (
  people: People,
  actor: Actor,
  inboxes: readonly string[],
): Promise<readonly string[]> =>
  hasRole(actor, 'viewer', 'operator') ? inboxes : inboxesAmong(people, actor, inboxes);
