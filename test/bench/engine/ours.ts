/** Countersign as a contender: its workflow over a state that is collected, and its orchestrator over its stores in memory. */
import {
  createApprovalStep,
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
  isPendingApproval,
} from '../../../shared/hitl.ts';
import { createResumeStateCollector, createWorkflow, type ResumeState } from '../../../shared/workflow.ts';
import { approvalKeyOf, type Contender, checkReceipt, createShop, GRANTED, REASON } from './shop.ts';

export function createWorkflowContender(): Contender {
  const { done, grant, approvalOf, ...deps } = createShop();
  const execute = async (orderId: string, resumeState?: ResumeState) => {
    const requireApproval = createApprovalStep<{ amount: number }>({
      ...{ key: approvalKeyOf(orderId), pendingReason: REASON },
      checkApproval: () => approvalOf(orderId),
    });
    const collector = createResumeStateCollector();
    const workflow = createWorkflow('refund', deps, { onEvent: collector.handleEvent, resumeState });
    const result = await workflow.run(async ({ step, deps }) => {
      const due = await step('calculateRefund', () => deps.calculateRefund(orderId));
      const { amount } = await step('requireApproval', requireApproval);
      return step('processRefund', () => deps.processRefund({ ...due, amount }));
    });
    return { result, state: collector.getResumeState() };
  };
  return {
    done,
    begin: () => async (orderId) => {
      const paused = await execute(orderId);
      if (!paused.result.ok && isPendingApproval(paused.result.error)) done.paused++;
      grant(orderId);
      const { result } = await execute(orderId, paused.state);
      checkReceipt(result, orderId);
    },
  };
}

export function createOrchestratorContender(): Contender {
  const { done, calculateRefund, processRefund } = createShop();
  const deps = { calculateRefund, processRefund };
  return {
    done,
    begin() {
      const orchestrator = createHITLOrchestrator({
        ...{ approvalStore: createMemoryApprovalStore(), workflowStateStore: createMemoryWorkflowStateStore() },
        createWorkflow: (resumeState) => createWorkflow('refund', deps, { resumeState }),
      });
      return async (orderId) => {
        const key = approvalKeyOf(orderId);
        const requireApproval = createApprovalStep<{ amount: number }>({ key, pendingReason: REASON });
        const { runId, result: paused } = await orchestrator.start(async ({ step, deps }) => {
          const due = await step('calculateRefund', () => deps.calculateRefund(orderId));
          const { amount } = await step('requireApproval', requireApproval);
          return step('processRefund', () => deps.processRefund({ ...due, amount }));
        });
        if (!paused.ok && isPendingApproval(paused.error)) done.paused++;
        await orchestrator.approve(runId, key, { approvedBy: 'alice', value: GRANTED });
        checkReceipt(await orchestrator.resume(runId), orderId);
      };
    },
  };
}
