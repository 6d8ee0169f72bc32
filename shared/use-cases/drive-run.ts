/** Drives a run that this runner holds, until it ends, parks, is handed over or is lost. */
import { nextEventAt } from '../domain/approval.ts';
import type { Moved } from '../domain/move.ts';
import { MOST_VALUE } from '../domain/outside.ts';
import type { Run, RunError, RunningRun } from '../domain/run.ts';
import { type Ending, end, handOver, LONGEST_UNSEEN, letGo, park } from '../domain/run-moves.ts';
import { type ApprovalEntry, type Entry, entryName } from '../domain/snapshot.ts';
import { earliest, later, timeOf } from '../domain/time.ts';
import { decode, type Encoded, encode } from '../domain/value.ts';
import { asksOf, type Wait } from '../domain/wait.ts';
import { execute, type Outcome, pathChanged, recordAltered } from '../engine/execute.ts';
import { errorOf, type Failure, runErrorOf } from '../engine/failures.ts';
import type { Divergence } from '../engine/replay.ts';
import type { Workflow } from '../engine/workflow.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import { holdLease, type Lease, type LeaseTerms } from './lease.ts';
import { migrateRun } from './migrate-run.ts';
import { pagedEntries } from './paged-entries.ts';
import { createRunSession, type RunSession } from './run-session.ts';
import type { Runner } from './runner.ts';
import { withSeal } from './seal-run.ts';
import { ttlOf } from './system.ts';

/** A run whose lease was just taken, and what its taker knows. */
export interface HeldRun {
  run: RunningRun;
  /** The settlement that woke the run. */
  settled?: ApprovalEntry;
  /** True where approvals may have been settled that the taker was not told of: they are read (strongly) first. */
  mayHaveMissed: boolean;
}

/** A run that this often loses its runner before it gets on is marked for review. */
export const MOST_RECOVERIES = 5;

/** The largest error, in bytes, that is kept as it is. */
const MOST_ERROR = 100_000;

/** Drives the run as far as it goes, and hands it back as it was left; undefined where it was lost to another runner. */
export async function driveRun(runner: Runner, held: HeldRun, terms: LeaseTerms): Promise<Run | undefined> {
  const startedAt = runner.clock.now().getTime();
  const left = await driveOn(runner, held, terms);
  const { runId, workflow } = held.run;
  const stepKey = left && 'error' in left ? left.error.stepKey : undefined;
  const about = { runId, workflow, status: left?.status, stepKey, ms: runner.clock.now().getTime() - startedAt };
  runner.log.info(
    left ? 'The run was driven.' : 'The run was driven, and is with another runner or was cancelled.',
    about,
  );
  if (left?.status === 'waiting') runner.meter.count({ RunsWaiting: 1 }, { at: left.updatedAt, workflow, runId });
  return left;
}

async function driveOn(runner: Runner, held: HeldRun, terms: LeaseTerms): Promise<Run | undefined> {
  const { run } = held;
  const lease = holdLease(runner, run, terms);
  try {
    const review = (error: RunError) =>
      finish(runner, held, createRunSession(runner, run, [], lease), { status: 'needs-review', error });
    if (run.leases > MOST_RECOVERIES + 1) return await review(TOO_MANY_RECOVERIES);
    const workflow = runner.workflows.find(run.workflow, run.version);
    if (workflow) return await driveIn(runner, held, workflow, lease);
    const successor = runner.workflows.successor(run.workflow, run.version);
    if (!successor) return await review(workflowMissing(run));
    const migrated = await migrateRun(runner, run, successor);
    if (!migrated) return undefined;
    if ('code' in migrated) return await review(migrated);
    return await driveIn(runner, { ...held, run: migrated }, successor.workflow, lease);
  } catch (error) {
    // Not the workflow failed but what keeps it: another runner is to try soon, and not only when the lease is over.
    await lease.drop();
    await runner.runs.move(run.runId, letGo(run, timeOf(runner.clock.now()))).catch(() => {});
    throw error;
  } finally {
    await lease.drop();
  }
}

/** Drives a run in the version that it is in. */
async function driveIn(runner: Runner, held: HeldRun, workflow: Workflow, lease: Lease): Promise<Run | undefined> {
  const { run } = held;
  const session = createRunSession(runner, run, await pagedEntries(runner.runs, run), lease);
  try {
    return await goOn(runner, held, session, workflow);
  } catch (error) {
    // More than a record holds will be no less at the next try: the run fails, without what could not be saved.
    if (!isCountersignError(error, 'value-not-kept')) throw error;
    session.dropUnsaved();
    return finish(runner, held, session, failedBy({ thrown: error, wasReturned: false }));
  }
}

async function goOn(runner: Runner, held: HeldRun, session: RunSession, workflow: Workflow): Promise<Run | undefined> {
  if (held.settled) session.learn(held.settled);
  const input = await session.inFull(held.run.input);
  let wakeSeen = held.run.wake;
  for (let mustRead = held.mayHaveMissed; ; mustRead = true) {
    if (mustRead) session.learnFrom(await runner.approvals.ofRun(held.run.runId));
    const outcome = await runOnce(runner, held.run, session, workflow, input);
    if (outcome.kind === 'stopped') {
      return outcome.why === 'hand-over' ? leftBy(await session.save(handOver)) : undefined;
    }
    if (outcome.kind !== 'paused' || outcome.waits.length === 0)
      return finish(runner, held, session, endingOf(held.run, outcome));
    const waits = await session.fittedWaits(outcome.waits);
    const parked = await session.save((hold) => park(hold, wakeSeen, waits, dueAt(runner, waits)));
    if (parked.done) return parked.after;
    const { present } = parked;
    // I2: a wake-up came that this runner has not seen. It still has the run, so it looks again; else it leaves.
    if (present?.status !== 'running' || present.epoch !== held.run.epoch) return undefined;
    wakeSeen = present.wake;
  }
}

function runOnce(
  runner: Runner,
  run: RunningRun,
  session: RunSession,
  workflow: Workflow,
  input: Encoded,
): Promise<Outcome> {
  const { runId, version, startedBy } = run;
  const { clock } = runner;
  const plan = {
    ...{ runId, workflow: run.workflow, version, formerly: run.formerly, epoch: run.epoch, clock },
    entries: session.entries as ReadonlyMap<string, Entry>,
    waits: run.waits ?? [],
    loose: [...session.loose],
    journal: session,
    startedBy,
    members: (group: string) => runner.directory.members(group),
    random: Math.random,
    onEvent: runner.onEvent,
  };
  const ctx = { runId, workflow: run.workflow, version, startedBy, now: () => clock.now() };
  return execute(plan, (tools) => workflow.body(tools, decode(input), ctx));
}

function endingOf(run: Run, outcome: Exclude<Outcome, { kind: 'stopped' }>): Ending {
  if (outcome.kind === 'diverged') return reviewOf(run, outcome);
  if (outcome.kind === 'altered') return alteredOf(outcome.key);
  if (outcome.kind === 'paused') return failedBy(NEVER_COMES);
  if (outcome.kind === 'failed') return failedBy(outcome);
  try {
    return { status: 'completed', result: encode(outcome.value, 'The result of the workflow', MOST_VALUE) };
  } catch (error) {
    return failedBy({ thrown: error, wasReturned: false });
  }
}

function failedBy(failure: Failure): Ending {
  const thrown = keptOrNot(errorOf(failure));
  return { status: 'failed', error: runErrorOf(failure), ...(thrown !== undefined && { thrown }) };
}

/** An error may be anything; what cannot be kept of it is told in words alone. */
function keptOrNot(error: unknown): string | undefined {
  try {
    return encode(error, 'The error of the run', MOST_ERROR);
  } catch {
    return undefined;
  }
}

async function finish(runner: Runner, { run }: HeldRun, session: RunSession, ending: Ending): Promise<Run | undefined> {
  const open = (run.waits ?? []).filter((wait) => !isOver(session, wait));
  const fitted = ending.status === 'completed' ? { ...ending, result: await session.fitted(ending.result) } : ending;
  return leftBy(
    await session.save((hold, frozen) => withSeal(runner, run, frozen, end(hold, fitted, open, ttlOf(runner)))),
  );
}

const leftBy = (moved: Moved<Run>): Run | undefined => (moved.done ? moved.after : undefined);

function isOver({ entries }: RunSession, wait: Wait): boolean {
  if (wait.kind === 'time') return entries.has(entryName({ kind: 'step', key: wait.key }));
  const entry = entries.get(entryName({ kind: 'approval', key: wait.ask.key }));
  return entry?.kind === 'approval' && entry.epoch >= wait.ask.epoch;
}

/** When the sweep has to look at a run that waits for these: at the next thing that time brings, and at least once a day. */
function dueAt({ clock }: Runner, waits: readonly Wait[]): string {
  const now = timeOf(clock.now());
  const times = waits.map((wait) => (wait.kind === 'time' ? wait.until : undefined));
  return earliest([later(now, LONGEST_UNSEEN), ...times, ...asksOf(waits).map(nextEventAt)]) ?? now;
}

/** I8: no run hangs on nothing, such as on the answer to what it asks no more. */
const NEVER_COMES: Failure = {
  thrown: new CountersignError(
    'invalid-workflow',
    'The body awaits something that never comes: no step, no approval and no sleep is open. After firstOf, only the answer that came first is there.',
  ),
  wasReturned: false,
};

const TOO_MANY_RECOVERIES: RunError = {
  code: 'recovery-limit',
  message: `The run lost its runner ${MOST_RECOVERIES} times at the same place. Find out what ends the process there, then retry the run.`,
};

/** The two ways out for a run that the present code does not fit. */
const waysOut = ({ workflow, version }: Run): string =>
  `Register the code that the run began with as version ${version} of ${workflow}, beside the new one under another version; or declare in the new one what becomes of it: migrate: { '${version}': (snapshot) => … }. Then retry the run.`;

const reviewOf = (run: Run, divergence: Divergence): Ending => {
  const { code, message } = pathChanged(divergence);
  return { status: 'needs-review', error: { code, message: `${message} ${waysOut(run)}` } };
};

const alteredOf = (key: string): Ending => {
  const { code, message } = recordAltered(key);
  const wayOut = 'Find out who altered it; then put the record back and retry the run, or cancel it.';
  return { status: 'needs-review', error: { code, message: `${message} ${wayOut}`, approvalKey: key } };
};

const workflowMissing = (run: Run): RunError => ({
  code: 'workflow-unknown',
  message: `Nothing here runs ${run.workflow} in version ${run.version}. ${waysOut(run)}`,
});
