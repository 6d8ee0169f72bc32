/** Pages over the runs that are due: where a page ended is kept for each partition, so that however many fall due at one moment are found once. */
import * as z from 'zod/mini';
import type { Page } from '../../ports/page.ts';
import type { DuePart, DueRequest, DueRun } from '../../ports/workflow-state-store.ts';
import { DUE_LISTS, type Lists } from './lists.ts';
import type { IndexEntry, Item, Records } from './records.ts';
import { runIdOf, TABLE } from './table.ts';

/** How far each partition has been read; the partitions that are not named have been read to their end. */
const Positions = z.record(z.string(), z.nullable(z.object({ pk: z.string(), sk: z.string(), sort: z.string() })));
type Positions = z.infer<typeof Positions>;

/** What was read of one partition, beginning after `from`; `whole` where nothing is left behind it. */
interface Reading {
  partition: string;
  from: IndexEntry | null;
  entries: IndexEntry[];
  whole: boolean;
}

/** How many partitions are read at once. */
const AT_ONCE = 16;

/** The fewest entries that are read of a partition: a read unit holds more. */
const FEWEST = 25;

/** One page of a part, soonest first: at most so many, and fewer where one partition holds more of what is soonest than was read of it. */
export async function duePage(
  records: Records,
  lists: Lists,
  until: string,
  { limit, cursor, part }: DueRequest,
): Promise<Page<DueRun>> {
  const positions = Object.entries(cursor === undefined ? beginning(lists, part) : positionsIn(cursor));
  const many = Math.min(limit, Math.max(FEWEST, Math.ceil((2 * limit) / positions.length)));
  const read = async ([partition, from]: [string, IndexEntry | null]): Promise<Reading> => {
    const range = { index: TABLE.indexes.due, partition, to: until, limit: many, ...(from && { after: from }) };
    const entries = (await records.inIndex(range)).map(entryOf);
    return { partition, from, entries, whole: entries.length < many };
  };
  const readings: Reading[] = [];
  for (let i = 0; i < positions.length; i += AT_ONCE)
    readings.push(...(await Promise.all(positions.slice(i, i + AT_ONCE).map(read))));
  const taken = soonestOf(readings, limit);
  const those = new Set(taken);
  const next = readings.flatMap((reading) => positionAfter(reading, those));
  return {
    items: taken.map(({ pk, sort }) => ({ runId: runIdOf(pk), at: sort })),
    ...(next.length > 0 && { cursor: Buffer.from(JSON.stringify(Object.fromEntries(next))).toString('base64url') }),
  };
}

/** The partitions of the part, none of which has been read. */
function beginning(lists: Lists, { number, of }: DuePart = { number: 0, of: 1 }): Positions {
  const partitions = lists.partitionsOf(DUE_LISTS.due).filter((_, index) => index % of === number);
  return Object.fromEntries(partitions.map((partition) => [partition, null]));
}

const positionsIn = (cursor: string): Positions =>
  Positions.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));

const entryOf = ({ pk, sk, dueAt }: Item): IndexEntry => ({ pk: String(pk), sk: String(sk), sort: String(dueAt) });

/** The soonest entries, as far as it is known which they are: behind what was read of a partition there may be others. */
function soonestOf(readings: readonly Reading[], limit: number): IndexEntry[] {
  const known = readings.flatMap(({ entries, whole }) => (whole ? [] : (entries.at(-1)?.sort ?? []))).sort()[0];
  const all = readings.flatMap(({ entries }) => entries).filter(({ sort }) => known === undefined || sort <= known);
  return all.sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0)).slice(0, limit);
}

/** Where to go on in a partition once these were taken; nowhere where it holds no more. */
function positionAfter(
  { partition, from, entries, whole }: Reading,
  taken: ReadonlySet<IndexEntry>,
): [string, IndexEntry | null][] {
  const last = entries.findLast((entry) => taken.has(entry));
  return whole && last === entries.at(-1) ? [] : [[partition, last ?? from]];
}
