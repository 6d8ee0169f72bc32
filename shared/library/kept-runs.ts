/** Drives runs whose bodies this process knows: by the function that started them, or by their workflow's name. */
import { close } from '../domain/approval-moves.ts';
import { hasEnded, type Run } from '../domain/run.ts';
import type { StartInput } from '../domain/start.ts';
import { timeOf } from '../domain/time.ts';
import type { WorkflowEvent } from '../engine/events.ts';
import type { Result } from '../engine/result.ts';
import type { ResumeState } from '../engine/resume-state.ts';
import { createRegistry, type Registry, type Workflow } from '../engine/workflow.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import { endLeft } from '../use-cases/close-approvals.ts';
import type { LeaseTerms } from '../use-cases/lease.ts';
import { retryRun } from '../use-cases/operate-run.ts';
import { runInFull } from '../use-cases/outside-values.ts';
import { unknownRun } from '../use-cases/read-run.ts';
import { resumeRun } from '../use-cases/resume-run.ts';
import type { Runner } from '../use-cases/runner.ts';
import { startRun } from '../use-cases/start-run.ts';
import { catchUp } from '../use-cases/sweep.ts';
import type { Kept } from '../use-cases/system.ts';
import { both, createWorkflow, type Deps, type InlineWorkflow } from './create-workflow.ts';
import { failed, resultOfRun } from './run-result.ts';
import { resumeStateOf } from './workflow-state-store.ts';

/** A short lease that is renewed: a run whose process died is taken over soon. */
const LEASE: LeaseTerms = { leaseMs: 10_000, renewEveryMs: 3_000 };

/** Makes the workflow of a run, given what the run remembers. */
type Definition = (state?: ResumeState) => Listening;

export interface KeptRunsOptions<D, Input> {
  kept: Kept;
  createWorkflow?: (resumeState: ResumeState | undefined) => InlineWorkflow<D, Input>;
  workflows?: readonly Workflow[];
  onEvent?: (event: WorkflowEvent) => void;
}

export interface KeptRuns<D, Input> {
  /** The workflow whose deps an inline body is given. */
  inline(state?: ResumeState): InlineWorkflow<D, Input>;
  /** Starts a run, whose workflow this process knows from then on. */
  start(start: StartInput & { runId: string }, definition: Definition): Promise<Result<unknown, unknown>>;
  resume(runId: string): Promise<Result<unknown, unknown>>;
  /** Lets a run that stopped go on; the result says why where it cannot. */
  retry(runId: string): Promise<Result<unknown, unknown>>;
}

export function createKeptRuns<D extends Deps, Input>(options: KeptRunsOptions<D, Input>): KeptRuns<D, Input> {
  const { kept, workflows = [] } = options;
  const registry = createRegistry(workflows);
  const definitions = new Map<string, Definition>();
  const inline = (state?: ResumeState): InlineWorkflow<D, Input> =>
    options.createWorkflow?.(state) ?? (createWorkflow('workflow') as InlineWorkflow<never, never>); // no deps: D is none

  /** A runner of one run, which takes note of the error that the run fails with, as it was thrown. */
  const runnerOf = (
    workflow: Listening,
    workflows = nothingBut(workflow),
  ): Runner & { thrown(): { error: unknown } | undefined } => {
    let thrown: { error: unknown } | undefined;
    const listeners = both(options.onEvent, workflow.onEvent);
    return {
      ...kept,
      workflows,
      onEvent(event) {
        if (event.type === 'workflow_failed') thrown = { error: event.error };
        return listeners?.(event);
      },
      thrown: () => thrown,
    };
  };
  const workflowOf = async (run: Run): Promise<Workflow | undefined> => {
    const definition = definitions.get(run.runId);
    if (definition) return definition(await resumeStateOf(kept.runs, run, kept.values));
    return registry.find(run.workflow, run.version) ?? registry.successor(run.workflow, run.version)?.workflow;
  };
  const resultOf = async (runId: string, thrown?: { error: unknown }): Promise<Result<unknown, unknown>> => {
    const run = await kept.runs.load(runId);
    if (!run) return failed(unknownRun(runId));
    if (run.status === 'completed' || run.status === 'cancelled') definitions.delete(runId);
    return run.status === 'failed' && thrown
      ? failed(thrown.error)
      : resultOfRun(await runInFull(kept.values, run, Number.POSITIVE_INFINITY));
  };
  const resume = async (runId: string): Promise<Result<unknown, unknown>> => {
    const run = await kept.runs.load(runId);
    if (!run) return failed(unknownRun(runId));
    if (hasEnded(run)) await endLeft(kept, run, await kept.approvals.ofRun(runId), close);
    if (hasEnded(run) || run.status === 'needs-review') return resultOf(runId);
    const workflow = await workflowOf(run);
    if (!workflow) return failed(workflowUnknown(run));
    if (run.status === 'waiting') await catchUp(kept, run, timeOf(kept.clock.now()));
    const runner = definitions.has(runId) ? runnerOf(workflow) : runnerOf(workflow, registry);
    const resumed = await resumeRun(runner, { runId }, LEASE);
    return resumed === 'told' ? failed(busy(runId)) : resultOf(runId, runner.thrown());
  };
  return {
    inline,
    resume,
    async start(start, definition) {
      const { runId } = start;
      const before = definitions.get(runId);
      const asBefore = () => (before ? definitions.set(runId, before) : definitions.delete(runId));
      definitions.set(runId, definition); // known while it is driven: a decision may come before it has parked
      const runner = runnerOf(definition());
      try {
        const { created, run } = await startRun(runner, start, LEASE);
        if (!created && before) asBefore();
        const isDriven = run.status !== 'running' || run.leaseUntil >= timeOf(kept.clock.now());
        return created || isDriven ? await resultOf(runId, runner.thrown()) : await resume(runId);
      } catch (error) {
        asBefore();
        throw error;
      }
    },
    async retry(runId) {
      const run = await kept.runs.load(runId);
      if (run?.status === 'running') return failed(running(runId));
      const canBeRetried = run?.status === 'failed' || run?.status === 'needs-review';
      if (canBeRetried && !(await workflowOf(run))) return failed(workflowUnknown(run));
      try {
        await retryRun(kept, runId);
      } catch (error) {
        if (isCountersignError(error)) return failed(error);
        throw error;
      }
      return resume(runId);
    },
  };
}

/** Where a process knows one workflow, it is that of every run. */
const nothingBut = (workflow: Workflow): Registry => ({
  latest: () => workflow,
  find: () => workflow,
  successor: () => undefined,
});

/** A workflow, and who listens to its runs. */
type Listening = Workflow & { onEvent?: Runner['onEvent'] };

const workflowUnknown = ({ runId, workflow, version }: Run): CountersignError =>
  new CountersignError(
    'workflow-unknown',
    `This process knows no body of run "${runId}". Hand the orchestrator workflows: [...] with ${workflow} in version ${version}.`,
  );

const running = (runId: string): CountersignError =>
  new CountersignError('run-busy', `Run "${runId}" is running; if its process died, resume takes it over.`);

const busy = (runId: string): CountersignError =>
  new CountersignError('run-busy', `Run "${runId}" is being driven by another runner, which was told to look again.`);
