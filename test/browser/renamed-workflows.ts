/** The refund after a change that its version does not tell of: a run that waits in the one before cannot go on in this one. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import examples from '../../examples/workflows.ts';

const refund = defineWorkflow({
  name: 'refund',
  version: '1',
  input: z.object({ orderId: z.string().min(1), amount: z.number().positive() }),
  run: async ({ step, approval, input }) => {
    const due = await step('computeRefund', async () => ({ orderId: input.orderId, amount: input.amount }));
    const { value } = await approval('approve:refund', {
      title: `Refund ${due.amount} for ${input.orderId}`,
      form: z.object({ amount: z.number().positive().max(due.amount) }),
      proposed: { amount: due.amount },
      assignee: 'finance',
    });
    return value;
  },
});

export default [refund, ...examples.filter(({ name }) => name !== 'refund')];
