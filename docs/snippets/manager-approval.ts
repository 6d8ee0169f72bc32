/** An expense waits for a manager: the whole flow in one file. */
import { createApprovalStep, isPendingApproval } from 'countersign/hitl';
import { createResumeStateCollector, createWorkflow } from 'countersign/workflow';
import { data, db, processPayment, sendSlackMessage, store, validateExpense } from './application.ts';

// Define approval step
const requireManagerApproval = createApprovalStep({
  key: 'manager-approval',
  checkApproval: async () => {
    const record = await db.approvals.find('expense-123');
    if (!record) return { status: 'pending' };
    return record.approved ? { status: 'approved', value: record } : { status: 'rejected', reason: record.reason };
  },
});

// Workflow
const collector = createResumeStateCollector();
const expenseWorkflow = createWorkflow(
  'workflow',
  { validateExpense, processPayment, requireManagerApproval },
  { onEvent: collector.handleEvent },
);

export async function payExpense() {
  const resumeState = await store.load('expense-123');
  const result = await expenseWorkflow.run(
    async ({ step, deps }) => {
      const expense = await step('validateExpense', () => deps.validateExpense(data));
      const approval = await step('requireManagerApproval', deps.requireManagerApproval, { key: 'manager-approval' });
      return await step('processPayment', () => deps.processPayment(expense, approval));
    },
    { resumeState },
  );

  if (!result.ok && isPendingApproval(result.error)) {
    await store.save('expense-123', collector.getResumeState());
    await sendSlackMessage('Expense needs approval: expense-123');
  }
  return result;
}
