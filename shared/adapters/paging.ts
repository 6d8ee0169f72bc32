/** Pages of a list that is sorted by a text, the same for every store. */
import * as z from 'zod/mini';
import { CountersignError } from '../errors.ts';
import type { Page, PageRequest } from '../ports/page.ts';

/** One entry of a list: what it is sorted by, and what tells it from others. */
export interface Entry {
  sort: string;
  id: string;
}

/** Where a page ended: at which sort text, and which entries of that very text were given. */
const Position = z.strictObject({ at: z.string().check(z.minLength(1)), given: z.array(z.string()) });
export type Position = z.infer<typeof Position>;

/** The position in a cursor; `invalid-input` where the cursor is none of ours. */
export function positionOf({ cursor }: Pick<PageRequest, 'cursor'>): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    const errors = [{ path: 'cursor', message: 'is none of ours; leave it out to start from the first page' }];
    throw new CountersignError('invalid-input', `cursor ${errors[0]?.message}.`, { errors, cause });
  }
}

/** The page of these entries that the request asks for; each id is given once. */
export function takePage<Item extends Entry>(
  entries: readonly Item[],
  request: PageRequest,
  descending = false,
): Page<Item> {
  const position = positionOf(request);
  const given = new Set(position?.given);
  const isLeft = ({ sort, id }: Item) => {
    if (!position || sort === position.at) return !given.has(id);
    return descending ? sort < position.at : sort > position.at;
  };
  const left = [...new Map(entries.filter(isLeft).map((entry) => [entry.id, entry])).values()];
  left.sort((a, b) => (descending ? -1 : 1) * (compare(a.sort, b.sort) || compare(a.id, b.id)));
  const items = left.slice(0, request.limit);
  const at = items.at(-1)?.sort;
  if (at === undefined || left.length <= request.limit) return { items };
  const before = position?.at === at ? position.given : [];
  const next: Position = { at, given: [...before, ...items.filter(({ sort }) => sort === at).map(({ id }) => id)] };
  return { items, cursor: Buffer.from(JSON.stringify(next)).toString('base64url') };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
