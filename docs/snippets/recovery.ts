/** A process that starts goes on with the runs that another one left behind. */
import { createHITLOrchestrator } from 'countersign/hitl';
import { createWorkflow } from 'countersign/workflow';
import { createPostgresWorkflowStateStore, createRedisApprovalStore, db, redis } from './application.ts';
import { dataWorkflow, deps } from './data-workflow.ts';

// Use persistent stores instead of memory
const approvalStore = createRedisApprovalStore(redis);
const workflowStateStore = createPostgresWorkflowStateStore(db);

const orchestrator = createHITLOrchestrator({
  approvalStore,
  workflowStateStore,
  createWorkflow: (resumeState) => createWorkflow('workflow', deps, { resumeState }),
  workflows: [dataWorkflow], // the bodies of runs that another process started
});

// On startup, recover incomplete workflows
export async function recoverWorkflows() {
  // Find workflows that were interrupted
  const incomplete = await workflowStateStore.findIncomplete();

  for (const workflow of incomplete) {
    console.log(`Recovering workflow: ${workflow.id}`);

    try {
      // Check if any pending approvals have been resolved
      const pendingApprovals = await approvalStore.getPending(workflow.id);
      const anyResolved = pendingApprovals.some((a) => a.status !== 'pending');

      if (anyResolved) {
        // Resume the workflow
        const result = await orchestrator.resume(workflow.id);
        console.log(`Workflow ${workflow.id} resumed:`, result.ok ? 'success' : 'failed');
      }
    } catch (error) {
      console.error(`Failed to recover ${workflow.id}:`, error);
      // Mark for manual intervention
      await workflowStateStore.markForReview(workflow.id, error);
    }
  }
}

// Run on startup
await recoverWorkflows();
