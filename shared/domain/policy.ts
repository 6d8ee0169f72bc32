/** Who may see and decide an approval, how many it takes, and how well it must be shown who they are. */
import * as z from 'zod/mini';
import { CountersignError } from '../errors.ts';
import { type Actor, isSharedLink, type Proof, sameActor, sharedNameOf, UNKNOWN } from './actor.ts';
import { groupNamed, groupsNamed, isPerson, nameOf } from './group.ts';
import type { Time } from './time.ts';

/** How many it takes: so many yes win, so many no (by default one, a veto) lose. */
export const Quorum = z.object({ approvals: z.number(), rejections: z.optional(z.number()) });
/** How many it takes: so many yes win, so many no (by default one, a veto) lose. */
export type Quorum = z.infer<typeof Quorum>;

/** Who may not decide, whoever else they are: whoever started the run, and whoever edited what is to be decided now. */
export const Separated = z.enum(['requester', 'editor']);
/** Who may not decide, whoever else they are: whoever started the run, and whoever edited what is to be decided now. */
export type Separated = z.infer<typeof Separated>;

/** The weakest proof of who acts that is accepted: any at all; one that names a person; one that AWS or an identity provider gave. */
export const LeastProof = z.enum(['any', 'identified', 'iam-or-jwt']);
/** The weakest proof of who acts that is accepted: any at all; one that names a person; one that AWS or an identity provider gave. */
export type LeastProof = z.infer<typeof LeastProof>;

/** What an approval says of who decides it. */
export interface Policy {
  readonly assignee: readonly string[];
  readonly approvers?: readonly string[] | undefined;
  readonly quorum?: Quorum | undefined;
  readonly separation?: readonly Separated[] | undefined;
  readonly proof?: LeastProof | undefined;
  readonly requestedBy?: string | undefined;
  readonly allow?: readonly string[] | undefined;
}

/** What lets somebody decide: the name that stands for them, and the person whom they stand in for. */
export interface Seat {
  /** One of the names that the approval names; absent where it names nobody, or on one's own machine everybody counts as named. */
  readonly as?: string;
  readonly for?: string;
}

/** Somebody who acts on an approval that they may decide. */
export interface Acting {
  readonly actor: Actor;
  readonly seat: Seat;
  /** When they decided, where that was before it was asked. */
  readonly early?: Time;
}

/** Who may decide: who is named so, by default who is asked. */
export const namedIn = ({ approvers, assignee }: Pick<Policy, 'approvers' | 'assignee'>): readonly string[] =>
  approvers ?? assignee;

/** How many yes and how many no end an approval. */
export interface Needed {
  readonly approvals: number;
  readonly rejections: number;
}

/** How many yes and how many no end it. */
export const neededOf = ({ quorum }: Pick<Policy, 'quorum'>): Needed => ({
  approvals: quorum?.approvals ?? 1,
  rejections: quorum?.rejections ?? 1,
});

/**
 * True where it goes by votes: it takes several, or who edits needs somebody else to agree. Everything else is decided by one
 * person in one write.
 */
export const goesByVotes = (policy: Pick<Policy, 'quorum' | 'separation'>): boolean => {
  const { approvals, rejections } = neededOf(policy);
  return approvals > 1 || rejections > 1 || (policy.separation?.includes('editor') ?? false);
};

/**
 * What lets the actor decide: their own name or a group of theirs; or those of somebody whom they stand in for. Undefined where
 * nothing does. On one's own machine everybody counts as named, unless a directory says who belongs to which group.
 * `forWhom` asks for the seat of that person alone.
 */
export function seatOf(
  policy: Policy,
  actor: Actor,
  standsInFor: readonly Actor[] = [],
  forWhom?: string,
): Seat | undefined {
  const own = forWhom === undefined || forWhom === actor.id ? ownSeat(policy, actor) : undefined;
  if (own) return own;
  for (const absent of standsInFor) {
    const seat = forWhom === undefined || forWhom === absent.id ? ownSeat(policy, absent) : undefined;
    if (seat) return { ...seat, for: absent.id };
  }
  return undefined;
}

function ownSeat(policy: Policy, actor: Actor): Seat | undefined {
  if (actor.proof === 'none') return undefined;
  const named = namedIn(policy);
  const groups = groupsNamed(actor.groups);
  const shared = sharedNameOf(actor);
  // A person is never taken for the group of their name, nor a group for a person.
  const as = named.find((name) => {
    if (shared !== undefined) return nameOf(name) === shared;
    const group = groupNamed(name);
    return group === undefined ? name === actor.id : groups.includes(group);
  });
  if (as !== undefined) return { as };
  return named.length === 0 || (actor.proof === 'local' && !actor.listed) ? {} : undefined;
}

/** True where the actor is one of those who may decide, whatever else the policy asks of them. */
export const mayDecide = (policy: Policy, actor: Actor, standsInFor: readonly Actor[] = []): boolean =>
  seatOf(policy, actor, standsInFor) !== undefined;

/** The actor with the seat that lets them decide. Throws `not-allowed`, saying why not and who may. */
export function actingOn(policy: Policy, actor: Actor, standsInFor: readonly Actor[] = [], forWhom?: string): Acting {
  const seat = seatOf(policy, actor, standsInFor, forWhom);
  if (!seat) throw refusal(whyNot(policy, actor, forWhom));
  const people = [actor.id, ...(seat.for === undefined ? [] : [seat.for])];
  if (policy.separation?.includes('requester') && people.some((id) => sameActor(id, policy.requestedBy ?? UNKNOWN)))
    throw refusal(`${policy.requestedBy} asked for this, and who asks may not decide.`);
  const weakness = weakProof(policy, actor);
  if (weakness !== undefined) throw refusal(weakness);
  return { actor, seat };
}

const refusal = (why: string): CountersignError => new CountersignError('not-allowed', why);

function whyNot(policy: Policy, actor: Actor, forWhom: string | undefined): string {
  const named = namedIn(policy);
  if (forWhom !== undefined && forWhom !== actor.id)
    return `${actor.id} does not stand in for ${forWhom} here. Leave for out, or have ${forWhom} delegate.`;
  return named.length > 0
    ? `${actor.id} may not decide this; it is for ${named.join(', ')}.`
    : 'It is not known who decides. Sign the request, or send a token.';
}

const STRENGTH: Record<Proof, number> = { none: 0, link: 2, slack: 2, local: 3, jwt: 3, iam: 3, system: 3 };
const LEAST: Record<LeastProof, number> = { any: 1, identified: 2, 'iam-or-jwt': 3 };

/** A link that a whole group was sent shows that one of them acts, and not which. */
const strengthOf = ({ id, proof }: Actor): number => (isSharedLink(id) ? LEAST.any : STRENGTH[proof]);

/**
 * Why it is not known well enough who the actor is, for what the approval asks; undefined where it is. Where it goes by votes it must
 * be known whose they are. To who came by a link it says nothing of where to go: the page does, which knows what there is.
 */
export function weakProof(policy: Policy, actor: Actor): string | undefined {
  const least = policy.proof ?? 'any';
  const shared = sharedNameOf(actor);
  const mustBeKnown = goesByVotes(policy) || (policy.separation ?? []).length > 0;
  const isWeak = strengthOf(actor) < LEAST[least];
  if (isWeak && least === 'iam-or-jwt')
    return actor.proof === 'link'
      ? 'Only who is signed in may decide this, which a link does not show.'
      : 'This approval takes a signed request or a token only; open it in the inbox.';
  if (shared !== undefined && (isWeak || mustBeKnown))
    return `It has to be known which person decides this, and this link was sent to ${readersOf(shared)}.`;
  if (isWeak) return 'This approval takes a personal link, Slack or a token only; open it in the inbox.';
  return mustBeKnown && (actor.id === UNKNOWN || strengthOf(actor) < LEAST.identified)
    ? 'This approval has to know who decides. Sign in, or say who you are.'
    : undefined;
}

/** Who may have read what a name was sent. */
export const readersOf = (name: string): string =>
  isPerson(name) ? `${name}, where others may read it too` : `all of ${name}`;
