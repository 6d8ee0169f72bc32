/** A payment that two people of finance approve, none of them whoever asked for it. */
import { setTimeout as wait } from 'node:timers/promises';
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

/** Stands for the bank. The idempotency key makes a second call for the same run harmless. */
async function pay(to: string, amount: number, idempotencyKey: string) {
  await wait(5);
  return { to, amount, receipt: `receipt-for-${idempotencyKey}` };
}

export const payment = defineWorkflow({
  name: 'payment',
  version: '1',
  input: z
    .object({ to: z.string().min(1), amount: z.number().positive() })
    .meta({ title: 'Payment by two', examples: [{ to: 'ACME', amount: 900 }] }),
  deps: { pay },
  run: async ({ step, approval, deps, input }) => {
    const { value, votes = [] } = await approval('approve:payment', {
      title: `Pay ${input.amount} to ${input.to}`,
      details: input,
      form: z.object({ amount: z.number().positive().max(input.amount) }),
      proposed: { amount: input.amount },
      assignee: 'finance',
      quorum: { approvals: 2 },
      separation: ['requester', 'editor'],
      timeout: '3d',
      businessHours: { zone: 'Europe/Berlin', days: 'Mon-Fri', from: '09:00', to: '17:00' },
      remind: { every: '1d', max: 2 },
    });
    const receipt = await step('pay', ({ idempotencyKey }) => deps.pay(input.to, value.amount, idempotencyKey));
    return { ...receipt, approvedBy: votes.map(({ by }) => by) };
  },
});
