/** The larger an expense, the more people approve it: manager, finance, CEO. */
import { createApprovalStep } from 'countersign/hitl';
import { createResumeStateCollector, createWorkflow, type ResumeState } from 'countersign/workflow';
import { data, db, processExpense, validateExpense } from './application.ts';

// Define approval stages
export const managerApproval = createApprovalStep({
  key: 'approval:manager',
  checkApproval: async () => {
    const status = await db.getApprovalStatus('expense-123', 'manager');
    if (!status) return { status: 'pending' };
    return status.approved ? { status: 'approved', value: status } : { status: 'rejected', reason: status.reason };
  },
});

export const financeApproval = createApprovalStep({
  key: 'approval:finance',
  checkApproval: async () => {
    const status = await db.getApprovalStatus('expense-123', 'finance');
    if (!status) return { status: 'pending' };
    return status.approved ? { status: 'approved', value: status } : { status: 'rejected', reason: status.reason };
  },
});

const ceoApproval = createApprovalStep({
  key: 'approval:ceo',
  checkApproval: async () => {
    const status = await db.getApprovalStatus('expense-123', 'ceo');
    if (!status) return { status: 'pending' };
    return status.approved ? { status: 'approved', value: status } : { status: 'rejected', reason: status.reason };
  },
});

export const collector = createResumeStateCollector();

// Workflow with conditional approval chain
export const expenseWorkflow = createWorkflow(
  'workflow',
  { validateExpense, processExpense, managerApproval, financeApproval, ceoApproval },
  { onEvent: collector.handleEvent },
);

export async function approveExpense(resumeState?: ResumeState) {
  const result = await expenseWorkflow.run(
    async ({ step }) => {
      const expense = await step('validateExpense', () => validateExpense(data));

      // Always needs manager approval
      await step('approval:manager', managerApproval, { key: 'approval:manager' });

      // Finance approval for amounts over $1000
      if (expense.amount > 1000) {
        await step('approval:finance', financeApproval, { key: 'approval:finance' });
      }

      // CEO approval for amounts over $10000
      if (expense.amount > 10000) {
        await step('approval:ceo', ceoApproval, { key: 'approval:ceo' });
      }

      return await step('processExpense', () => processExpense(expense));
    },
    { resumeState },
  );
  return result;
}
