/** A payment that two of finance have to approve, none of them whoever asked for it. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import { pay } from './application.ts';

export const payment = defineWorkflow({
  name: 'payment',
  version: '1',
  input: z.object({ amount: z.number().positive() }),
  preapprove: ['approve:payment'], // may be decided before the run comes to ask
  run: async ({ step, approval, input }) => {
    const { value, votes } = await approval('approve:payment', {
      title: `Pay ${input.amount}`,
      form: z.object({ amount: z.number().max(input.amount) }),
      proposed: { amount: input.amount },
      assignee: 'finance',
      quorum: { approvals: 2 },
      separation: ['requester', 'editor'],
      proof: 'identified',
      timeout: '3d',
    });
    await step('pay', () => pay(value.amount));
    return votes?.map(({ by }) => by);
  },
});
