/** An expense whose payment fails after its approvals is paid without asking again. */
import { isPendingApproval } from 'countersign/hitl';
import type { ResumeState } from 'countersign/workflow';
import { alertOps, data, processExpense, retryWithBackoff, validateExpense } from './application.ts';
import { collector, expenseWorkflow, financeApproval, managerApproval } from './approval-chain.ts';

const resumeWorkflow = (resumeState?: ResumeState) =>
  expenseWorkflow.run(
    async ({ step }) => {
      const expense = await step('validateExpense', () => validateExpense(data), { key: 'validate' });

      // First approval passed
      await step('approval:manager', managerApproval, { key: 'approval:manager' });

      // Second approval passed
      await step('approval:finance', financeApproval, { key: 'approval:finance' });

      // This step fails after approvals
      return await step('processExpense', () => processExpense(expense), { key: 'process' });
    },
    { resumeState },
  );

export async function payApprovedExpense() {
  const result = await resumeWorkflow();

  if (!result.ok && !isPendingApproval(result.error)) {
    // Processing failed but approvals are saved
    // On retry, approvals will be skipped (cached)
    const savedState = collector.getResumeState();

    // Option 1: Auto-retry with backoff
    await retryWithBackoff(() => resumeWorkflow(savedState));

    // Option 2: Alert for manual intervention
    await alertOps({
      message: 'Expense workflow failed after approval',
      error: result.error,
      workflowId: data.id,
      resumeState: savedState,
    });
  }
}
