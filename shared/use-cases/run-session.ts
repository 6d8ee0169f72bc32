/** What one runner knows of the run that it drives, and its writes. */
import { type Approval, isNoAnswer, isSettled } from '../domain/approval.ts';
import type { Move, Moved } from '../domain/move.ts';
import type { Run, RunFields, RunningRun } from '../domain/run.ts';
import { checkpoint, type Hold } from '../domain/run-moves.ts';
import { type ApprovalEntry, type Entry, entryName, fillsPage, fitting } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import type { Encoded } from '../domain/value.ts';
import type { Wait } from '../domain/wait.ts';
import type { Journal } from '../engine/execution.ts';
import type { Lease } from './lease.ts';
import { fitForRecord, inFull, waitsForRecord } from './outside-values.ts';
import type { Kept } from './system.ts';

export interface RunSession extends Journal {
  readonly entries: ReadonlyMap<string, Entry>;
  /** What the way of the run does not go by. */
  readonly loose: ReadonlySet<string>;
  /** Learns that an approval was settled; it is saved at the next write. */
  learn(entry: ApprovalEntry): void;
  /** Learns what was settled among these approvals. */
  learnFrom(approvals: readonly Approval[]): void;
  /** Forgets what is not durable yet. */
  dropUnsaved(): void;
  /** The text, or where it is kept outside of the record. */
  fit(text: Encoded): Promise<Encoded>;
  fitWaits(waits: readonly Wait[]): Promise<Wait[]>;
  /** One fenced write that also saves everything that is not durable yet. */
  save(move: (hold: Hold) => Move<RunFields>): Promise<Moved<Run>>;
}

/** A session on a run whose lease was just taken. `paged` are the entries in its pages. */
export function createRunSession(
  { runs, values, clock }: Pick<Kept, 'runs' | 'values' | 'clock'>,
  run: RunningRun,
  paged: readonly Entry[],
  lease: Lease,
): RunSession {
  const entries = new Map([...paged, ...run.tail].map((entry) => [entryName(entry), entry]));
  let { pages, tail } = run;
  const loose = new Set(run.loose);
  let wasLoose = loose.size > 0;
  let { outside } = run;
  let durable = tail.length; // how many entries of the tail are in the store
  let writing: Promise<unknown> = Promise.resolve();

  const add = (entry: Entry) => {
    entries.set(entryName(entry), entry);
    tail = [...tail, entry];
  };

  const succeeded = (entry: Entry) => {
    loose.delete(entry.key);
    add(entry);
  };

  const freeze = async (): Promise<void> => {
    const kept = tail.slice(0, durable);
    if (!fillsPage(kept)) return;
    // What is frozen is durable already and follows from the record alone, so a runner that lost the run writes the same.
    await runs.savePage(run.runId, pages, kept, run.edition);
    tail = tail.slice(durable);
    durable = 0;
    pages++;
  };
  const fit = async (text: Encoded): Promise<Encoded> => {
    const fitted = await fitForRecord(values, run.runId, text);
    if (fitted !== text) outside = true;
    return fitted;
  };
  /** What is too large for a record is kept outside before a record tells of it. */
  const moveOut = async (): Promise<void> => {
    for (const entry of tail.slice(durable)) {
      if (entry.kind !== 'step') continue;
      const value = await fit(entry.value);
      if (value === entry.value) continue;
      const moved = { ...entry, value };
      entries.set(entryName(entry), moved);
      tail = tail.map((one) => (one === entry ? moved : one)); // branches may have added to it meanwhile
    }
  };
  const put = async (move: (hold: Hold) => Move<RunFields>, entries: Entry[]): Promise<Moved<Run>> => {
    const held = { epoch: lease.epoch, pages, tail: entries, loose: wasLoose ? [...loose] : undefined, outside };
    const moved = await runs.move(run.runId, move({ ...held, now: timeOf(clock.now()) }));
    if (moved.done) durable = entries.length;
    return moved;
  };
  const write = async (move: (hold: Hold) => Move<RunFields>): Promise<Moved<Run>> => {
    await freeze();
    await moveOut();
    for (let part = fitting(tail); part.length < tail.length; part = fitting(tail)) {
      const moved = await put(checkpoint, part);
      if (!moved.done) return moved;
      await freeze();
    }
    return put(move, tail);
  };
  // Branches of a body may save at once; their writes go one after another, and the later ones find nothing left to save.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = writing.then(work, work);
    writing = mine.catch(() => {});
    return mine;
  };

  const session: RunSession = {
    entries,
    loose,
    succeeded,
    superseded: add,
    loosen(keys) {
      wasLoose = true;
      for (const key of keys) loose.add(key);
    },
    learn(entry) {
      const known = entries.get(entryName(entry));
      if (known?.kind !== 'approval' || known.epoch < entry.epoch) add(entry);
    },
    learnFrom(approvals) {
      for (const approval of approvals) {
        if (!isSettled(approval) || isNoAnswer(approval.settlement)) continue;
        session.learn({ kind: 'approval', key: approval.key, epoch: approval.epoch, settlement: approval.settlement });
      }
    },
    dropUnsaved() {
      tail = tail.slice(0, durable);
    },
    save: (move) => inTurn(() => write(move)),
    fit,
    async fitWaits(waits) {
      const fitted = await waitsForRecord(values, run.runId, waits);
      if (fitted.some((wait, i) => wait !== waits[i])) outside = true;
      return fitted;
    },
    inFull: (text) => inFull(values, run.runId, text),
    async beforeEffect() {
      const unsaved = () => tail.slice(durable).some((entry) => entry.kind === 'step');
      const fenced = await inTurn(async () => unsaved() && !(await write(checkpoint)).done);
      if (fenced || !lease.holds()) return 'fenced';
      if (!lease.timeIsUp()) return 'go';
      await lease.drop(); // no renewal may come after the hand-over
      return 'hand-over';
    },
  };
  return session;
}
