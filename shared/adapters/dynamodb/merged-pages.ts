/** Pages over a list that is spread over several partitions of an index. */
import * as z from 'zod/mini';
import { CountersignError } from '../../errors.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { Item, Key, Records } from './records.ts';
import type { TableIndex } from './table.ts';

/** Where a page ended: the sort key of its last entry, and which entries with that very sort key were given. */
const Position = z.strictObject({ at: z.string().check(z.minLength(1)), given: z.array(z.string()) });

export interface MergedList {
  index: TableIndex;
  partitions: readonly string[];
  descending?: boolean;
}

/** How many partitions are read at once. */
const AT_ONCE = 16;

/** One page of keys, in the order of the sort key over all partitions. */
export async function mergedPage(
  records: Records,
  { index, partitions, descending = false }: MergedList,
  { limit, cursor }: PageRequest,
): Promise<Page<Key>> {
  const position = cursor === undefined ? undefined : positionOf(cursor);
  const given = new Set(position?.given);
  const bound = position && (descending ? { to: position.at } : { from: position.at });
  const read = (partition: string) =>
    records.inIndex({ index, partition, descending, ...bound, limit: limit + given.size + 1 });
  const entries: Item[] = [];
  for (let i = 0; i < partitions.length; i += AT_ONCE)
    entries.push(...(await Promise.all(partitions.slice(i, i + AT_ONCE).map(read))).flat());
  const sortOf = (entry: Item) => String(entry[index.sortKey]);
  const left = entries
    .filter((entry) => !given.has(idOf(entry)) || sortOf(entry) !== position?.at)
    .sort((a, b) => compare(sortOf(a), sortOf(b), descending) || compare(idOf(a), idOf(b), descending));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  if (!last || left.length <= limit) return { items: items.map(keyOf) };
  const at = sortOf(last);
  const sameSort = items.filter((entry) => sortOf(entry) === at).map(idOf);
  const before = position?.at === at ? position.given : [];
  return {
    items: items.map(keyOf),
    cursor: Buffer.from(JSON.stringify({ at, given: [...before, ...sameSort] })).toString('base64url'),
  };
}

const keyOf = (entry: Item): Key => ({ pk: String(entry.pk), sk: String(entry.sk) });
const idOf = (entry: Item): string => `${entry.pk}|${entry.sk}`;
const compare = (a: string, b: string, descending: boolean): number => (a === b ? 0 : a < b !== descending ? -1 : 1);

function positionOf(cursor: string) {
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    const errors = [{ path: 'cursor', message: 'is none of ours; leave it out to start from the first page' }];
    throw new CountersignError('invalid-input', 'cursor is none of ours; leave it out to start from the first page.', {
      errors,
      cause,
    });
  }
}
