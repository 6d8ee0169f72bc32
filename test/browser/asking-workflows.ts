/** Three ways to ask beside those of the examples: a value without a form, a form without a value, and neither. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import examples from '../../examples/workflows.ts';

const input = z.object({ what: z.string() });

const note = defineWorkflow({
  ...{ name: 'note', version: '1', input },
  run: ({ approval, input: { what } }) =>
    approval('approve:note', { title: `Note on ${what}`, proposed: { text: what }, assignee: 'finance' }),
});

const budget = defineWorkflow({
  ...{ name: 'budget', version: '1', input },
  run: ({ approval, input: { what } }) =>
    approval('approve:budget', {
      title: `Budget of ${what}`,
      form: z.object({ amount: z.number().positive() }),
      assignee: 'finance',
    }),
});

const visit = defineWorkflow({
  ...{ name: 'visit', version: '1', input },
  run: ({ approval, input: { what } }) => approval('approve:visit', { title: `Visit of ${what}`, assignee: 'manager' }),
});

export default [...examples, note, budget, visit];
