/** The examples, with a delivery whose form has every kind of field: texts, numbers, boxes, choices, lists, and fields within fields. */
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import examples from '../../examples/workflows.ts';

const Delivery = z.object({
  recipient: z.string().min(3).max(60).describe('As it stands on the door'),
  parcels: z.int().min(1).max(9),
  express: z.boolean().describe('Costs more, and is there tomorrow'),
  packing: z.enum(['box', 'tube', 'pallet']),
  tags: z.array(z.string().min(2)).min(1).max(4).describe('Words that it is found by'),
  lines: z.array(z.object({ what: z.string(), price: z.number().min(0) })),
  address: z
    .object({ street: z.string(), city: z.string().describe('Without the postcode') })
    .describe('Where it goes'),
  leaveAt: z.string().max(80).nullable(),
});

const PROPOSED: z.infer<typeof Delivery> = {
  ...{ recipient: 'Ada Byron', parcels: 2, express: true, packing: 'box', tags: ['books', 'gift'] },
  lines: [
    { what: 'Notes on the engine', price: 18 },
    { what: 'Ribbon', price: 1.5 },
  ],
  ...{ address: { street: '12 St James’s Square', city: 'London' }, leaveAt: null },
};

const delivery = defineWorkflow({
  name: 'delivery',
  version: '1',
  input: z.object({ proposes: z.boolean() }),
  run: async ({ approval, input }) => {
    const { value } = await approval('approve:delivery', {
      ...{ title: 'Send the books to Ada Byron', form: Delivery, assignee: 'finance' },
      ...(input.proposes && { proposed: PROPOSED }),
    });
    return value;
  },
});

export default [...examples, delivery];
