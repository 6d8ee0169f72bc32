/** The public entry `countersign/hitl`: approvals, gates, and the orchestrator that keeps runs which wait for people. */

export { createSigner } from './adapters/keys/signer.ts';
export type { ApprovalStatus, NamedStatus } from './domain/approval-status.ts';
export { applied, type Condition, holds, type Move, type Moved } from './domain/move.ts';
export {
  type ApprovalCheck,
  type ApprovalError,
  type ApprovalStep,
  type ApprovalStepOptions,
  createApprovalStep,
} from './engine/approval-step.ts';
export type { BusinessHours } from './engine/business-hours.ts';
export { type ApprovalStateCollector, createApprovalStateCollector } from './engine/collector.ts';
export {
  ApprovalCancelled,
  ApprovalExpired,
  ApprovalRejected,
  isApprovalCancelled,
  isApprovalExpired,
  isApprovalRejected,
} from './engine/failures.ts';
export { type GateCheck, type Gated, type GatedStepOptions, gatedStep } from './engine/gated-step.ts';
export { isPendingApproval, type PendingApproval, pendingApproval } from './engine/pending-approval.ts';
export {
  type ApprovalProgress,
  approvalProgress,
  clearStep,
  getPendingApprovals,
  hasPendingApproval,
  injectApproval,
  type StatedApproval,
} from './engine/state-tools.ts';
export { createApprovalChecker } from './library/approval-checker.ts';
export {
  type ApprovalStore,
  createApprovalStore,
  type Deciding,
  type NewApproval,
  type OfRun,
  type PendingQuery,
} from './library/approval-store.ts';
export type { Undelivered } from './library/follower.ts';
export { createMemoryApprovalStore, createMemoryWorkflowStateStore } from './library/memory-stores.ts';
export {
  createHITLOrchestrator,
  type HITLOrchestrator,
  type OrchestratedError,
  type OrchestratorOptions,
  type StartOptions,
} from './library/orchestrator.ts';
export { isPendingTime, type PendingTime } from './library/run-result.ts';
export {
  type ApprovalWebhookRequest,
  type ApprovalWebhookResponse,
  createApprovalWebhookHandler,
} from './library/webhook-handler.ts';
export {
  createWorkflowStateStore,
  type RunQuery,
  type RunSummary,
  type WorkflowStateStore,
} from './library/workflow-state-store.ts';
export type { ApprovalStore as ApprovalStorePort } from './ports/approval-store.ts';
export type { Clock } from './ports/clock.ts';
export type {
  Addressee,
  ApprovalNeededContext,
  ApprovalResolvedContext,
  AskedContext,
  NoticeContext,
  NotificationChannel,
  Reader,
  RunTroubledContext,
  Worded,
} from './ports/notification-channel.ts';
export type { Signed, Signer } from './ports/signer.ts';
export type { WorkflowStateStore as WorkflowStateStorePort } from './ports/workflow-state-store.ts';
