/** Checks one chain of a record: that its entries are whole, all there, and in order. */
import { digestOf } from './digest.ts';
import type { RecordEntry } from './record.ts';

/** What does not hold in a record, and where. */
export interface RecordProblem {
  kind: 'altered' | 'dropped' | 'reordered' | 'contradiction' | 'seal' | 'signature' | 'key' | 'reformatted';
  /** The approval in whose record it is; absent where it is in the run's own, or concerns all of it. */
  approval?: { key: string; epoch: number };
  /** The number of the entry. */
  entry?: number;
  /** What the entry says. */
  says?: string;
  /** All of it in words. */
  message: string;
}

export type Whose = RecordProblem['approval'];

/** An entry in few words. */
export function says({ what, key, by, status, at }: RecordEntry): string {
  const words = [what, key ?? status, by === undefined ? undefined : `by ${String(by)}`, at];
  return words.filter((word) => word !== undefined).join(' ');
}

const nameOf = (whose: Whose): string =>
  whose ? `approval "${whose.key}" (epoch ${whose.epoch})` : "the run's own chain";

/** A problem with one entry: `message` follows on its name. */
export function problemAt(
  kind: RecordProblem['kind'],
  whose: Whose,
  { n, entry }: { n: number; entry?: RecordEntry | undefined },
  message: string,
): RecordProblem {
  const named = `Entry ${n}${entry ? ` (${says(entry)})` : ''} of ${nameOf(whose)}`;
  return {
    kind,
    ...(whose && { approval: whose }),
    entry: n,
    ...(entry && { says: says(entry) }),
    message: `${named} ${message}`,
  };
}

/** The first entry that is not as it was, or not where it was; undefined where all are. */
export function brokenLink(entries: readonly RecordEntry[], whose?: Whose): RecordProblem | undefined {
  if (entries.length === 0) return problemAt('dropped', whose, { n: 1 }, 'is missing.');
  for (const [i, entry] of entries.entries()) {
    const { digest, ...rest } = entry;
    if (digestOf(rest) !== digest)
      return problemAt('altered', whose, { n: i + 1, entry }, 'was altered: it does not have its digest.');
    const problem = misplaced(entries, i, entry, whose) ?? unlinked(entries[i - 1], i, entry, whose);
    if (problem) return problem;
  }
  return undefined;
}

type Check = (
  entries: readonly RecordEntry[],
  i: number,
  entry: RecordEntry,
  whose: Whose,
) => RecordProblem | undefined;

const misplaced: Check = (entries, i, entry, whose) => {
  const n = i + 1;
  if (entry.n === n) return undefined;
  if (entries.filter((one) => one.n === entry.n).length > 1)
    return problemAt('reordered', whose, { n: Number(entry.n), entry }, 'stands there twice.');
  const elsewhere = entries.find((one) => one.n === n);
  return elsewhere
    ? problemAt('reordered', whose, { n, entry: elsewhere }, 'does not stand where it belongs.')
    : problemAt('dropped', whose, { n }, 'is missing.');
};

function unlinked(
  last: RecordEntry | undefined,
  n: number,
  entry: RecordEntry,
  whose: Whose,
): RecordProblem | undefined {
  if (entry.before === last?.digest) return undefined;
  if (!last) return problemAt('dropped', whose, { n: n + 1, entry }, 'follows on one that is missing.');
  const why = `is not what stood there when entry ${n + 1} (${says(entry)}) was written: it was altered, or what stands before it was.`;
  return problemAt('altered', whose, { n, entry: last }, why);
}
