/** What one runner knows of the run that it drives, and its writes. */
import { type Approval, isNoAnswer, isSettled } from '../domain/approval.ts';
import { supersede } from '../domain/approval-moves.ts';
import type { RunningRun } from '../domain/run.ts';
import { type ApprovalEntry, type Entry, entryName } from '../domain/snapshot.ts';
import { asksOf } from '../domain/wait.ts';
import type { Journal } from '../engine/execution.ts';
import { endAsk } from './close-approvals.ts';
import type { Lease } from './lease.ts';
import { inFull } from './outside-values.ts';
import { createSnapshotWriter, type SnapshotWriter } from './snapshot-writer.ts';
import type { Kept } from './system.ts';

export interface RunSession extends Journal, Pick<SnapshotWriter, 'save' | 'dropUnsaved' | 'fitted' | 'fittedWaits'> {
  readonly entries: ReadonlyMap<string, Entry>;
  /** What the way of the run does not go by. */
  readonly loose: ReadonlySet<string>;
  /** Learns that an approval was settled; it is saved at the next write. */
  learn(entry: ApprovalEntry): void;
  /** Learns what was settled among these approvals. */
  learnFrom(approvals: readonly Approval[]): void;
}

/** A session on a run whose lease was just taken. `paged` are the entries in its pages. */
export function createRunSession(
  kept: Pick<Kept, 'runs' | 'approvals' | 'values' | 'clock'>,
  run: RunningRun,
  paged: readonly Entry[],
  lease: Lease,
): RunSession {
  const entries = new Map([...paged, ...run.tail].map((entry) => [entryName(entry), entry]));
  const loose = new Set(run.loose);
  let wasLoose = loose.size > 0;
  const {
    add: write,
    saveSteps,
    ...writer
  } = createSnapshotWriter(
    kept,
    run,
    paged,
    () => ({ epoch: lease.epoch, loose: wasLoose ? [...loose] : undefined }),
    (entry) => entries.set(entryName(entry), entry),
  );
  const dropped = new Set<string>();
  /** What the body needs no answer to any more is asked no more, once what it goes by is durable. */
  const endDropped = async () => {
    const asks = asksOf(run.waits ?? []).filter(({ key }) => dropped.delete(key));
    await Promise.all(asks.map((ask) => endAsk(kept, run, ask, supersede)));
  };
  const add = (entry: Entry) => {
    entries.set(entryName(entry), entry);
    write(entry);
  };
  const session: RunSession = {
    ...writer,
    entries,
    loose,
    succeeded(entry) {
      loose.delete(entry.key);
      add(entry);
    },
    superseded: add,
    dropped(key) {
      dropped.add(key);
    },
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
    inFull: (text) => inFull(kept.values, run.runId, text),
    async beforeEffect() {
      if (!(await saveSteps()) || !lease.holds()) return 'fenced';
      await endDropped();
      if (!lease.timeIsUp()) return 'go';
      await lease.drop(); // no renewal may come after the hand-over
      return 'hand-over';
    },
  };
  return session;
}
