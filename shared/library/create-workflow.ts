/** `createWorkflow`: runs a body in this process, over a state that the caller keeps; the same engine as everywhere. */
import { createSystemClock } from '../adapters/system/clock.ts';
import { openApproval, PendingApproval } from '../domain/approval.ts';
import { expire, isOverdue } from '../domain/approval-moves.ts';
import type { Settlement } from '../domain/decision.ts';
import { newRunId } from '../domain/ids.ts';
import { applied } from '../domain/move.ts';
import { type ApprovalEntry, type Entry, entryName } from '../domain/snapshot.ts';
import { earliest, type Time, timeOf } from '../domain/time.ts';
import { asksOf, type Wait } from '../domain/wait.ts';
import type { ApprovalError } from '../engine/approval-step.ts';
import type { Approve } from '../engine/approve.ts';
import { pendingOf } from '../engine/ask-people.ts';
import type { WorkflowEvent } from '../engine/events.ts';
import { execute, type Outcome, pathChanged, recordAltered, type Tools } from '../engine/execute.ts';
import type { Plan } from '../engine/execution.ts';
import { type ApprovalExpired, causeOf, errorOf, type Failure, UnexpectedError } from '../engine/failures.ts';
import { type ErrorIn, ok, type Result, type Unwrapped } from '../engine/result.ts';
import { deserializeResumeState, emptyState, type ResumeState } from '../engine/resume-state.ts';
import type { Step } from '../engine/step.ts';
import { checkName, type RunContext, type Workflow } from '../engine/workflow.ts';
import type { Clock } from '../ports/clock.ts';
import { failed } from './run-result.ts';

/** What a workflow's body calls, by name. */
export type Deps = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Every error that one of these may return. */
export type ErrorOfDeps<D> = {
  [Name in keyof D]: D[Name] extends (...args: never[]) => infer R ? ErrorIn<Awaited<R>> : never;
}[keyof D];

/** Every error that a run gives back: what the deps and the body may return, what approvals end with, and what was thrown. */
export type RunErrorOf<D, R = never> = ErrorOfDeps<D> | ErrorIn<R> | ApprovalError | ApprovalExpired | UnexpectedError;

/** What a run gives back. */
export type RunResult<D, R> = Result<Unwrapped<R>, RunErrorOf<D, R>>;

/** What a body is given. */
export interface InlineBodyArgs<D, Input> {
  step: Step<ErrorOfDeps<D> | ApprovalError | ApprovalExpired | UnexpectedError>;
  approval: Approve;
  deps: D;
  input: Input;
  ctx: RunContext;
}

/** What a run starts from, and whom it tells. Given to `createWorkflow` they hold for every run; those given to `run` win. */
export interface WorkflowOptions<Input = undefined> {
  /** What an earlier execution of the run remembered. */
  resumeState?: ResumeState | undefined;
  /** Is told of everything that happens. */
  onEvent?: ((event: WorkflowEvent) => void) | undefined;
  /** Handed to the body. */
  input?: Input;
  /** Ends the run before its next step, and aborts the steps at work. */
  signal?: AbortSignal | undefined;
  /** Where time comes from (default: the machine's). */
  clock?: Clock | undefined;
}

/** A workflow that is run in this process. */
export interface InlineWorkflow<D = Deps, Input = undefined> {
  readonly name: string;
  readonly deps: D;
  readonly options: WorkflowOptions<Input>;
  /**
   * Runs the body as far as it goes. Gives back its value; or the error of the step that failed, `PENDING_APPROVAL` where it
   * waits for people (run it again with the collected state), what an approval ended with, or an `UnexpectedError` whose
   * `cause` was thrown. Never throws for what the workflow did.
   *
   * @example const result = await workflow.run(async ({ step, deps }) => step('pay', () => deps.pay(order)), { resumeState });
   */
  run<R, RunInput = Input>(
    body: (args: InlineBodyArgs<D, RunInput>) => Promise<R> | R,
    options?: WorkflowOptions<RunInput>,
  ): Promise<RunResult<D, R>>;
}

/** What a run needs that it is not given. */
const VERSION = '1';

/**
 * A workflow whose runs the caller keeps: collect the state, save it, and run it again. `deps` are the functions that the
 * body calls; their errors are the errors of `run`. `invalid-workflow` where the name is not sound.
 *
 * @example
 * const workflow = createWorkflow('refund', { calculateRefund, processRefund }, { onEvent: collector.handleEvent });
 */
export function createWorkflow<const D extends Deps = Record<never, never>, Input = undefined>(
  name: string,
  deps: D = {} as D, // absent only where D is none
  options: WorkflowOptions<Input> = {},
): InlineWorkflow<D, Input> {
  checkName('createWorkflow', 'name', name);
  return {
    ...{ name, deps, options },
    run: (body, runOptions = {}) =>
      runInline(name, over<unknown>(options, runOptions), (tools, ctx, input) =>
        body(bodyArgs(tools, deps, input, ctx)),
      ) as Promise<RunResult<D, never>>, // as in `bodyArgs`
  };
}

/** The body as a workflow that is kept by its name, with what its events are told to. */
export function definitionOf<D, Input>(
  { name, deps, options: { onEvent } }: InlineWorkflow<D, Input>,
  body: (args: InlineBodyArgs<D, never>) => unknown,
): Workflow & { onEvent?: (event: WorkflowEvent) => void } {
  return {
    ...{ name, version: VERSION },
    parse: async (input) => input,
    body: async (tools, input, ctx) => body(bodyArgs(tools, deps, input, ctx)),
    ...(onEvent && { onEvent }),
  };
}

/** The engine carries values and errors of any type; the types of the workflow say which they are. */
const bodyArgs = <D>(tools: Tools, deps: D, input: unknown, ctx: RunContext): InlineBodyArgs<D, never> => ({
  ...(tools as Pick<InlineBodyArgs<D, never>, 'step' | 'approval'>),
  ...{ deps, ctx },
  input: input as never,
});

type OnEvent = WorkflowOptions['onEvent'];

/** Tells both; what the one throws does not keep the other from hearing. */
export const both = (one: OnEvent, other: OnEvent): OnEvent => {
  if (!one || !other) return one ?? other;
  return (event) => {
    try {
      return one(event);
    } finally {
      other(event);
    }
  };
};

/** The options of a run over those of its workflow; one that is there and undefined is not given. */
const over = <Input>(options: WorkflowOptions<Input>, ofRun: WorkflowOptions<Input>): WorkflowOptions<Input> => ({
  ...options,
  ...Object.fromEntries(Object.entries(ofRun).filter(([, value]) => value !== undefined)),
  onEvent: both(options.onEvent, ofRun.onEvent),
});

type Body = (tools: Tools, ctx: RunContext, input: unknown) => unknown;

async function runInline(
  workflow: string,
  { resumeState, onEvent, input, signal, clock = createSystemClock() }: WorkflowOptions<unknown>,
  body: Body,
): Promise<Result<unknown, unknown>> {
  const state = resumeState ? deserializeResumeState(resumeState) : emptyState();
  const runId = state.runId ?? newRunId(clock.now());
  const entries = new Map(state.entries.map((entry) => [entryName(entry), entry]));
  const ctx = { runId, workflow, version: VERSION, startedBy: undefined, now: () => clock.now() };
  let { waits } = state;
  for (const entry of expired(state, clock)) entries.set(entryName(entry), entry);
  while (true) {
    const plan: Plan = {
      runId,
      workflow,
      version: VERSION,
      entries,
      waits,
      mayDiffer: true,
      epoch: 0,
      clock,
      journal: journalOver(entries, signal),
      random: Math.random,
      onEvent,
      signal,
    };
    const outcome = await execute(plan, (tools) => body(tools, ctx, input));
    if (!(outcome.kind === 'paused' && onlyTime(outcome.waits))) return resultOf(outcome, signal);
    waits = outcome.waits;
    await clock.sleep(msUntilNext(waits, clock), signal);
    if (signal?.aborted) return resultOf({ kind: 'stopped', why: 'fenced' }, signal);
  }
}

/** What this process remembers is as durable as the process. */
const journalOver = (entries: Map<string, Entry>, signal: AbortSignal | undefined): Plan['journal'] => ({
  beforeEffect: async () => (signal?.aborted ? 'fenced' : 'go'),
  succeeded: (entry) => entries.set(entryName(entry), entry),
  superseded: (entry) => entries.set(entryName(entry), entry),
  inFull: async (text) => text,
  dropped: () => {},
  loosen: () => {}, // a state that the caller keeps may be run by any body
});

/** What nobody decided in time: no store is there to say so. */
function expired({ waits, entries }: ResumeState, clock: Clock): ApprovalEntry[] {
  const now = timeOf(clock.now());
  const timed = asksOf(waits).filter(({ expiresAt }) => expiresAt !== undefined);
  const open = timed.filter(({ digest }) => !entries.some((entry) => isAnswer(entry, digest)));
  return open.flatMap((ask) => {
    const approval = openApproval(ask, { runId: 'inline', workflow: '', version: '' });
    const settlement = settlementAt(approval, now);
    return settlement ? [{ kind: 'approval' as const, key: ask.key, epoch: ask.epoch, settlement }] : [];
  });
}

/** How time alone ends an approval, if it does; nobody is here whom it could be escalated to. */
function settlementAt(approval: PendingApproval, now: Time): Settlement | undefined {
  if (!isOverdue(approval, now)) return undefined;
  const move = expire(approval);
  return move.set.settlement ?? settlementAt(PendingApproval.parse(applied(move, approval)), now);
}

const isAnswer = (entry: Entry, digest: string): boolean =>
  entry.kind === 'approval' && entry.settlement.digest === digest;

/** A body that waits for time alone is waited with: nobody else would go on with it. */
const onlyTime = (waits: readonly Wait[]): boolean => waits.length > 0 && asksOf(waits).length === 0;

function msUntilNext(waits: readonly Wait[], clock: Clock): number {
  const next = earliest(waits.map((wait) => (wait.kind === 'time' ? wait.until : undefined)));
  return next === undefined ? 0 : Math.max(0, Date.parse(next) - clock.now().getTime());
}

function failedBy(failure: Failure): Result<unknown, unknown> {
  const error = errorOf(failure);
  const cause = causeOf(failure, error);
  return { ok: false, error, ...(cause !== undefined && { cause }) };
}

function resultOf(outcome: Outcome, signal: AbortSignal | undefined): Result<unknown, unknown> {
  switch (outcome.kind) {
    case 'completed':
      return ok(outcome.value);
    case 'failed':
      return failedBy(outcome);
    case 'diverged':
      return failed(new UnexpectedError(pathChanged(outcome)));
    case 'altered':
      return failed(new UnexpectedError(recordAltered(outcome.key)));
    case 'stopped':
      return failed(new UnexpectedError(signal?.reason ?? new Error('The run was aborted.')));
    case 'paused': {
      const [ask] = asksOf(outcome.waits);
      return failed(
        ask ? pendingOf(ask) : new UnexpectedError(new Error('The body awaits something that never comes.')),
      );
    }
  }
}
