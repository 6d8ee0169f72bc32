/** A refund that a person approves: one step, one approval, one step. */
import { setTimeout as wait } from 'node:timers/promises';
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

/** Stands for the shop's own code: what is to be paid back of an order. */
async function calculateRefund(order: { orderId: string; amount: number }) {
  await wait(5);
  return { orderId: order.orderId, amount: Math.round(order.amount * 100) / 100 };
}

/** Stands for the payment provider. The idempotency key makes a second call for the same run harmless. */
async function processRefund(refund: { orderId: string; amount: number }, idempotencyKey: string) {
  await wait(5);
  return { orderId: refund.orderId, refunded: refund.amount, receipt: `receipt-for-${idempotencyKey}` };
}

export const refund = defineWorkflow({
  name: 'refund',
  version: '1',
  input: z
    .object({ orderId: z.string().min(1), amount: z.number().positive() })
    .meta({ examples: [{ orderId: 'order-123', amount: 40 }] }),
  deps: { calculateRefund, processRefund },
  run: async ({ step, approval, deps, input }) => {
    const due = await step('calculateRefund', () => deps.calculateRefund(input));
    const decision = await approval('approve:refund', {
      title: `Refund ${due.amount} for ${input.orderId}`,
      details: due,
      form: z.object({ amount: z.number().positive().max(due.amount) }),
      proposed: { amount: due.amount },
      assignee: 'finance',
      timeout: '24h',
      onTimeout: 'reject',
      remind: ['4h'],
      escalate: [{ after: '8h', to: 'head-of-finance' }],
    });
    return step('processRefund', ({ idempotencyKey }) =>
      deps.processRefund({ ...due, ...decision.value }, idempotencyKey),
    );
  },
});
