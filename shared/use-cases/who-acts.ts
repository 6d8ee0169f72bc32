/** Finds out who acts on an approval: what the directory knows of them, and whom they stand in for. */
import type { Actor } from '../domain/actor.ts';
import { groupNamed, groupsNamed } from '../domain/group.ts';
import { type Acting, actingOn, mayDecide, type Policy, seatOf } from '../domain/policy.ts';
import { standsInFor } from './standing-in.ts';
import type { Kept } from './system.ts';

/** What is known of people; a library that is told who acts knows nothing more. */
export type People = Partial<Pick<Kept, 'directory' | 'delegations'>> & Pick<Kept, 'clock'>;

/** The actor, with the groups that the directory knows them to be in. */
export const resolved = async ({ directory }: People, actor: Actor): Promise<Actor> =>
  directory ? directory.resolve(actor) : actor;

/**
 * The actor with what lets them decide. Whom they stand in for is looked up only where they may not decide themselves, or say
 * whom they act for. Throws `not-allowed`.
 */
export async function whoActs(people: People, policy: Policy, actor: Actor, forWhom?: string): Promise<Acting> {
  const known = await resolved(people, actor);
  const isDirect = (forWhom === undefined || forWhom === known.id) && seatOf(policy, known) !== undefined;
  return actingOn(policy, known, isDirect ? [] : await absentees(people, known), forWhom);
}

/** True where the actor, or somebody whom they stand in for, is one of those who may decide. */
export async function mayAct(people: People, policy: Policy, actor: Actor): Promise<boolean> {
  const known = await resolved(people, actor);
  return mayDecide(policy, known) || mayDecide(policy, known, await absentees(people, known));
}

/** Whose inboxes are the actor's: their own, their groups', and those of whom they stand in for. Nobody's id is a group's name. */
export async function inboxesOf(people: People, actor: Actor): Promise<string[]> {
  const known = await resolved(people, actor);
  return namesOf([known, ...(await absentees(people, known))]);
}

/** Those of the names that are of an inbox of the actor's. Whom they stand in for is looked up only where their own do not do. */
export async function inboxesAmong(people: People, actor: Actor, names: readonly string[]): Promise<string[]> {
  const known = await resolved(people, actor);
  const own = namesOf([known]);
  const mine = names.every((name) => own.includes(name)) ? own : namesOf([known, ...(await absentees(people, known))]);
  return names.filter((name) => mine.includes(name));
}

const namesOf = (everybody: readonly Actor[]): string[] => [
  ...new Set(
    everybody.flatMap(({ id, groups }) => [...(groupNamed(id) === undefined ? [id] : []), ...groupsNamed(groups)]),
  ),
];

async function absentees({ directory, delegations, clock }: People, actor: Actor): Promise<readonly Actor[]> {
  return directory && delegations ? standsInFor({ directory, delegations, clock }, actor) : [];
}
