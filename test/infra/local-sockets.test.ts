/** The WebSocket API of the local system does what API Gateway's does: its events, its limits, its management API. */
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { type LocalSockets, openSockets, type SocketTerms } from '../../infra/local/sockets.ts';
import { silenceErrors } from '../support/silence.ts';
import { openStreamClient } from '../support/stream-client.ts';

interface Event {
  requestContext: { routeKey: string; connectionId: string; eventType: string };
  headers?: Record<string, string>;
  body?: string;
}

let sockets: LocalSockets;
let server: Server;

/** Sockets on a port of their own; `answer` is what the function answers with. */
async function listen(terms?: SocketTerms, answer: () => Promise<object> = async () => ({ statusCode: 200 })) {
  const events: Event[] = [];
  sockets = await openSockets((event) => {
    events.push(event as Event);
    return answer();
  }, terms);
  server = createServer().on('upgrade', sockets.upgrade).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/stream?inbox=`;
  const routes = () => events.map(({ requestContext }) => requestContext.routeKey);
  return { events, url, routes };
}

afterEach(async () => {
  server.close();
  await sockets.stop();
});

it('makes one event of each thing that a connection does, all with its id', async () => {
  const { events, url, routes } = await listen();

  const client = await openStreamClient(url, { 'x-countersign-actor': 'ann@example.com' });
  client.send('{"type":"ping"}');
  await vi.waitUntil(() => events.length === 2);
  await client.close();
  await vi.waitUntil(() => events.length === 3);

  expect(routes()).toEqual(['$connect', '$default', '$disconnect']);
  expect(new Set(events.map(({ requestContext }) => requestContext.connectionId)).size).toBe(1);
  expect(events[0]).toMatchObject({
    queryStringParameters: { inbox: '' },
    headers: { 'x-countersign-actor': 'ann@example.com', host: expect.stringContaining('127.0.0.1') },
  });
  expect(events[1]?.body).toBe('{"type":"ping"}');
});

it.each([
  ['that says and hears nothing for too long', { idleMs: 50, mostOpenMs: 60_000 }],
  ['that is open for too long', { idleMs: 60_000, mostOpenMs: 50 }],
])('ends a connection %s', async (_what, terms) => {
  const { url, routes } = await listen(terms);

  const client = await openStreamClient(url);

  expect(await client.closed).toBe(1001);
  await vi.waitUntil(() => routes().includes('$disconnect'));
});

it('keeps one that is in use', async () => {
  const { url } = await listen({ idleMs: 300, mostOpenMs: 60_000 });
  const client = await openStreamClient(url);
  let isOpen = true;
  void client.closed.then(() => {
    isOpen = false;
  });

  for (let i = 0; i < 6; i++) {
    await wait(100);
    client.send('ping');
  }

  expect(isOpen).toBe(true);
  await client.close();
});

it('answers what the function answers where it does not let somebody in', async () => {
  const body = JSON.stringify({ code: 'unauthenticated', detail: 'Größer' });
  const { url, routes } = await listen(undefined, async () => ({ statusCode: 401, body }));

  const refused = await openStreamClient(url).catch((error: unknown) => error);

  expect(refused).toMatchObject({ status: 401, problem: { code: 'unauthenticated', detail: 'Größer' } });
  expect(routes()).toEqual(['$connect']);
});

it('answers with 500 where the function fails', async () => {
  silenceErrors();
  const { url } = await listen(undefined, () => Promise.reject(new Error('broken')));

  const refused = await openStreamClient(url).catch((error: unknown) => error);

  expect(refused).toMatchObject({ status: 500, problem: { code: 'internal' } });
});

it('posts to nobody who does not know where', async () => {
  const { url, events } = await listen();
  const client = await openStreamClient(url);
  const id = encodeURIComponent(events[0]?.requestContext.connectionId ?? '');
  const { origin } = new URL(sockets.endpoint);

  const [stranger, known, gone] = await Promise.all(
    [
      `${origin}/@connections/${id}`,
      `${sockets.endpoint}/@connections/${id}`,
      `${sockets.endpoint}/@connections/x`,
    ].map(async (address) => (await fetch(address, { method: 'POST', body: '{"a":1}' })).status),
  );

  expect([stranger, known, gone]).toEqual([404, 200, 410]);
  expect(await client.hear(() => true)).toEqual({ a: 1 });
  await client.close();
});

it.each(['/%E0%A4%A', '//', '/'])(
  'goes on where something on this machine asks its management API for %s',
  async (path) => {
    const { url } = await listen();
    const { hostname, port } = new URL(sockets.endpoint);

    const answer = await new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

    expect(answer).toBe(404);
    await (await openStreamClient(url)).close();
  },
);
