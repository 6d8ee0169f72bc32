/** The public entry `countersign/workflow`: runs workflows in one's own process, over a state that one keeps. */

export type { Approve, Approved } from './engine/approve.ts';
export { createResumeStateCollector, type ResumeStateCollector } from './engine/collector.ts';
export type { WorkflowEvent } from './engine/events.ts';
export { isUnexpectedError, StepFailure, UnexpectedError } from './engine/failures.ts';
export type { StepCall } from './engine/place.ts';
export { type Err, err, isErr, isOk, type Ok, ok, type Result } from './engine/result.ts';
export {
  deserializeResumeState,
  type ResumeState,
  type SerializedResumeState,
  serializeResumeState,
} from './engine/resume-state.ts';
export type { RetryPolicy } from './engine/retry.ts';
export { clearStep, rememberStep, renameStep } from './engine/state-tools.ts';
export type { Step, StepOptions } from './engine/step.ts';
export type { Migration } from './engine/workflow.ts';
export {
  createWorkflow,
  type Deps,
  type ErrorOfDeps,
  type InlineBodyArgs,
  type InlineWorkflow,
  type RunErrorOf,
  type RunResult,
  type WorkflowOptions,
} from './library/create-workflow.ts';
