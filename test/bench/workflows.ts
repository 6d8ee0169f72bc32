/** The workflows that are measured beside the examples: long ones, and ones that lose no time of their own. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import { expenseOf, payExpense, payRefund, refundOf } from './runs/shop.ts';

/** One hundred steps, each with a small result. */
export const steps100 = defineWorkflow({
  name: 'steps-100',
  version: '1',
  input: z.object({ batchId: z.string() }),
  run: async ({ step, input }) => {
    for (let i = 0; i < 100; i++)
      await step('handleOne', () => ({ item: `${input.batchId}-${i}`, ok: true }), { key: `handleOne:${i}` });
    return { handled: 100 };
  },
});

const Granted = z.object({ amount: z.number().positive() });

/** The refund of the examples, without the time that its shop takes, and with a form that is made once. */
export const refund = defineWorkflow({
  name: 'refund',
  version: '1',
  input: z.object({ orderId: z.string().min(1), amount: z.number().positive() }),
  run: async ({ step, approval, input }) => {
    const due = await step('calculateRefund', () => refundOf(input));
    const decision = await approval('approve:refund', {
      ...{ title: `Refund ${due.amount} for ${input.orderId}`, details: due, assignee: 'finance' },
      form: Granted,
      proposed: { amount: due.amount },
      ...{ timeout: '24h', onTimeout: 'reject', remind: ['4h'], escalate: [{ after: '8h', to: 'head-of-finance' }] },
    });
    return step('processRefund', () => payRefund(due.orderId, decision.value));
  },
});

/** The expense of the examples, at its longest: three approvals, one after another. */
export const expense = defineWorkflow({
  name: 'expense',
  version: '1',
  input: z.object({ expenseId: z.string().min(1), amount: z.number().positive(), requestedBy: z.string().min(1) }),
  run: async ({ step, approval, input }) => {
    const valid = await step('validateExpense', () => expenseOf(input));
    const approvedBy: string[] = [];
    for (const assignee of ['manager', 'finance', 'ceo']) {
      const title = `Expense ${input.expenseId}: ${input.amount}, asked by ${input.requestedBy}`;
      approvedBy.push((await approval(`approval:${assignee}`, { title, details: valid, assignee })).by);
    }
    return step('processExpense', () => payExpense(input, approvedBy));
  },
});
