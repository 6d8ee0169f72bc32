/** Who acts, and how sure we are of it. */
import * as z from 'zod/mini';
import { CountersignError } from '../errors.ts';
import type { SystemName } from './system-name.ts';
import { Time } from './time.ts';

/**
 * How it was shown who acts, strongest first: `iam` and `jwt` by AWS, `slack` and a personal link by a signature,
 * `local` by the word of a caller on this machine, `system` by the system itself (a timeout, the end of a run).
 */
export const Proof = z.enum(['iam', 'jwt', 'slack', 'link', 'local', 'none', 'system']);
export type Proof = z.infer<typeof Proof>;

/** Where somebody came in: the HTTP interface (and the library), a link in a notice, Slack, the inbox page; or time, by the sweep. */
export const Door = z.enum(['api', 'link', 'slack', 'inbox', 'sweep']);
/** Where somebody came in. */
export type Door = z.infer<typeof Door>;

/** Someone who acts. `id` is an e-mail address, a role's ARN, or `unknown`, which never equals another. */
export interface Actor {
  readonly id: string;
  readonly groups: readonly string[];
  readonly proof: Proof;
  /** Default: `api`. */
  readonly door?: Door;
  /** True where a directory says which groups they are in, so that nobody counts as a member of every group. */
  readonly listed?: boolean | undefined;
  /** Up to when that counts by which it was shown who they are: the end of their token. */
  readonly provenUntil?: Time | undefined;
}

/** Somebody as they are kept who asked for a ticket, or opened a connection. */
export const KeptActor = z.object({
  id: z.string(),
  groups: z.array(z.string()),
  proof: Proof,
  listed: z.optional(z.boolean()),
  provenUntil: z.optional(Time),
});

/** The actor, to be kept: who they are, and how that was shown. */
export const keptActor = ({ id, groups, proof, listed, provenUntil }: Actor): z.infer<typeof KeptActor> => ({
  ...{ id, groups: [...groups], proof },
  ...(listed !== undefined && { listed }),
  ...(provenUntil !== undefined && { provenUntil }),
});

export const UNKNOWN = 'unknown';

const SHARED_LINK = 'link:';

/** Whoever came by the link that a whole name was sent: one of those who read what it is sent, and not which. */
export const byShared = (name: string): Actor => byLink(`${SHARED_LINK}${name}`);

/** A person who came by a link of their own. */
export const byLink = (id: string): Actor => ({ id, groups: [], proof: 'link', door: 'link' });

/** True for an id that stands for a name's shared link, and for nobody in particular. */
export const isSharedLink = (id: string): boolean => id.startsWith(SHARED_LINK);

/** The name whose shared link the actor came by; undefined for everybody else. */
export const sharedNameOf = ({ id, proof }: Actor): string | undefined =>
  proof === 'link' && isSharedLink(id) ? id.slice(SHARED_LINK.length) : undefined;

/** The system itself, for what follows from time or from a run's end. */
export const systemActor = (id: SystemName): Actor => ({ id, groups: [], proof: 'system' });

/** True where both are known and the same. */
export const sameActor = (one: string, other: string): boolean => one === other && one !== UNKNOWN;

/** What groups may do beyond deciding what they are asked. */
export type Role = 'viewer' | 'operator' | 'starter';

/** True for who is in one of these groups by their token; who signs a request, or calls on their own machine, has every role. */
export const hasRole = ({ proof, groups }: Actor, ...roles: Role[]): boolean =>
  proof === 'iam' || proof === 'local' || (proof === 'jwt' && roles.some((role) => groups.includes(role)));

/** True until what showed who they are counts no more. */
export const isStillProven = ({ provenUntil }: Pick<Actor, 'provenUntil'>, now: Time): boolean =>
  provenUntil === undefined || now < provenUntil;

/** Throws `unauthenticated` where nobody knows who calls. */
export function requireProof(actor: Actor): void {
  if (actor.proof === 'none')
    throw new CountersignError('unauthenticated', 'It is not known who calls. Sign the request, or send a token.');
}

/** Throws `unauthenticated` where nobody knows who calls, `not-allowed` where they are in none of the groups. */
export function requireRole(actor: Actor, ...roles: Role[]): void {
  requireProof(actor);
  if (!hasRole(actor, ...roles)) {
    throw new CountersignError('not-allowed', `${actor.id} is in none of the groups ${roles.join(', ')}.`);
  }
}
