/** Tells keys that belong together, as they differ in a number alone: `item-1` and `item-2` are `item-*`. */

/** A number, or a gate's digest of its arguments, that stands by itself in a key. */
const INDEX = /(?<![A-Za-z0-9])\d+(?![A-Za-z0-9])|(?<=#)[0-9a-f]{8}(?![A-Za-z0-9])/g;

/** The name of a key among all these: with `*` for each number, where more than one of them is called so. */
export function foldedKeys(keys: Iterable<string>): (key: string) => string {
  const byPattern = new Map<string, Set<string>>();
  for (const key of keys) {
    const pattern = key.replace(INDEX, '*');
    byPattern.set(pattern, (byPattern.get(pattern) ?? new Set()).add(key));
  }
  return (key) => {
    const pattern = key.replace(INDEX, '*');
    return (byPattern.get(pattern)?.size ?? 0) > 1 ? pattern : key;
  };
}
