/** As much of Slack as the adapters ask for, over HTTP on this machine: takes note of what it is sent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SlackCall {
  method: string;
  token: string;
  args: Record<string, unknown>;
}

export interface SlackEndpoint {
  /** Where the Web API is. */
  readonly apiUrl: string;
  /** Where answers to clicks go. */
  readonly answersAt: string;
  readonly calls: SlackCall[];
  /** What was said to who clicked. */
  readonly said: string[];
  /** The same, as it was sent. */
  readonly answers: unknown[];
  /** What a method is refused with, instead of being done. */
  readonly refusals: Map<string, string>;
  /** The members, by id. */
  readonly users: Map<string, Record<string, unknown>>;
  stop(): Promise<void>;
}

const parsed = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

export async function startSlackEndpoint(): Promise<SlackEndpoint> {
  const calls: SlackCall[] = [];
  const said: string[] = [];
  const answers: unknown[] = [];
  const refusals = new Map<string, string>();
  const users = new Map<string, Record<string, unknown>>();
  let posted = 0;
  const done = ({ method, args }: SlackCall): Record<string, unknown> => {
    const error = refusals.get(method);
    if (error) return { ok: false, error };
    if (method === 'auth.test') return { ok: true, team_id: 'T1', user_id: 'UBOT' };
    if (method === 'chat.postMessage') return { ok: true, channel: 'C0RESOLVED', ts: `1767600000.00000${++posted}` };
    if (method !== 'users.info') return { ok: true };
    const user = users.get(String(args.user));
    return user ? { ok: true, user } : { ok: false, error: 'user_not_found' };
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url?.startsWith('/answers/')) {
      answers.push(parsed(body));
      said.push(String((parsed(body) as { text: unknown }).text));
      return void response.end('ok');
    }
    const method = request.url?.replace('/api/', '') ?? '';
    const args = Object.fromEntries(
      [...new URLSearchParams(body)].map(([name, value]) => [name, /^[[{]/.test(value) ? parsed(value) : value]),
    );
    const call = { method, token: String(request.headers.authorization).replace('Bearer ', ''), args };
    calls.push(call);
    const limited = refusals.get(method) === 'ratelimited';
    response.writeHead(limited ? 429 : 200, {
      'content-type': 'application/json',
      ...(limited && { 'retry-after': '30' }),
    });
    response.end(JSON.stringify(done(call)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  return {
    ...{ apiUrl: `${url}/api/`, answersAt: `${url}/answers/`, calls, said, answers, refusals, users },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
