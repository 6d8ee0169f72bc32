/** A directory of groups that are handed to it. */
import { groupNamed, groupsNamed, isPerson } from '../../domain/group.ts';
import { CountersignError, type FieldError } from '../../errors.ts';
import type { Directory } from '../../ports/directory.ts';

/** Each group with who is in it: people, and groups whose members are all in it too. */
export interface Groups {
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Throws `invalid-settings` naming each field that does not fit. */
export function createMemoryDirectory({ groups }: Groups): Directory {
  const within = membersByGroup(groups);
  const containing = new Map<string, string[]>();
  for (const [group, members] of within) {
    for (const member of members) containing.set(member, [...(containing.get(member) ?? []), group]);
  }
  return {
    async resolve(actor) {
      // Nobody gets into a group by being called as a group is that stands within it.
      const person = isPerson(actor.id) ? [actor.id] : [];
      const reached = reach([...person, ...groupsNamed(actor.groups)], containing);
      return { ...actor, groups: [...new Set([...actor.groups, ...groupsNamed(reached)])], listed: true };
    },
    async members(group) {
      const name = groupNamed(group);
      return name !== undefined && within.has(name) ? reach([name], within).filter(isPerson) : undefined;
    },
  };
}

/** These names and all that follow from them, each once, so that groups within each other come to an end. */
function reach(names: readonly string[], next: ReadonlyMap<string, Iterable<string>>): string[] {
  const reached = new Set(names);
  for (const name of reached) for (const further of next.get(name) ?? []) reached.add(further);
  return [...reached];
}

function membersByGroup(groups: Groups['groups']): ReadonlyMap<string, ReadonlySet<string>> {
  const errors: FieldError[] = [];
  const within = new Map<string, Set<string>>();
  const named = Object.entries(groups).flatMap(([given, members]) => {
    const name = groupNamed(given);
    if (name === undefined) errors.push({ path: `groups.${given}`, message: 'is no name of a group: it has @ or :' });
    return name === undefined ? [] : [{ given, name, members }];
  });
  for (const { name } of named) within.set(name, new Set());
  for (const { given, name, members } of named) {
    for (const [i, member] of members.entries()) {
      const group = groupNamed(member);
      if (isPerson(member) || (group !== undefined && within.has(group))) within.get(name)?.add(group ?? member);
      else errors.push({ path: `groups.${given}.${i}`, message: `"${member}" is no person, and no group of these` });
    }
  }
  if (errors.length === 0) return within;
  const message = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new CountersignError('invalid-settings', `${message}.`, { errors });
}
