/** The workflow state store as applications use it: saves and loads snapshots, and finds the runs that are not over. */

import { createSystemClock } from '../adapters/system/clock.ts';
import { RunId } from '../domain/ids.ts';
import { parseInput } from '../domain/parse-input.ts';
import type { Run, RunStatus, WaitingRun } from '../domain/run.ts';
import { NEVER, restore } from '../domain/run-moves.ts';
import type { Entry } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { bytesOf, encode } from '../domain/value.ts';
import { deserializeResumeState, type ResumeState } from '../engine/resume-state.ts';
import { checkName } from '../engine/workflow.ts';
import { CountersignError } from '../errors.ts';
import type { ApprovalStore as ApprovalStorePort } from '../ports/approval-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page } from '../ports/page.ts';
import type { ValueStore } from '../ports/value-store.ts';
import type { RunFilter, WorkflowStateStore as WorkflowStateStorePort } from '../ports/workflow-state-store.ts';
import { markForReview } from '../use-cases/operate-run.ts';
import { fitForRecord, inFull } from '../use-cases/outside-values.ts';
import { pagedEntries } from '../use-cases/paged-entries.ts';
import { type Follow, observedRuns } from './observed.ts';

/** A run in a list. Times are ISO 8601. */
export interface RunSummary {
  id: string;
  workflow: string;
  status: RunStatus;
  updatedAt: string;
}

/** Which runs to list. */
export interface RunQuery {
  workflow?: string | undefined;
  status?: RunFilter['status'];
  /** At most 200 (default 50). */
  limit?: number | undefined;
  /** Where the page before ended. */
  cursor?: string | undefined;
}

/** Runs and what they remember, for applications. */
export interface WorkflowStateStore {
  /**
   * Keeps what a run remembers under an id, in the place of what is there; `run-busy` where somebody drives that run.
   *
   * @example await store.save(orderId, collector.getResumeState());
   */
  save(id: string, state: ResumeState, options?: { workflow?: string }): Promise<void>;
  /** What a run remembers; undefined where there is none. */
  load(id: string): Promise<ResumeState | undefined>;
  /** Removes a run and what it remembers. */
  delete(id: string): Promise<void>;
  /** A page of runs, newest first. */
  list(query?: RunQuery): Promise<Page<RunSummary>>;
  /** The runs that are running or waiting: what a process that starts has to look at. `cursor` is where the next page begins. */
  findIncomplete(query?: Pick<RunQuery, 'limit' | 'cursor'>): Promise<RunSummary[] & { cursor?: string }>;
  /** Stops a run for a person to look at, who may retry it. Throws `run-unknown`, `run-finished`. */
  markForReview(id: string, error: unknown): Promise<void>;
  /** What keeps the runs. */
  readonly port: WorkflowStateStorePort;
  /** What keeps the values that are too large for a record. */
  readonly values: ValueStore;
  /** Has the store's changes followed. An orchestrator does this with its stores. */
  connect(connection: { follow: Follow }): void;
}

const MOST_LISTED = 200;

/**
 * A workflow state store over a port: for a database of one's own. `approvals` are those that its runs ask, where they are kept as well.
 *
 * @example const workflowStateStore = createWorkflowStateStore(portOverMyDatabase);
 */
export function createWorkflowStateStore(
  port: WorkflowStateStorePort,
  {
    clock = createSystemClock(),
    approvals,
    values = NOWHERE,
  }: { clock?: Clock; approvals?: Pick<ApprovalStorePort, 'removeOfRun'>; values?: ValueStore } = {},
): WorkflowStateStore {
  const connections: { follow: Follow }[] = [];
  const runs = observedRuns(port, async (change) => {
    await Promise.all(connections.map(({ follow }) => follow(change)));
  });
  const list = async ({ workflow, status, limit = 50, cursor }: RunQuery = {}): Promise<Page<RunSummary>> => {
    const page = { limit: Math.min(Math.max(limit, 1), MOST_LISTED), cursor };
    const found = await runs.list({ workflow, status }, page);
    return { ...found, items: found.items.map(summaryOf) };
  };
  return {
    async save(id, given, { workflow = 'workflow' } = {}) {
      parseInput(RunId, id);
      checkName('save', 'workflow', workflow);
      const { entries, waits, loose } = deserializeResumeState(given);
      const tail = await Promise.all(entries.map((entry) => fitted(values, id, entry)));
      const outside = tail.some((entry, i) => entry !== entries[i]);
      const snapshot = { tail, waits, ...(loose && { loose }), ...(outside && { outside: true as const }) };
      refuseLarge(id, snapshot);
      const now = timeOf(clock.now());
      const { created } = await port.create({ ...newRecord(id, workflow, now), ...snapshot });
      if (created) return;
      const moved = await port.move(id, restore(snapshot, now));
      if (!moved.done) throw busy(id);
    },
    async load(id) {
      const run = await runs.load(id);
      return run && resumeStateOf(runs, run, values);
    },
    async delete(id) {
      await runs.remove(id);
      await approvals?.removeOfRun(id);
      await values.removeOfRun(id);
    },
    list,
    async findIncomplete(query = {}) {
      const { items, cursor } = await list({ ...query, status: 'incomplete' });
      return Object.assign(items, cursor !== undefined && { cursor });
    },
    markForReview: (id, error) => markForReview({ runs, clock }, id, error),
    port,
    values,
    connect(connection) {
      connections.push(connection);
    },
  };
}

/** The most that is saved under one id, in bytes of JSON: what one record of a database holds. */
const MOST_SAVED = 300_000;

function refuseLarge(id: string, snapshot: object): void {
  const size = bytesOf(JSON.stringify(snapshot));
  if (size <= MOST_SAVED) return;
  throw new CountersignError(
    'value-not-kept',
    `What "${id}" remembers takes ${size} bytes; at most ${MOST_SAVED} are saved. Return less from its steps, and say where the rest is.`,
  );
}

async function fitted(values: ValueStore, runId: string, entry: Entry): Promise<Entry> {
  if (entry.kind !== 'step') return entry;
  const value = await fitForRecord(values, runId, entry.value);
  return value === entry.value ? entry : { ...entry, value };
}

/** Where no store for large values is given, none is kept. */
const NOWHERE: ValueStore = {
  async put() {
    throw new CountersignError(
      'value-not-kept',
      'A value is larger than a record holds (100 KB), and no store for such values is given: hand the workflow state store values: createS3ValueStore(…) or createFileValueStore(…).',
    );
  },
  get: async () => undefined,
  removeOfRun: async () => {},
};

const summaryOf = ({ runId: id, workflow, status, updatedAt }: Run): RunSummary => ({
  id,
  workflow,
  status,
  updatedAt,
});

const busy = (id: string): CountersignError =>
  new CountersignError('run-busy', `Run "${id}" is being driven; what it remembers is saved by its runner.`);

/** A run that its owner keeps here and drives elsewhere. */
const newRecord = (runId: string, workflow: string, now: string): Omit<WaitingRun, 'tail'> => ({
  ...{ runId, workflow, version: '1', input: encode(undefined, 'input'), createdAt: now, updatedAt: now },
  ...{ status: 'waiting', epoch: 1, wake: 0, leases: 0, pages: 0, waits: [], due: { list: 'due', at: NEVER } },
});

/** What a run remembers, in its record and in its pages. */
export async function resumeStateOf(
  runs: Pick<WorkflowStateStorePort, 'loadPages'>,
  run: Run,
  values: ValueStore,
): Promise<ResumeState> {
  const paged = await pagedEntries(runs, run);
  const { runId, tail, waits = [], loose } = run;
  const entries: Entry[] = [];
  for (const entry of [...paged, ...tail])
    entries.push(entry.kind === 'step' ? { ...entry, value: await inFull(values, runId, entry.value) } : entry);
  return { runId, entries, waits, ...(loose && { loose }) };
}
