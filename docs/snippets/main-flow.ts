/** A refund waits until a person has approved it. */
import { createApprovalStep, isPendingApproval } from 'countersign/hitl';
import { createResumeStateCollector, createWorkflow } from 'countersign/workflow';
import { calculateRefund, db, notifySlack, orderId, processRefund, store } from './application.ts';

export const requireApproval = createApprovalStep({
  key: 'approve:refund',
  checkApproval: async () => {
    const status = await db.getApprovalStatus('refund-123');
    if (!status) return { status: 'pending' };
    if (status.approved) return { status: 'approved', value: status };
    return { status: 'rejected', reason: status.reason };
  },
});

export const collector = createResumeStateCollector();

const refundWorkflow = createWorkflow(
  'workflow',
  { calculateRefund, processRefund, requireApproval },
  { onEvent: collector.handleEvent },
);

export async function startRefund() {
  const result = await refundWorkflow.run(async ({ step }) => {
    const refund = await step('calculateRefund', () => calculateRefund(orderId));
    // Workflow pauses here until approved
    const approval = await step('requireApproval', requireApproval, { key: 'approve:refund' });
    return await step('processRefund', () => processRefund(refund, approval));
  });

  if (!result.ok && isPendingApproval(result.error)) {
    // Save snapshot, notify team
    await notifySlack(`Refund ${orderId} needs approval`);
    await store.save(orderId, collector.getResumeState());
  }
  return result;
}
