/** The WebSocket API of the local system: hands what connections do to the stream function, and sends what is posted to them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { CountersignError } from '../../shared/errors.ts';
import { problemOf } from '../../shared/lambda/problem.ts';

export interface LocalSockets {
  /** Where the client of the management API is to post. */
  endpoint: string;
  /** Takes a request that wants to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): Promise<void>;
}

export interface SocketTerms {
  /** How long a connection may say and hear nothing, in ms. */
  idleMs: number;
  /** How long it may be open, in ms. */
  mostOpenMs: number;
}

const MINUTE = 60_000;

/** As API Gateway does it. */
const AS_ON_AWS: SocketTerms = { idleMs: 10 * MINUTE, mostOpenMs: 120 * MINUTE };

/** The largest message, in bytes. */
const MOST_BYTES = 128 * 1024;

const PATH = '/stream';

/** Codes of closing: it was open, or idle, for too long; the system ends. */
const GOING_AWAY = 1001;

/** Opens the sockets; `invoke` has the stream function handle an event. */
export async function openSockets(
  invoke: (event: object) => Promise<unknown>,
  { idleMs, mostOpenMs }: SocketTerms = AS_ON_AWS,
): Promise<LocalSockets> {
  const open = new Map<string, { send(text: string): void; end(): void }>();
  const upgrading = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  let stopped = false;

  const connect = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== PATH)
      throw new CountersignError('not-found', `There is no WebSocket at ${url.pathname}, but at ${PATH}.`);
    const id = `${randomBytes(11).toString('base64url')}=`; // as API Gateway's look
    const answer = (await invoke(connectEvent(id, request, url))) as APIGatewayProxyStructuredResultV2; // the function's format
    if (answer.statusCode !== 200) return refuse(socket, answer);
    if (socket.destroyed) return left(id);
    upgrading.handleUpgrade(request, socket, head, (webSocket) => keep(id, webSocket));
  };
  const keep = (id: string, webSocket: WebSocket): void => {
    const end = () => webSocket.close(GOING_AWAY);
    const idle = setTimeout(end, idleMs).unref();
    const old = setTimeout(end, mostOpenMs).unref();
    open.set(id, {
      send(text) {
        idle.refresh();
        webSocket.send(text);
      },
      end,
    });
    webSocket.on('error', () => {}); // a close follows
    webSocket.on('message', (data) => {
      idle.refresh();
      void invoke(messageEvent(id, data)).catch(report);
    });
    webSocket.on('close', () => {
      clearTimeout(idle);
      clearTimeout(old);
      open.delete(id);
      left(id);
    });
  };
  const left = (id: string): void => {
    if (!stopped) void invoke(eventOf('$disconnect', 'DISCONNECT', id)).catch(report);
  };
  const management = await openManagement({
    post(id, text) {
      open.get(id)?.send(text);
      return open.has(id);
    },
    end(id) {
      open.get(id)?.end();
      return open.has(id);
    },
  });
  return {
    endpoint: management.endpoint,
    upgrade(request, socket, head) {
      socket.on('error', () => {}); // whoever asked has gone
      connect(request, socket, head).catch((error: unknown) => {
        if (!(error instanceof CountersignError)) report(error);
        const problem = problemOf(error);
        refuse(socket, { statusCode: problem.status, body: JSON.stringify(problem) });
      });
    },
    async stop() {
      stopped = true;
      for (const webSocket of upgrading.clients) webSocket.terminate();
      await management.stop();
    },
  };
}

const report = (error: unknown): void => console.error('The stream function failed.', error);

const GONE = { status: 410, headers: { 'x-amzn-errortype': 'GoneException' } };

/** What is done to a connection; false where there is none by this id. */
interface Managed {
  post(connectionId: string, text: string): boolean;
  end(connectionId: string): boolean;
}

/** API Gateway's management API, as far as it posts to connections and ends them; on an address of its own that no page can guess. */
async function openManagement({ post, end }: Managed): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const path = `/${randomUUID()}`;
  const prefix = `${path}/@connections/`;
  const answer = async (request: IncomingMessage): Promise<{ status: number; headers?: Record<string, string> }> => {
    const text = (await buffer(request)).toString();
    const { method, url = '' } = request;
    if (!url.startsWith(prefix)) return { status: 404 };
    const id = decodeURIComponent(url.slice(prefix.length));
    if (method === 'POST') return post(id, text) ? { status: 200 } : GONE;
    if (method === 'DELETE') return end(id) ? { status: 204 } : GONE;
    return { status: 404 };
  };
  // Whatever on this machine asks something else here is answered, and ends nothing.
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, headers }) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(status === 204 ? undefined : '{}'),
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${path}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(socket: Duplex, { statusCode = 500, body = '' }: APIGatewayProxyStructuredResultV2): void {
  const head = [
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`,
    ...['content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close'],
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** The event that API Gateway makes of what a connection does. */
const eventOf = (routeKey: string, eventType: string, connectionId: string) => ({
  requestContext: {
    ...{ routeKey, eventType, connectionId },
    ...{ apiId: 'local', stage: PATH.slice(1), domainName: 'localhost', messageDirection: 'IN' },
    ...{ requestId: randomUUID(), requestTimeEpoch: Date.now() },
  },
  isBase64Encoded: false,
});

function connectEvent(connectionId: string, { headers }: IncomingMessage, url: URL) {
  const texts = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : (value ?? ''),
  ]);
  return {
    ...eventOf('$connect', 'CONNECT', connectionId),
    headers: Object.fromEntries(texts),
    ...(url.search && { queryStringParameters: Object.fromEntries(url.searchParams) }),
  };
}

const messageEvent = (connectionId: string, data: RawData) => ({
  ...eventOf('$default', 'MESSAGE', connectionId),
  body: String(data),
});
