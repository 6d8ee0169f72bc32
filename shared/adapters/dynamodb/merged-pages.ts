/** Pages over a list that is spread over several partitions of an index. */
import type { Page, PageRequest } from '../../ports/page.ts';
import { type Entry, positionOf, takePage } from '../paging.ts';
import type { Item, Key, Records } from './records.ts';
import type { TableIndex } from './table.ts';

export interface MergedList {
  index: TableIndex;
  partitions: readonly string[];
  descending?: boolean;
  /** What tells the entries of the list apart (default: their key). Entries of one id have one sort key. */
  idOf?(key: Key): string;
}

interface KeyEntry extends Entry {
  key: Key;
}

/** How many partitions are read at once. */
const AT_ONCE = 16;

const nameOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;

/** One page of keys, in the order of the sort key over all partitions. */
export async function mergedPage(
  records: Records,
  { index, partitions, descending = false, idOf = nameOf }: MergedList,
  request: PageRequest,
): Promise<Page<Key>> {
  const position = positionOf(request);
  const bound = position && (descending ? { to: position.at } : { from: position.at });
  const limit = request.limit + (position?.given.length ?? 0) + 1;
  const entryOf = (item: Item): KeyEntry => {
    const key = { pk: String(item.pk), sk: String(item.sk) };
    return { key, sort: String(item[index.sortKey]), id: idOf(key) };
  };
  const read = (partition: string) => records.inIndex({ index, partition, descending, ...bound, limit });
  const entries: KeyEntry[] = [];
  for (let i = 0; i < partitions.length; i += AT_ONCE) {
    const items = await Promise.all(partitions.slice(i, i + AT_ONCE).map(read));
    entries.push(...items.flat().map(entryOf));
  }
  const { items, cursor } = takePage(entries, request, descending);
  return { items: items.map(({ key }) => key), ...(cursor !== undefined && { cursor }) };
}
