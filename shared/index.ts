/** The public entry `countersign`: workflows as data, the nouns of the system with their schemas, and its errors. */

export { Approval, type ApprovalStatus, type PendingApproval, type SettledApproval } from './domain/approval.ts';
export type { ApprovalView, HistoryEntry } from './domain/approval-view.ts';
export type { RecordProblem } from './domain/check-chain.ts';
export { Action, DecisionInput, WebhookInput } from './domain/decision.ts';
export { DelegationInput, type DelegationView } from './domain/delegation.ts';
export type { Duration } from './domain/duration.ts';
export { ApprovalKey, RunId } from './domain/ids.ts';
export type { Receipt } from './domain/receipt.ts';
export { Run, type RunError, type RunStatus } from './domain/run.ts';
export type { RunView, TimelineEntry, Waiting } from './domain/run-view.ts';
export { PublicKey } from './domain/seal.ts';
export { StartInput } from './domain/start.ts';
export { type RecordVerdict, verifyRecord } from './domain/verify-record.ts';
export type { Approve, Approved } from './engine/approve.ts';
export type { ApprovalOptions } from './engine/ask.ts';
export type { BusinessHours } from './engine/business-hours.ts';
export { ApprovalCancelled, ApprovalExpired, ApprovalRejected, StepFailure } from './engine/failures.ts';
export type { StepCall } from './engine/place.ts';
export type { RetryPolicy } from './engine/retry.ts';
export type { Step, StepOptions } from './engine/step.ts';
export { type BodyArgs, defineWorkflow, type RunContext, type Workflow, type WorkflowSpec } from './engine/workflow.ts';
export { CountersignError, ERRORS, type ErrorCode, type FieldError, isCountersignError } from './errors.ts';
