/** The connections of a page, over the WebSockets of the local system. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { LOCAL_AWS } from '../../../infra/local/engine.ts';
import { type LocalSockets, openSockets } from '../../../infra/local/sockets.ts';
import { createGatewaySockets } from '../../../shared/adapters/websocket/gateway-sockets.ts';
import type { LiveMessage } from '../../../shared/domain/live-message.ts';
import { createLiveConnections, type LiveState } from '../../../shared/react/live-connections.ts';

interface Event {
  requestContext: { routeKey: string; connectionId: string };
  queryStringParameters?: Record<string, string>;
  body?: string;
}

let events: Event[];
let refuse: number;
let server: Server;
let sockets: LocalSockets;
let port: number;

async function listen(at = 0): Promise<void> {
  sockets = await openSockets(async (event) => {
    events.push(event as Event);
    return { statusCode: refuse-- > 0 ? 401 : 200 };
  });
  server = createServer().on('upgrade', sockets.upgrade).listen(at, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
}

async function stop(): Promise<void> {
  server.close();
  await sockets.stop();
}

beforeEach(async () => {
  [events, refuse] = [[], 0];
  await listen();
});
afterEach(stop);

const connections = () => events.filter(({ requestContext }) => requestContext.routeKey === '$connect');
const latest = () => connections().at(-1)?.requestContext.connectionId ?? '';
const gateway = () =>
  createGatewaySockets({
    client: () => new ApiGatewayManagementApiClient({ ...LOCAL_AWS, endpoint: sockets.endpoint }),
  });
const post = async (message: object) => gateway().send(latest(), JSON.stringify(message));
const page = (options: Partial<Parameters<typeof createLiveConnections>[0]> = {}) =>
  createLiveConnections({
    addressOf: async (query) => `ws://127.0.0.1:${port}/stream?${query}`,
    ...{ WebSocket, retryAfterMs: 20 },
    ...options,
  });
const looker = () => {
  const states: LiveState[] = [];
  const messages: LiveMessage[] = [];
  return {
    ...{ states, messages },
    onState: (state: LiveState) => void states.push(state),
    onMessage: (message: LiveMessage) => void messages.push(message),
  };
};
const leaving = (runId: string) => ({ type: 'inbox', runId, key: 'k', revision: '1', left: true });
const QUERY = 'inbox=finance';

it('hears what is sent, and is open from the moment that it can', async () => {
  const one = looker();
  const leave = page().subscribe(QUERY, one);
  await vi.waitUntil(() => one.states.includes('open'));

  expect(await post(leaving('run-1'))).toBe('sent');
  await vi.waitUntil(() => one.messages.length > 0);

  expect(one.messages).toEqual([leaving('run-1')]);
  expect(one.states).toEqual(['connecting', 'open']);
  expect(connections()).toMatchObject([{ queryStringParameters: { inbox: 'finance' } }]);
  leave();
});

it('opens one connection for all who look at the same, and tells who comes later what was told before', async () => {
  const live = page();
  const [one, other] = [looker(), looker()];
  const leaves = [live.subscribe(QUERY, one)];
  await vi.waitUntil(() => one.states.includes('open'));
  for (const runId of ['run-1', 'run-2', 'run-1']) await post(leaving(runId));
  await vi.waitUntil(() => one.messages.length === 3);

  leaves.push(live.subscribe(QUERY, other));

  expect(other.states).toEqual(['open']);
  expect(other.messages).toEqual([leaving('run-1'), leaving('run-2')]);
  expect(connections()).toHaveLength(1);
  for (const leave of leaves) leave();
});

it('stays open for a part of the page that comes back at once, and is closed when nobody looks any more', async () => {
  const live = page();
  const [one, again] = [looker(), looker()];
  live.subscribe(QUERY, one)();
  const leave = live.subscribe(QUERY, again);
  await vi.waitUntil(() => again.states.includes('open'));

  leave();
  await vi.waitUntil(() => events.some(({ requestContext }) => requestContext.routeKey === '$disconnect'));

  expect(connections()).toHaveLength(1);
  expect(await post(leaving('run-1'))).toBe('gone');
});

it('connects again where the system ended the connection, and is told anew', async () => {
  const one = looker();
  const leave = page().subscribe(QUERY, one);
  await vi.waitUntil(() => one.states.includes('open'));
  const id = latest();

  await gateway().end(id);
  await vi.waitUntil(() => one.states.at(-1) === 'open' && latest() !== id);
  await post(leaving('run-2'));
  await vi.waitUntil(() => one.messages.length > 0);

  expect(one.states).toEqual(['connecting', 'open', 'offline', 'open']);
  expect(await gateway().end(id)).toBeUndefined();
  leave();
});

it('E6: connects again after it was cut off, and forgets what was told before', async () => {
  const live = page();
  const [one, late] = [looker(), looker()];
  const leaves = [live.subscribe(QUERY, one)];
  await vi.waitUntil(() => one.states.includes('open'));
  await post(leaving('run-1'));
  await vi.waitUntil(() => one.messages.length === 1);

  await stop();
  await vi.waitUntil(() => one.states.includes('offline'));
  await listen(port);
  await vi.waitUntil(() => one.states.at(-1) === 'open', { timeout: 5_000 });
  leaves.push(live.subscribe(QUERY, late));

  expect(one.states[0]).toBe('connecting');
  expect(late.messages).toEqual([]);
  for (const leave of leaves) leave();
});

it.each(['offline', 'online'])(
  'trusts no connection from before the network was %s, and connects anew',
  async (change) => {
    const network = new EventTarget();
    const one = looker();
    const leave = page({ network }).subscribe(QUERY, one);
    await vi.waitUntil(() => one.states.includes('open'));
    const before = latest();

    network.dispatchEvent(new Event(change));
    const atOnce = one.states.at(-1);
    await vi.waitUntil(() => one.states.at(-1) === 'open' && latest() !== before);
    await post(leaving('run-2'));
    await vi.waitUntil(() => one.messages.length > 0);

    expect(atOnce).toBe('offline');
    expect(connections()).toHaveLength(2);
    await vi.waitUntil(() => events.some(({ requestContext }) => requestContext.routeKey === '$disconnect'));
    leave();
  },
);

it('tries again where it was refused, or had no address', async () => {
  refuse = 1;
  let isAway = true;
  const addressOf = async () => {
    if (!isAway) return `ws://127.0.0.1:${port}/stream?${QUERY}`;
    isAway = false;
    throw new Error('away');
  };
  const one = looker();

  const leave = page({ addressOf }).subscribe(QUERY, one);
  await vi.waitUntil(() => one.states.includes('open'), { timeout: 5_000 });

  expect(one.states).toContain('offline');
  expect(connections()).toHaveLength(2);
  leave();
});

it('shows that it is in use', async () => {
  const one = looker();

  const leave = page({ pingEveryMs: 10 }).subscribe(QUERY, one);
  await vi.waitUntil(() => events.some(({ body }) => body === '{"type":"ping"}'));

  leave();
});
