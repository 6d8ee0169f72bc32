/** `createHITLOrchestrator`: the use cases that the functions call, for a process of one's own. */
import { createClaimsDirectory } from '../adapters/directory/claims-directory.ts';
import { createMemoryMeter } from '../adapters/memory/meter.ts';
import { createMemorySigner } from '../adapters/memory/signer.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import { createConsoleLog } from '../adapters/system/console-log.ts';
import { newRunId } from '../domain/ids.ts';
import type { RunView } from '../domain/run-view.ts';
import type { WorkflowEvent } from '../engine/events.ts';
import type { Result, Unwrapped } from '../engine/result.ts';
import type { ResumeState } from '../engine/resume-state.ts';
import { delayAfter, type RetryPolicy } from '../engine/retry.ts';
import type { Workflow } from '../engine/workflow.ts';
import type { CountersignError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { NotificationChannel } from '../ports/notification-channel.ts';
import type { Page } from '../ports/page.ts';
import type { Signer } from '../ports/signer.ts';
import type { RunFilter } from '../ports/workflow-state-store.ts';
import { cancelRun } from '../use-cases/operate-run.ts';
import { listRuns, readRun } from '../use-cases/read-run.ts';
import { type Swept, sweep } from '../use-cases/sweep.ts';
import { type ApprovalStore, actorOf } from './approval-store.ts';
import {
  type Deps,
  definitionOf,
  type InlineBodyArgs,
  type InlineWorkflow,
  type RunErrorOf,
} from './create-workflow.ts';
import { createDecisionVerbs, type DecisionVerbs } from './decision-verbs.ts';
import { createFollower, type Undelivered } from './follower.ts';
import { createKeptRuns } from './kept-runs.ts';
import { observedApprovals, observedRuns } from './observed.ts';
import type { PendingTime } from './run-result.ts';
import type { WorkflowStateStore } from './workflow-state-store.ts';

/** What an orchestrator works with. */
export interface OrchestratorOptions<D, Input> {
  approvalStore: ApprovalStore;
  workflowStateStore: WorkflowStateStore;
  /** Makes the workflow whose deps the bodies are given; handed what the run remembers. */
  createWorkflow?: (resumeState: ResumeState | undefined) => InlineWorkflow<D, Input>;
  /** Workflows by name, so that this process goes on with runs that another one started. */
  workflows?: readonly Workflow[];
  /** Tells people; one that fails is tried again, and does no harm. */
  notificationChannel?: NotificationChannel;
  /** Whether a decision also goes on with the run (default false: `resume` does). */
  autoResume?: boolean;
  onEvent?: (event: WorkflowEvent) => void;
  /** Where time comes from (default: the machine's). */
  clock?: Clock;
  /** Where people see more and act, for the links in notices, without a slash at the end (default `http://localhost:3000`). */
  publicUrl?: string;
  /** How long a finished run may be removed after, in days (default 90). */
  retentionDays?: number;
  /** What signs the records of runs (default: a key that goes with this process; see `createSigner`). */
  signer?: Signer;
}

/** Every error that an orchestrated run gives back; a `CountersignError` says by its code that it could not be driven. */
export type OrchestratedError<D, R = never> = RunErrorOf<D, R> | PendingTime | CountersignError;

/** What a run is started with. */
export interface StartOptions<Input> {
  /** The run's id; the same start again gives the same run. Default: a new one. */
  workflowId?: string | undefined;
  input?: Input;
  startedBy?: string | undefined;
}

/** Runs that wait for people, over two stores. Decisions record; `resume` goes on. */
export interface HITLOrchestrator<D = Deps, Input = undefined> extends DecisionVerbs {
  /** Starts a run and drives it to its first pause, or to its end. */
  start<R, RunInput = Input>(
    body: (args: InlineBodyArgs<D, RunInput>) => Promise<R> | R,
    options?: StartOptions<RunInput>,
  ): Promise<{ runId: string; result: Result<Unwrapped<R>, OrchestratedError<D, R>> }>;
  /** Starts a run of a defined workflow. */
  start<RunInput, Output>(
    workflow: Workflow<RunInput, Output>,
    options: StartOptions<unknown>,
  ): Promise<{ runId: string; result: Result<Output, unknown> }>;
  /**
   * Goes on with a run, over everything that was decided and every deadline that has passed. Of an ended run its result again. Errors:
   * those of the run (`PENDING_APPROVAL` where it waits still), `run-busy`, `run-unknown`, `workflow-unknown`, `run-needs-review`.
   */
  resume(runId: string): Promise<Result<unknown, OrchestratedError<D>>>;
  /** Lets a failed run, or one that needs review, go on from what succeeded; with a policy as often as it says. Errors as of `resume`. */
  retry(runId: string, policy?: RetryPolicy): Promise<Result<unknown, OrchestratedError<D>>>;
  /** Ends a run; what it asks is withdrawn. Throws `run-unknown`, `run-finished`. */
  cancelRun(runId: string, said?: { cancelledBy?: string | undefined }): Promise<RunView>;
  /** How the run stands, with its timeline. Throws `run-unknown`. */
  getStatus(runId: string): Promise<RunView>;
  /** A page of runs, newest first. */
  list(query?: RunFilter & { limit?: number; cursor?: string }): Promise<Page<RunView>>;
  /**
   * Does what time brings (reminders, escalations, timeouts, sleeps that are over, dead runners), and goes on with the runs that it lets
   * go on. Call it every minute where no schedule of the service does.
   */
  sweep(): Promise<Swept>;
  /** What people could not be told, after several tries. */
  undelivered(): readonly Undelivered[];
  /** Resolves once no notice is being tried again. */
  settled(): Promise<void>;
}

const SWEEP = { limit: 1_000, atOnce: 10, stopAfterMs: 50_000 };
const RETENTION_DAYS = 90;

/**
 * An orchestrator: the library face of the same use cases that the functions call. With persistent stores any number of
 * processes may have one over the same runs.
 *
 * @example
 * const orchestrator = createHITLOrchestrator({
 *   approvalStore: createMemoryApprovalStore(),
 *   workflowStateStore: createMemoryWorkflowStateStore(),
 *   createWorkflow: (resumeState) => createWorkflow('refund', deps, { resumeState }),
 * });
 * const { runId } = await orchestrator.start(async ({ step, deps }) => step('requireApproval', deps.requireApproval));
 * await orchestrator.approve(runId, 'approve:refund', { approvedBy: 'alice' });
 * const result = await orchestrator.resume(runId);
 */
export function createHITLOrchestrator<D extends Deps = Record<never, never>, Input = undefined>(
  options: OrchestratorOptions<D, Input>,
): HITLOrchestrator<D, Input> {
  const { approvalStore, workflowStateStore, notificationChannel, autoResume = false } = options;
  const { clock = createSystemClock(), publicUrl = 'http://localhost:3000', retentionDays = RETENTION_DAYS } = options;
  const { signer = createMemorySigner() } = options;
  /** The runs that the sweep under way has woken. */
  let woken: Set<string> | undefined;
  const kept = {
    runs: observedRuns(workflowStateStore.port, (change) => follower.follow(change)),
    approvals: observedApprovals(approvalStore.port, (change) => follower.follow(change)),
    ...{
      clock,
      retentionDays,
      values: workflowStateStore.values,
      log: createConsoleLog('warn'),
      meter: createMemoryMeter(),
    },
    ...{ delegations: approvalStore.delegations, directory: createClaimsDirectory(), signer },
  };
  const runs = createKeptRuns({ ...options, kept });
  const follower = createFollower({
    ...{ kept, publicUrl, channels: notificationChannel ? [notificationChannel] : [] },
    async wake(runId) {
      if (woken) woken.add(runId);
      else if (autoResume) await goOn(runId);
    },
  });
  const goOn = async (runId: string): Promise<void> => {
    await runs.resume(runId).catch((error) => kept.log.error('The run could not go on.', { runId }, error));
  };
  approvalStore.connect({ runs: workflowStateStore.port, follow: follower.follow });
  workflowStateStore.connect({ follow: follower.follow });

  return {
    async start(
      what: Workflow | ((args: InlineBodyArgs<D, never>) => unknown),
      { workflowId, input, startedBy }: StartOptions<unknown> = {},
    ) {
      const runId = workflowId ?? newRunId(clock.now());
      const definition =
        typeof what === 'function' ? (state?: ResumeState) => definitionOf(runs.inline(state), what) : () => what;
      const start = { workflow: definition().name, input, runId, ...(startedBy !== undefined && { startedBy }) };
      // The value and the errors are what the types of the body and of its deps say.
      return { runId, result: (await runs.start(start, definition)) as Result<never, never> };
    },
    ...createDecisionVerbs(kept),
    resume: async (runId) => (await runs.resume(runId)) as Result<unknown, OrchestratedError<D>>, // as in `start`
    async retry(runId, policy = { attempts: 1 }) {
      for (let attempt = 1; ; attempt++) {
        const result = (await runs.retry(runId)) as Result<unknown, OrchestratedError<D>>; // as in `start`
        const run = await kept.runs.load(runId);
        if (attempt >= policy.attempts || run?.status !== 'failed') return result;
        await clock.sleep(delayAfter(attempt, policy, Math.random));
      }
    },
    cancelRun: (runId, { cancelledBy } = {}) => cancelRun(kept, runId, actorOf(cancelledBy)),
    getStatus: (runId) => readRun(kept, runId),
    list: ({ limit = 50, cursor, ...filter } = {}) => listRuns(kept, filter, { limit, cursor }),
    async sweep() {
      const mine = new Set<string>();
      woken = mine;
      try {
        return await sweep(kept, SWEEP);
      } finally {
        woken = undefined;
        for (const runId of mine) await goOn(runId);
      }
    },
    undelivered: () => follower.undelivered,
    settled: () => follower.settled(),
  };
}
