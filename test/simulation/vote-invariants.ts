/** What must hold of the record of an approval after every write: its votes, its early decisions, and that its entries are chained. */
import { type Act, samePerson, type VoteAct } from '../../shared/domain/act.ts';
import {
  type Approval,
  isSettled,
  proposedNow,
  type SettledApproval,
  shownDigest,
} from '../../shared/domain/approval.ts';
import { factsOf } from '../../shared/domain/approval-record.ts';
import { chainOf } from '../../shared/domain/chain.ts';
import type { CastVote } from '../../shared/domain/decision.ts';
import type { Delegation } from '../../shared/domain/delegation.ts';
import { goesByVotes, namedIn, neededOf } from '../../shared/domain/policy.ts';
import type { Actor, State } from './state.ts';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Looks at a write of an approval. `before` is what was there under its key. */
export function brokenByRecord(
  state: State,
  actor: Actor,
  before: Approval | undefined,
  after: Approval | undefined,
): string[] {
  if (!after) return [];
  const present = before?.epoch === after.epoch ? before : undefined;
  const known = present?.acts ?? [];
  const acts = after.acts ?? [];
  if (!same(acts.slice(0, known.length), known)) return [`I2: the record of ${after.key} forgets what people did`];
  const added = acts.slice(known.length);
  return [
    ...(goesByVotes(after) ? byVotes(after, present) : []),
    ...added.flatMap((act) => (act.kind === 'vote' && present ? bySeat(state, actor, present, act) : [])),
    ...byEarly(after.key, acts),
    ...(present && !isSettled(present) ? byChain(after, added) : []),
  ];
}

/** The votes that count, by the words of the documentation and not by the code that counts them. */
const countedOf = (acts: readonly Act[]): VoteAct[] =>
  acts.filter(
    (act, at): act is VoteAct => act.kind === 'vote' && !acts.slice(at + 1).some((later) => isVoidBy(act, later)),
  );

function isVoidBy(vote: VoteAct, later: Act): boolean {
  switch (later.kind) {
    case 'vote':
      return later.value !== undefined;
    case 'withdraw':
      return vote.by === later.of.by && vote.for === later.of.for;
    case 'reassign':
      return [vote.as, vote.by, vote.for].some(
        (name) => name !== undefined && later.from.includes(name) && !later.to.includes(name),
      );
    default:
      return false;
  }
}

function byVotes(after: Approval, before: Approval | undefined): string[] {
  const { key } = after;
  const counted = countedOf(after.acts ?? []);
  const twice = counted.flatMap((vote, at) =>
    counted
      .slice(at + 1)
      .filter((other) => samePerson(vote, other))
      .map((other) => `I1: ${personOf(vote)} and ${personOf(other)} both count for ${key}, and are one`),
  );
  if (!isSettled(after))
    return isEnough(after, counted) ? [...twice, `I2: the votes on ${key} suffice, and do not settle it`] : twice;
  const isByPeople = after.settlement.proof !== 'system' && after.settlement.action !== 'cancel';
  return isByPeople && before && !isSettled(before) ? [...twice, ...bySettlement(after, before, counted)] : twice;
}

const isYes = ({ action }: VoteAct): boolean => action !== 'reject';

function isEnough(policy: Approval, votes: readonly VoteAct[]): boolean {
  const yes = votes.filter(isYes).length;
  const { approvals, rejections } = neededOf(policy);
  return yes >= approvals || votes.length - yes >= rejections;
}

/** What settles an approval are the votes that count, of people who were named until then, on what it is settled for. */
function bySettlement(after: SettledApproval, before: Approval, counted: readonly VoteAct[]): string[] {
  const { key, settlement, status } = after;
  const problems: string[] = [];
  const isNo = status === 'rejected';
  const deciding = counted.filter((vote) => isYes(vote) !== isNo);
  const named = deciding.filter(({ as }) => as !== undefined && namedIn(before).includes(as));
  const { approvals, rejections } = neededOf(after);
  if (named.length < (isNo ? rejections : approvals))
    problems.push(`I1: ${key} is ${status} by ${named.length} votes of people who may decide it`);
  if (!same(settlement.votes?.map(signatureOf), counted.map(signatureOf)))
    problems.push(`I1: ${key} is settled by other votes than those that count`);
  const astray = isNo ? undefined : deciding.find(({ digest }) => digest !== shownDigest(after));
  if (astray) problems.push(`I5: ${personOf(astray)} voted on something else than ${key} is ${status} for`);
  if (!isNo && settlement.value !== proposedNow(after))
    problems.push(`I5: ${key} is ${status} for another value than the one that was voted on`);
  return problems;
}

const signatureOf = ({ action, by, for: absent, at }: CastVote): string => `${action} ${by} ${absent} ${at}`;
const personOf = ({ by, for: absent }: Pick<Act, 'by' | 'for'>): string =>
  absent === undefined ? by : `${by} for ${absent}`;

/** Whoever votes is named, or stands in for somebody who is, as far as they could know when they looked. */
function bySeat({ delegations }: State, { heard }: Actor, before: Approval, vote: VoteAct): string[] {
  const { as, by, for: absent } = vote;
  if (as === undefined || as !== (absent ?? by) || !namedIn(before).includes(as))
    return [`I1: ${personOf(vote)} votes on ${before.key} as ${as}`];
  if (absent === undefined) return [];
  const told = heard.flatMap(({ answer }) => ('value' in answer && Array.isArray(answer.value) ? answer.value : []));
  const stands = [...delegations, ...(told as Partial<Delegation>[])].some(
    ({ from, to }) => from === absent && to === by,
  );
  return stands ? [] : [`I1: ${by} votes on ${before.key} for ${absent}, who never let them`];
}

/** An early decision that does not fit is noted once. */
function byEarly(key: string, acts: readonly Act[]): string[] {
  const refused = acts.filter(({ kind }) => kind === 'refused').map(({ early }) => early);
  return new Set(refused).size < refused.length ? [`I1: an early decision on ${key} is refused twice`] : [];
}

/** Each entry was written with the digest of the one before it. */
function byChain(after: Approval, added: readonly Act[]): string[] {
  const facts = factsOf(after);
  const isKept =
    added.every(({ before }) => before !== undefined) && (!isSettled(after) || after.settlement.before !== undefined);
  const entries = chainOf(facts);
  const torn = entries.findIndex(({ before }, at) => before !== entries[at - 1]?.digest);
  if (isKept && torn === -1) return [];
  return [`I5: the record of ${after.key} is not chained at ${torn === -1 ? 'its end' : `entry ${torn + 1}`}`];
}
