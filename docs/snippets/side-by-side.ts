/** Two approvals are asked at once. */
import type { ResumeState } from 'countersign/workflow';
import { data, processExpense } from './application.ts';
import { expenseWorkflow, financeApproval, managerApproval } from './approval-chain.ts';

export const approveAtOnce = (resumeState?: ResumeState) =>
  expenseWorkflow.run(
    async ({ step }) => {
      await step.all({ manager: managerApproval, finance: financeApproval });
      return await step('processExpense', () => processExpense(data));
    },
    { resumeState },
  );
