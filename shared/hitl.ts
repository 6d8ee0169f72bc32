/** The public entry `countersign/hitl`: approvals, gates, and the orchestrator that keeps runs which wait for people. */

export {
  type ApprovalCheck,
  type ApprovalError,
  type ApprovalStep,
  type ApprovalStepOptions,
  createApprovalStep,
} from './engine/approval-step.ts';
export { type ApprovalStateCollector, createApprovalStateCollector } from './engine/collector.ts';
export {
  ApprovalCancelled,
  ApprovalRejected,
  isApprovalCancelled,
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
