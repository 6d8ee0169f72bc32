/** An expense that more people approve the larger it is: manager, finance over 1,000, CEO over 10,000. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

interface Expense {
  expenseId: string;
  amount: number;
  requestedBy: string;
}

async function validateExpense(expense: Expense) {
  return { ...expense, checkedAt: new Date() };
}

async function processExpense(expense: Expense, approvedBy: string[]) {
  return { expenseId: expense.expenseId, paid: expense.amount, approvedBy };
}

export const expense = defineWorkflow({
  name: 'expense',
  version: '1',
  input: z
    .object({ expenseId: z.string().min(1), amount: z.number().positive(), requestedBy: z.string().min(1) })
    .meta({ examples: [{ expenseId: 'expense-123', amount: 20_000 }] }),
  deps: { validateExpense, processExpense },
  run: async ({ step, approval, deps, input }) => {
    const valid = await step('validateExpense', () => deps.validateExpense(input));
    const ask = async (stage: string) =>
      (
        await approval(`approval:${stage}`, {
          title: `Expense ${input.expenseId}: ${input.amount}, asked by ${input.requestedBy}`,
          details: valid,
          assignee: stage,
        })
      ).by;
    const approvedBy = [await ask('manager')];
    if (input.amount > 1_000) approvedBy.push(await ask('finance'));
    if (input.amount > 10_000) approvedBy.push(await ask('ceo'));
    return step('processExpense', () => deps.processExpense(valid, approvedBy));
  },
});
