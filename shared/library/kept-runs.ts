/** Drives runs whose bodies this process knows: by the function that started them, or by their workflow's name. */
import { hasEnded, type Run } from '../domain/run.ts';
import { timeOf } from '../domain/time.ts';
import type { WorkflowEvent } from '../engine/events.ts';
import type { Result } from '../engine/result.ts';
import type { ResumeState } from '../engine/resume-state.ts';
import { createRegistry, type Workflow } from '../engine/workflow.ts';
import { CountersignError } from '../errors.ts';
import type { LeaseTerms } from '../use-cases/lease.ts';
import { unknownRun } from '../use-cases/read-run.ts';
import { resumeRun } from '../use-cases/resume-run.ts';
import type { Runner } from '../use-cases/runner.ts';
import { catchUp } from '../use-cases/sweep.ts';
import type { Kept } from '../use-cases/system.ts';
import { createWorkflow, type Deps, type InlineWorkflow } from './create-workflow.ts';
import { failed, resultOfRun } from './run-result.ts';
import { resumeStateOf } from './workflow-state-store.ts';

/** A short lease that is renewed: a run whose process died is taken over soon. */
export const LEASE: LeaseTerms = { leaseMs: 10_000, renewEveryMs: 3_000 };

/** Makes the workflow of a run, given what the run remembers. */
type Definition = (state?: ResumeState) => Workflow;

export interface KeptRunsOptions<D, Input> {
  kept: Kept;
  createWorkflow?: (resumeState: ResumeState | undefined) => InlineWorkflow<D, Input>;
  workflows?: readonly Workflow[];
  onEvent?: (event: WorkflowEvent) => void;
}

export interface KeptRuns<D, Input> {
  /** The workflow whose deps an inline body is given. */
  inline(state?: ResumeState): InlineWorkflow<D, Input>;
  /** A runner that knows the run's workflow, and will know it when the run is resumed. */
  runnerFor(runId: string, definition: Definition): Runner;
  resume(runId: string): Promise<Result<unknown, unknown>>;
  resultOf(runId: string): Promise<Result<unknown, unknown>>;
}

export function createKeptRuns<D extends Deps, Input>(options: KeptRunsOptions<D, Input>): KeptRuns<D, Input> {
  const { kept, workflows = [] } = options;
  const registry = createRegistry(workflows);
  const definitions = new Map<string, Definition>();
  /** The errors of runs that failed in this process, as they were thrown. */
  const errors = new Map<string, unknown>();
  const inline = (state?: ResumeState): InlineWorkflow<D, Input> =>
    options.createWorkflow?.(state) ?? (createWorkflow('workflow') as InlineWorkflow<never, never>); // no deps: D is none

  const onEvent = (event: WorkflowEvent, runId: string) => {
    if (event.type === 'workflow_failed') errors.set(runId, event.error);
    options.onEvent?.(event);
  };
  const runnerOf = (runId: string, workflow: Workflow & { onEvent?: Runner['onEvent'] }): Runner => ({
    ...kept,
    workflows: { latest: () => workflow, find: () => workflow },
    onEvent(event) {
      onEvent(event, runId);
      workflow.onEvent?.(event);
    },
  });
  const workflowOf = async (run: Run): Promise<Workflow | undefined> => {
    const definition = definitions.get(run.runId);
    return definition ? definition(await resumeStateOf(kept.runs, run)) : registry.find(run.workflow, run.version);
  };
  const resultOf = async (runId: string): Promise<Result<unknown, unknown>> => {
    const run = await kept.runs.load(runId);
    if (!run) return failed(unknownRun(runId));
    if (run.status === 'completed' || run.status === 'cancelled') definitions.delete(runId);
    if (run.status === 'failed' && errors.has(runId)) return failed(errors.get(runId));
    errors.delete(runId);
    return resultOfRun(run);
  };
  return {
    inline,
    resultOf,
    runnerFor(runId, definition) {
      definitions.set(runId, definition);
      return runnerOf(runId, definition());
    },
    async resume(runId) {
      const run = await kept.runs.load(runId);
      if (!run) return failed(unknownRun(runId));
      if (hasEnded(run) || run.status === 'needs-review') return resultOf(runId);
      const workflow = await workflowOf(run);
      if (!workflow) return failed(workflowUnknown(run));
      if (run.status === 'waiting') await catchUp(kept, run, timeOf(kept.clock.now()));
      const resumed = await resumeRun(runnerOf(runId, workflow), { runId }, LEASE);
      if (resumed === 'told') return failed(busy(runId));
      return resultOf(runId);
    },
  };
}

const workflowUnknown = ({ runId, workflow, version }: Run): CountersignError =>
  new CountersignError(
    'workflow-unknown',
    `This process knows no body of run "${runId}". Hand the orchestrator workflows: [...] with ${workflow} in version ${version}.`,
  );

const busy = (runId: string): CountersignError =>
  new CountersignError('run-busy', `Run "${runId}" is being driven by another runner, which was told to look again.`);
