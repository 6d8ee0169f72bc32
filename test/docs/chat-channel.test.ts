/** The channel that the guide to notices shows. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { createChatChannel } from '../../docs/snippets/chat-channel.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { aFailedRun } from '../support/builders.ts';
import { dueDeliveries } from '../support/due-deliveries.ts';
import { memoryStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';

it.each([
  [200, 0],
  [503, 1],
])('posts each notice under its id; what is answered with %d leaves %d undelivered', async (status, count) => {
  const got: { id: unknown; body: string }[] = [];
  const server = createServer(async (request, response) => {
    got.push({ id: request.headers['idempotency-key'], body: await text(request) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const stores = await memoryStores();
  const channel = createChatChannel(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`); // it listens on a port
  const { teller } = createTestSystem({ workflows: [], stores, channels: [channel] });
  const run = aFailedRun({ runId: 'run-1', epoch: 2 });
  const clock = { now: () => new Date('2026-01-05T09:00:00Z'), sleep: (ms: number) => wait(ms < 5_000 ? 0 : ms) };

  await notify({ ...teller(), clock }, { kind: 'run', after: run });

  expect(got[0]).toMatchObject({ id: 'run-1/2/run-failed', body: expect.stringContaining('Run failed: refund') });
  const due = await dueDeliveries(stores);
  expect(due.map((delivery) => delivery.channel)).toEqual(Array.from({ length: count }, () => 'chat'));
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
