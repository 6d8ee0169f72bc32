/** Brings a run into another version of its workflow, as that version declares. */
import type { Run, RunError, RunningRun } from '../domain/run.ts';
import { migrate as migrateMove } from '../domain/run-moves.ts';
import { type Entry, fillsPage } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { deserializeResumeState, type ResumeState } from '../engine/resume-state.ts';
import type { Successor } from '../engine/workflow.ts';
import { pagedEntries } from './paged-entries.ts';
import type { Kept } from './system.ts';

/** What the run remembers, for the version that it is to go on in. Throws what the migration throws, and `invalid-input` for what is none. */
export async function migrated(runs: Kept['runs'], run: Run, { migrate }: Successor): Promise<ResumeState> {
  const { runId, waits = [], loose } = run;
  const entries = [...(await pagedEntries(runs, run)), ...run.tail];
  return deserializeResumeState(await migrate({ runId, entries, waits, ...(loose && { loose }) }));
}

/** The run in its new version; undefined where it was lost to another runner; why it needs review where the migration failed. */
export async function migrateRun(
  { runs, clock }: Pick<Kept, 'runs' | 'clock'>,
  run: RunningRun,
  successor: Successor,
): Promise<RunningRun | RunError | undefined> {
  const { version } = successor.workflow;
  let state: ResumeState;
  try {
    state = await migrated(runs, run, successor);
  } catch (error) {
    return migrationFailed(run, successor, error);
  }
  const edition = run.epoch; // what another runner may write meanwhile has another name
  const { pages, tail } = inPages(state.entries);
  await Promise.all(pages.map((entries, page) => runs.savePage(run.runId, page, entries, edition)));
  const { epoch } = run;
  const hold = { epoch, pages: pages.length, tail, loose: state.loose ?? [], now: timeOf(clock.now()) };
  const formerly = [...(run.formerly ?? []), run.version];
  const moved = await runs.move(run.runId, migrateMove(hold, { version, formerly, edition, waits: state.waits }));
  return moved.done && moved.after.status === 'running' ? moved.after : undefined;
}

function inPages(entries: readonly Entry[]): { pages: Entry[][]; tail: Entry[] } {
  const pages: Entry[][] = [];
  let tail: Entry[] = [];
  for (const entry of entries) {
    tail.push(entry);
    if (!fillsPage(tail)) continue;
    pages.push(tail);
    tail = [];
  }
  return { pages, tail };
}

/** Why a run needs review whose migration threw, or gave back what is no snapshot. */
export function migrationFailed(
  { workflow, version }: Run,
  { workflow: { version: to } }: Successor,
  error: unknown,
): RunError {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The migration of ${workflow} from version ${version} to ${to} failed: ${why} Mend it, or register version ${version} beside ${to}; then retry the run.`;
  return { code: 'migration-failed', message };
}
