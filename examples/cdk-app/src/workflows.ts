/** The workflows that are deployed. */
import { setTimeout as wait } from 'node:timers/promises';
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

/** Stands for the warehouse's own code. */
async function shipToCustomer(order: { orderId: string }) {
  await wait(5);
  return { orderId: order.orderId, shipped: true };
}

const shipment = defineWorkflow({
  name: 'shipment',
  version: '1',
  input: z.object({ orderId: z.string().min(1) }),
  deps: { shipToCustomer },
  run: async ({ step, approval, deps, input }) => {
    await approval('approve:shipment', {
      title: `Ship ${input.orderId}`,
      details: input,
      assignee: 'warehouse',
      timeout: '24h',
    });
    return step('shipToCustomer', () => deps.shipToCustomer(input));
  },
});

export default [shipment];
