/** The decision is recorded in the application's database, and the refund goes on. */
import { createResumeStateCollector, createWorkflow } from 'countersign/workflow';
import { calculateRefund, db, orderId, processRefund, store } from './application.ts';
import { requireApproval } from './main-flow.ts';

export async function approveRefund() {
  // Record approval (e.g. in your DB)
  await db.approvals.upsert({
    where: { id: orderId },
    data: { approved: true, approvedBy: 'alice@company.com', timestamp: new Date() },
  });
}

export async function resumeRefund() {
  // Load state and resume
  const savedState = await store.load(orderId);
  const collector = createResumeStateCollector();
  const workflow = createWorkflow(
    'workflow',
    { calculateRefund, processRefund, requireApproval },
    { onEvent: collector.handleEvent },
  );
  const result = await workflow.run(
    async ({ step, deps }) => {
      const refund = await step('calculateRefund', () => deps.calculateRefund(orderId));
      const approval = await step('requireApproval', deps.requireApproval, { key: 'approve:refund' });
      return await step('processRefund', () => deps.processRefund(refund, approval));
    },
    { resumeState: savedState ?? undefined },
  );
  // checkApproval reads from DB and returns { status: 'approved', value }
  return result;
}
