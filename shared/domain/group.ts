/** Names of groups and of people: what has no `@` and no `:` is a group, with or without `group:` before it. */
const PREFIX = 'group:';

/** The group's name without `group:`; undefined where it is no group's name. */
export function groupNamed(name: string): string | undefined {
  const bare = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
  return bare === '' || /[@:]/.test(bare) ? undefined : bare;
}

/** True for the name of one person, or of one system. */
export const isPerson = (name: string): boolean => /[@:]/.test(name) && !name.startsWith(PREFIX);

/** These groups, each once and without `group:`; what is no group's name is left out. */
export const groupsNamed = (names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => groupNamed(name) ?? [])),
];

/** True for the name of a group, or of a person or system. */
export const isName = (name: string): boolean => groupNamed(name) !== undefined || isPerson(name);

/** The one name that somebody is kept under: that of a group without `group:`, an e-mail address in small letters. */
export const nameOf = (name: string): string => groupNamed(name) ?? personNamed(name);

/** The one id of a person: nobody's e-mail address is told from another's by its case. */
export const personNamed = (id: string): string => (/^[^:]*@[^:]*$/.test(id) ? id.toLowerCase() : id);
