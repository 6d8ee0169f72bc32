/** A person approves a budget, or approves it with another amount. */
import { createHITLOrchestrator, createMemoryApprovalStore, createMemoryWorkflowStateStore } from 'countersign/hitl';

export const approvalStore = createMemoryApprovalStore();
export const orchestrator = createHITLOrchestrator({
  approvalStore,
  workflowStateStore: createMemoryWorkflowStateStore(),
});

export async function approveBudget() {
  // Instead of simple approve:
  await orchestrator.grantApproval('budget', { amount: 5000 });
}

export async function reduceBudget() {
  // Edit the value:
  await orchestrator.editApproval(
    'budget',
    { amount: 5000 }, // Original proposed value
    { amount: 4500 }, // Edited value (human reduced it)
    { editedBy: 'manager@co.com' },
  );
  // The workflow continues with the edited value
}
