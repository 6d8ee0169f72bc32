/** Workflows of which every kind of notice is told: all that can become of an approval, and of a run. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

const FORM = { form: z.object({ amount: z.number() }), proposed: { amount: 40 } };

/** Reminded of and escalated, and open still after that. */
const waits = defineWorkflow({
  ...{ name: 'waits', version: '1', input: z.object({}) },
  run: ({ approval }) =>
    approval('approve', {
      ...{ ...FORM, title: 'Refund 40 for o-1', assignee: 'finance', timeout: '30d' },
      ...{ remind: ['1h'], escalate: [{ after: '2h', to: 'boss@example.com' }] },
    }),
});

/** Decided by somebody, or by time. */
const ends = defineWorkflow({
  ...{ name: 'ends', version: '1', input: z.object({}) },
  run: ({ approval }) => approval('approve', { ...FORM, title: 'Pay 40', assignee: 'finance', timeout: '3h' }),
});

const fails = defineWorkflow({
  ...{ name: 'fails', version: '1', input: z.object({}) },
  run: ({ step }) =>
    step('charge', async () => {
      throw new Error('no');
    }),
});

let times = 0;

/** Goes another way each time: the run that waits in it cannot go on, and needs review. */
const strays = defineWorkflow({
  ...{ name: 'strays', version: '1', input: z.object({}) },
  run: async ({ step, approval }) => {
    await step(`look-${++times}`, async () => times);
    return approval('approve', { ...FORM, title: 'Ship', assignee: 'finance', timeout: '30d' });
  },
});

export default [waits, ends, fails, strays];
