/** The orchestrator keeps the runs and their approvals in two stores. */
import {
  createApprovalStep,
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
} from 'countersign/hitl';
import { createWorkflow } from 'countersign/workflow';
import { fetchData } from './application.ts';

const deps = { fetchData, requireApproval: createApprovalStep({ key: 'approve:data' }) };

export const orchestrator = createHITLOrchestrator({
  approvalStore: createMemoryApprovalStore(),
  workflowStateStore: createMemoryWorkflowStateStore(),
  createWorkflow: (resumeState) => createWorkflow('workflow', deps, { resumeState }),
});

export async function fetchApprovedData() {
  // Start workflow
  const { runId, result } = await orchestrator.start(
    async ({ step, deps }) => {
      const data = await step('fetchData', () => deps.fetchData());
      await step('requireApproval', deps.requireApproval, { key: 'approve:data' });
      return data;
    },
    { workflowId: 'wf-1' },
  );

  // Approve
  await orchestrator.approve(runId, 'approve:data', { approvedBy: 'alice' });

  // Resume
  const finalResult = await orchestrator.resume(runId);
  return { result, finalResult };
}
