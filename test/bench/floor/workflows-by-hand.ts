/** The refund and the expense as fixed sequences, asking the same of the same people. */
import { type Expense, expenseOf, type Order, payExpense, payRefund, refundOf } from '../runs/shop.ts';
import type { FixedWorkflow } from './run-by-hand.ts';

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

export const refundByHand: FixedWorkflow<Order> = {
  name: 'refund',
  asks: ({ orderId, amount }) => [
    {
      ...{ key: 'approve:refund', title: `Refund ${amount} for ${orderId}`, assignee: ['finance'] },
      form: '{"type":"object","properties":{"amount":{"type":"number","exclusiveMinimum":0}},"required":["amount"],"additionalProperties":false}',
      proposed: JSON.stringify({ amount }),
      expiresAt: inHours(24),
      events: [
        { kind: 'remind', at: inHours(4) },
        { kind: 'escalate', at: inHours(8), to: 'head-of-finance' },
      ],
    },
  ],
  first: { key: 'calculateRefund', run: refundOf },
  last: {
    key: 'processRefund',
    run: ({ orderId }, _due, [decision]) => payRefund(orderId, JSON.parse(decision?.value ?? '{}')),
  },
};

export const expenseByHand: FixedWorkflow<Expense> = {
  name: 'expense',
  asks: ({ expenseId, amount, requestedBy }) =>
    ['manager', 'finance', 'ceo'].map((stage) => ({
      ...{ key: `approval:${stage}`, assignee: [stage] },
      title: `Expense ${expenseId}: ${amount}, asked by ${requestedBy}`,
    })),
  first: { key: 'validateExpense', run: expenseOf },
  last: {
    key: 'processExpense',
    run: (expense, _valid, decisions) =>
      payExpense(
        expense,
        decisions.map(({ by }) => by),
      ),
  },
};
