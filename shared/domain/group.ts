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

/** The one name that somebody is kept under: that of a group without `group:`. */
export const nameOf = (name: string): string => groupNamed(name) ?? name;
