/** Keeps runs and their snapshots. */
import type { Move, Moved } from '../domain/move.ts';
import type { Run, RunFields, RunningRun, RunStatus, WaitingRun } from '../domain/run.ts';
import type { Entry } from '../domain/snapshot.ts';
import type { Time } from '../domain/time.ts';
import type { Page, PageRequest } from './page.ts';

/** A run that the sweep has to look at, and since when. */
export interface DueRun {
  runId: string;
  at: Time;
}

/** One of `of` parts of what is due, which make up the whole: no run is in two of them. */
export interface DuePart {
  /** From 0. */
  readonly number: number;
  readonly of: number;
}

export interface DueRequest extends PageRequest {
  /** Default: the whole. */
  readonly part?: DuePart | undefined;
}

export interface RunFilter {
  workflow?: string | undefined;
  /** `incomplete`: running or waiting. */
  status?: RunStatus | 'incomplete' | undefined;
}

/** True for a run that a filter lets through. */
export const isWanted = (run: Pick<Run, 'workflow' | 'status'>, { workflow, status }: RunFilter): boolean =>
  (workflow === undefined || run.workflow === workflow) &&
  (status === undefined || run.status === status || (status === 'incomplete' && isIncomplete(run)));

const isIncomplete = ({ status }: Pick<Run, 'status'>): boolean => status === 'running' || status === 'waiting';

/** Keeps runs and their snapshots: what a database has to offer. Every read but `list` sees every write that was answered before it (strongly consistent). */
export interface WorkflowStateStore {
  /** Keeps the run, unless one has its id: then that one is handed back. */
  create(run: RunningRun | WaitingRun): Promise<{ created: boolean; run: Run }>;
  load(runId: string): Promise<Run | undefined>;
  /** One conditional write; the losing writer is handed the run that is there. */
  move(runId: string, move: Move<RunFields>): Promise<Moved<Run>>;
  /** Freezes entries as page `page` (from 0) of an edition. The same page is only ever written with the same entries. */
  savePage(runId: string, page: number, entries: readonly Entry[], edition?: number): Promise<void>;
  loadPages(runId: string, pages: number, edition?: number): Promise<Entry[]>;
  /** Runs due until `until`, soonest first; costs what is due, not what is kept. Rejects where a part of them could not be found (I8). */
  due(until: Time, request: DueRequest): Promise<Page<DueRun>>;
  /**
   * Newest first. `status` filters the page, but `waiting`, `incomplete`, `failed` and `needs-review` are found however old
   * (waiting and incomplete ones by their next due time).
   */
  list(filter: RunFilter, page: PageRequest): Promise<Page<Run>>;
  /** Removes the pages of a run whose record is gone. */
  removePages(runId: string): Promise<void>;
  /** Removes a run: its record and its pages. */
  remove(runId: string): Promise<void>;
}
