/** A delegation: somebody lets another person decide in their place for a while. */
import * as z from 'zod/mini';
import { CountersignError, type FieldError } from '../errors.ts';
import { type Actor, hasRole, Proof, sameActor, UNKNOWN } from './actor.ts';
import { personId, text } from './decision.ts';
import { parseDuration } from './duration.ts';
import { isPerson } from './group.ts';
import { LAST_TIME, later, Time, timeOf } from './time.ts';

/** A delegation as it is kept. Whoever stands in acts with the rights of `from`, and signs with their own name. */
export const Delegation = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  /** The groups that `from` was shown to be in when it was given: who stands in for a member of finance counts as one. */
  groups: z.array(z.string()),
  /** From this moment on. */
  since: Time,
  /** Up to this moment, which is not part of it. */
  until: Time,
  reason: z.optional(z.string()),
  createdAt: Time,
  createdBy: z.string(),
  /** How it was shown who gave it. */
  proof: Proof,
});
export type Delegation = z.infer<typeof Delegation>;

/** What a person sends to have another one decide in their place. */
export const DelegationInput = z.strictObject({
  /** Who is to decide in their place: one person, by the name that their token has. */
  to: personId,
  /** When it ends: an ISO 8601 time with its zone, or how long it lasts, such as `3d`. */
  until: text(40),
  /** When it begins, as an ISO 8601 time or in how long from now (default: now). */
  since: z.optional(text(40)),
  /** Whose approvals (default: those of who sends this); for somebody else, an operator may send it. */
  from: z.optional(personId),
  reason: z.optional(text(2_000)),
  /** Who sends it, where nothing proves it; never overrides a proven identity. */
  actorId: z.optional(personId),
});
export type DelegationInput = z.infer<typeof DelegationInput>;

/** A delegation's id in an address. */
export const DelegationId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be 1 to 64 characters of A-Z a-z 0-9 _ -' }));

/** A delegation as the HTTP interface shows it. Times are ISO 8601. */
export interface DelegationView {
  id: string;
  from: string;
  to: string;
  since: string;
  until: string;
  reason?: string;
  createdAt: string;
  createdBy: string;
  /** Whether it counts now. */
  active: boolean;
}

/** How far ahead a delegation may end: whoever is away for longer should hand over their groups. */
const MOST_DAYS = 366;

const DAY = 86_400_000;

type Term = Pick<Delegation, 'since' | 'until'>;

/** True while it counts: from `since` on, and up to `until`. */
export const isActive = ({ since, until }: Term, now: Time): boolean => since <= now && now < until;

/** True where it counts no more. */
export const isOver = ({ until }: Term, now: Time): boolean => until <= now;

/** What the actor asks for; `invalid-input` naming each field that does not fit. */
export function wishOf(
  { to, until, since, reason, ...input }: DelegationInput,
  actor: Actor,
  now: Time,
): Pick<Delegation, 'from' | 'to' | 'since' | 'until' | 'reason'> {
  const { from = actor.id } = input;
  const begins = since === undefined ? now : momentOf(since, now);
  const ends = momentOf(until, now);
  const errors = [
    ...faultsOfPeople(from, to, actor),
    ...(begins === undefined ? [{ path: 'since', message: NO_MOMENT }] : []),
    ...(ends === undefined ? [{ path: 'until', message: NO_MOMENT }] : faultsOfEnd(ends, begins ?? now, now)),
  ];
  if (begins === undefined || ends === undefined || errors.length > 0) throw refusalOf(errors);
  // What began before it was given would look as if it had counted then.
  return { from, to, since: begins < now ? now : begins, until: ends, ...(reason !== undefined && { reason }) };
}

const NO_MOMENT = 'must be an ISO 8601 time with its zone, such as 2026-11-27T17:00:00Z, or a duration, such as 3d';

const IsoTime = z.iso.datetime({ offset: true });

/** The moment that a time, or a duration from now, names; undefined where the text is neither. */
function momentOf(text: string, now: Time): Time | undefined {
  const ms = parseDuration(text);
  if (ms !== undefined) return later(now, Math.min(ms, LAST_TIME)); // more is no time any more
  return IsoTime.safeParse(text).success ? timeOf(new Date(text)) : undefined;
}

function faultsOfPeople(from: string, to: string, actor: Actor): FieldError[] {
  const errors: FieldError[] = [];
  if (from === UNKNOWN) errors.push({ path: 'from', message: 'is required where it is not known who sends this' });
  else if (from !== actor.id && !isPerson(from)) errors.push({ path: 'from', message: NO_PERSON });
  if (!isPerson(to)) errors.push({ path: 'to', message: NO_PERSON });
  else if (to === from) errors.push({ path: 'to', message: 'must be somebody else' });
  return errors;
}

const NO_PERSON = 'must be a person, such as bob@example.com, and no group';

function faultsOfEnd(until: Time, since: Time, now: Time): FieldError[] {
  if (until <= now) return [{ path: 'until', message: 'must be in the future' }];
  if (until <= since) return [{ path: 'until', message: 'must be after since' }];
  if (until > later(now, MOST_DAYS * DAY))
    return [{ path: 'until', message: `must be at most ${MOST_DAYS} days ahead` }];
  return [];
}

const refusalOf = (errors: FieldError[]): CountersignError =>
  new CountersignError('invalid-input', errors.map(({ path, message }) => `${path} ${message}`).join('; '), { errors });

/**
 * Refuses who may not give or revoke delegations of `from`: everybody may their own, operators those of all. Throws
 * `unauthenticated` where nothing shows who acts, and `not-allowed`.
 */
export function refuseToDelegate(actor: Actor, from: string): void {
  if (actor.proof === 'none')
    throw new CountersignError('unauthenticated', 'It is not known who calls. Sign the request, or send a token.');
  if (sameActor(actor.id, from) || hasRole(actor, 'operator')) return;
  throw new CountersignError(
    'not-allowed',
    `What ${from} delegates is for them or an operator to say, not ${actor.id}.`,
  );
}

/** The delegation as it is shown. */
export const delegationView = (delegation: Delegation, now: Time): DelegationView => {
  const { id, from, to, since, until, reason, createdAt, createdBy } = delegation;
  const why = reason !== undefined && { reason };
  return { id, from, to, since, until, ...why, createdAt, createdBy, active: isActive(delegation, now) };
};

/** Soonest end first. */
export const bySoonestEnd = (one: Delegation, other: Delegation): number =>
  one.until < other.until ? -1 : one.until > other.until ? 1 : one.id < other.id ? -1 : 1;
