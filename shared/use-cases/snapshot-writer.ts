/** Writes what a run remembers: into its record, from there into pages, and what is too large for both outside of them. */
import type { Move, Moved } from '../domain/move.ts';
import type { Run, RunFields, RunningRun } from '../domain/run.ts';
import { checkpoint, type Hold } from '../domain/run-moves.ts';
import { type Entry, fillsPage, fitting } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import type { Encoded } from '../domain/value.ts';
import type { Wait } from '../domain/wait.ts';
import { fitForRecord, waitsForRecord } from './outside-values.ts';
import type { Kept } from './system.ts';

/** What a write says beside the entries. */
type Beside = Pick<Hold, 'epoch' | 'loose'>;

/** Makes the move of a write. `frozen` are the entries in the pages; those after them are in `hold`. */
type MakeMove = (hold: Hold, frozen: readonly Entry[]) => Move<RunFields> | Promise<Move<RunFields>>;

export interface SnapshotWriter {
  /** Takes an entry, which is durable at the next write. */
  add(entry: Entry): void;
  /** Forgets what is not durable yet. */
  dropUnsaved(): void;
  /** Makes every success durable; false where the run was lost. */
  saveSteps(): Promise<boolean>;
  /** One fenced write that also saves everything that is not durable yet. */
  save(move: MakeMove): Promise<Moved<Run>>;
  /** The text, or where it is kept outside of the record. */
  fitted(text: Encoded): Promise<Encoded>;
  fittedWaits(waits: readonly Wait[]): Promise<Wait[]>;
}

/** A writer for a run that was just taken, with what is in its pages. `moved` is told what an entry became that was too large for a record. */
export function createSnapshotWriter(
  { runs, values, clock }: Pick<Kept, 'runs' | 'values' | 'clock'>,
  run: RunningRun,
  paged: readonly Entry[],
  beside: () => Beside,
  moved: (entry: Entry) => void,
): SnapshotWriter {
  const { runId } = run;
  let { pages, tail, outside } = run;
  let frozen = paged;
  let durable = tail.length; // how many entries of the tail are in the store
  let writing: Promise<unknown> = Promise.resolve();

  const fitted = async (text: Encoded): Promise<Encoded> => {
    const fit = await fitForRecord(values, runId, text);
    if (fit !== text) outside = true;
    return fit;
  };
  const freeze = async (): Promise<void> => {
    const kept = tail.slice(0, durable);
    if (!fillsPage(kept)) return;
    // What is frozen is durable already and follows from the record alone, so a runner that lost the run writes the same.
    await runs.savePage(runId, pages, kept, run.edition);
    frozen = [...frozen, ...kept];
    tail = tail.slice(durable);
    durable = 0;
    pages++;
  };
  /** The tail as a record may hold it: what is too large is kept outside before a record tells of it. */
  const fittedTail = async (): Promise<Entry[]> => {
    const looked = new Set<Entry>();
    for (;;) {
      const entry = tail.slice(durable).find((one) => one.kind === 'step' && !looked.has(one));
      if (entry?.kind !== 'step') return tail; // at this very moment: a branch may add to it at any other
      const fit = { ...entry, value: await fitted(entry.value) };
      looked.add(entry);
      if (fit.value === entry.value) continue;
      tail = tail.map((one) => (one === entry ? fit : one));
      looked.add(fit);
      moved(fit);
    }
  };
  const put = async (move: MakeMove, entries: Entry[]): Promise<Moved<Run>> => {
    const now = timeOf(clock.now());
    const done = await runs.move(runId, await move({ ...beside(), pages, tail: entries, outside, now }, frozen));
    if (done.done) durable = entries.length;
    return done;
  };
  const write = async (move: MakeMove): Promise<Moved<Run>> => {
    for (;;) {
      await freeze();
      const entries = await fittedTail();
      const part = fitting(entries);
      if (part.length === entries.length) return put(move, entries);
      const written = await put(checkpoint, part);
      if (!written.done) return written;
    }
  };
  // Branches of a body may save at once; their writes go one after another, and the later ones find nothing left to save.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = writing.then(work, work);
    writing = mine.catch(() => {});
    return mine;
  };
  return {
    add(entry) {
      tail = [...tail, entry];
    },
    dropUnsaved() {
      tail = tail.slice(0, durable);
    },
    saveSteps: () =>
      inTurn(async () => {
        const isUnsaved = tail.slice(durable).some(({ kind }) => kind === 'step');
        return !isUnsaved || (await write(checkpoint)).done;
      }),
    save: (move) => inTurn(() => write(move)),
    fitted,
    async fittedWaits(waits) {
      const fit = await waitsForRecord(values, run, waits);
      if (fit.some((wait, i) => wait !== waits[i])) outside = true;
      return fit;
    },
  };
}
