/** Connections to the stream: one for each topic, however many parts of a page look at it, kept up until nobody does. */
import ReconnectingWebSocket from 'partysocket/ws';
import { type LiveMessage, liveMessageOf } from '../domain/live-message.ts';

/** How a connection stands: `offline` once it was lost, or could not be made, until it is there again. */
export type LiveState = 'connecting' | 'open' | 'offline';

export interface LiveSubscriber {
  onMessage(message: LiveMessage): void;
  onState(state: LiveState): void;
}

export interface LiveConnections {
  /** Tells of everything about `query` from its present state on; what it hands back ends that. */
  subscribe(query: string, subscriber: LiveSubscriber): () => void;
}

export interface LiveOptions {
  /** Where to connect to; asked before every connection. */
  addressOf(query: string): Promise<string>;
  /** Default: the browser's. */
  WebSocket?: unknown;
  /** Tells by `offline` and `online` that the network was lost, or is there again: a browser's window. */
  network?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined;
  /** How often the connection is shown to be in use, in ms (default: 4 minutes; the gateway closes idle ones after 10). */
  pingEveryMs?: number;
  /** How long to wait before connecting again, in ms (default: about a second); each time half as long again. */
  retryAfterMs?: number;
}

const MINUTE = 60_000;
const LONGEST_RETRY = 20_000;
const PING = JSON.stringify({ type: 'ping' });

/** One connection, and who looks at it. */
interface Shared {
  readonly subscribers: Set<LiveSubscriber>;
  /** What whoever comes later has to be told: the latest message about each thing, since the connection was opened. */
  readonly told: Map<string, LiveMessage>;
  state: LiveState;
  close(): void;
}

export function createLiveConnections(options: LiveOptions): LiveConnections {
  const all = new Map<string, Shared>();
  return {
    subscribe(query, subscriber) {
      const shared = all.get(query) ?? open(query, options);
      all.set(query, shared);
      shared.subscribers.add(subscriber);
      subscriber.onState(shared.state);
      for (const message of shared.told.values()) subscriber.onMessage(message);
      return () => {
        shared.subscribers.delete(subscriber);
        // A part of a page that is drawn anew leaves and comes back at once.
        setTimeout(() => {
          if (shared.subscribers.size > 0 || all.get(query) !== shared) return;
          all.delete(query);
          shared.close();
        });
      };
    },
  };
}

function open(query: string, options: LiveOptions): Shared {
  const { network, pingEveryMs = 4 * MINUTE } = options;
  let socket = socketTo(query, options);
  const shared: Shared = {
    ...{ subscribers: new Set(), told: new Map(), state: 'connecting' },
    close() {
      clearInterval(pinging);
      for (const change of NETWORK_CHANGES) network?.removeEventListener(change, renew);
      socket.close();
    },
  };
  const become = (state: LiveState) => {
    if (shared.state === state) return;
    shared.state = state;
    for (const subscriber of shared.subscribers) subscriber.onState(state);
  };
  const pinging = setInterval(() => {
    if (socket.readyState === socket.OPEN) socket.send(PING);
  }, pingEveryMs);
  const listen = (to: ReconnectingWebSocket) => {
    const isOver = () => to !== socket;
    const lost = () => isOver() || become('offline');
    to.addEventListener('open', () => {
      if (isOver()) return;
      shared.told.clear();
      become('open');
    });
    to.addEventListener('close', lost);
    to.addEventListener('error', lost);
    to.addEventListener('message', ({ data }) => {
      const message = liveMessageOf(String(data));
      if (isOver() || !message) return;
      shared.told.set(aboutOf(message), message);
      for (const subscriber of shared.subscribers) subscriber.onMessage(message);
    });
  };
  // A connection over a network that is gone looks open for minutes. Where it was another network, the new one is there at once.
  const renew = () => {
    become('offline');
    const before = socket;
    socket = socketTo(query, options);
    before.close();
    listen(socket);
  };
  for (const change of NETWORK_CHANGES) network?.addEventListener(change, renew);
  listen(socket);
  return shared;
}

const NETWORK_CHANGES = ['offline', 'online'] as const;

const socketTo = (query: string, { addressOf, WebSocket, retryAfterMs = 1_000 }: LiveOptions): ReconnectingWebSocket =>
  new ReconnectingWebSocket(() => addressOf(query), null, {
    ...(WebSocket !== undefined && { WebSocket }),
    // Not all pages at once, when a service comes back.
    minReconnectionDelay: retryAfterMs * (0.5 + Math.random()),
    maxReconnectionDelay: LONGEST_RETRY * (0.75 + Math.random() / 2),
    ...{ reconnectionDelayGrowFactor: 1.5, connectionTimeout: 10_000, maxEnqueuedMessages: 0 },
  });

/** What the message is about, of which it is the latest. */
function aboutOf(message: LiveMessage): string {
  if ('items' in message) return 'items';
  if ('run' in message) return message.run.runId;
  const { runId, key } = 'approval' in message ? message.approval : { key: '', ...message };
  return `${runId}/${key}`;
}
