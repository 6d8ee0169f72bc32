/** A refund whose last step tells, by a datagram to 127.0.0.1, that it runs. */
import { createSocket } from 'node:dgram';
import { defineWorkflow } from 'countersign';
import * as z from 'zod';

const port = Number(process.env.BENCH_TELL_PORT);
const socket = createSocket('udp4').unref();

export default [
  defineWorkflow({
    name: 'refund',
    version: '1',
    input: z.object({ orderId: z.string(), amount: z.number() }),
    run: async ({ step, approval, input, ctx }) => {
      const due = await step('calculateRefund', () => ({ orderId: input.orderId, amount: input.amount }));
      await approval('approve:refund', {
        title: `Refund ${due.amount}`,
        details: due,
        assignee: 'finance',
        timeout: '24h',
      });
      return step('processRefund', () => {
        socket.send(ctx.runId, port, '127.0.0.1');
        return { refunded: due.amount };
      });
    },
  }),
];
