/** Pages of a list that is in memory. */
import { CountersignError } from '../../errors.ts';
import type { Page, PageRequest } from '../../ports/page.ts';

/** The page of `sorted` that the request asks for. */
export function pageOf<Item>(sorted: readonly Item[], { limit, cursor }: PageRequest): Page<Item> {
  const from = cursor === undefined ? 0 : Number(cursor);
  if (!Number.isSafeInteger(from) || from < 0)
    throw new CountersignError('invalid-input', 'cursor is none of ours; leave it out to start from the first page.');
  const items = sorted.slice(from, from + limit);
  return { items, ...(from + limit < sorted.length && { cursor: String(from + limit) }) };
}

/** Compares by a text, for `sort`. */
export const by =
  <Item>(text: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
