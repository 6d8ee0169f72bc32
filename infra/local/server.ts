/** The HTTP server of the local system: what API Gateway and the static files are on AWS, and two routes of its own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { parseDuration } from '../../shared/domain/duration.ts';
import { parseInput } from '../../shared/domain/parse-input.ts';
import { CountersignError, isCountersignError } from '../../shared/errors.ts';
import { parseJson, refuseLarge } from '../../shared/lambda/input.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import { eventOf, send } from './http-event.ts';
import type { InboxPage } from './inbox-page.ts';
import { filtered, OUTBOX_SECURITY, outboxPage } from './outbox-page.ts';
import type { LocalSystem } from './system.ts';
import { travel } from './time-travel.ts';

const ClockInput = z.strictObject({ advance: z.string() });

type Answer = APIGatewayProxyStructuredResultV2;

const json = (body: unknown): Answer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** A server for the system; `hosts` are the names (with port) that it answers as. */
export function createLocalServer(system: LocalSystem, hosts: readonly string[], inbox?: InboxPage): Server {
  const server = createServer((request, response) => {
    answerTo(system, hosts, request, inbox).then(
      (answer) => send(response, answer, system.clock.now()),
      (error: unknown) => refuse(response, error, system.clock.now()),
    );
  });
  return server.on('upgrade', system.sockets.upgrade);
}

async function answerTo(
  system: LocalSystem,
  hosts: readonly string[],
  request: IncomingMessage,
  inbox: InboxPage | undefined,
): Promise<Answer> {
  const event = await eventOf(request);
  const { method } = event.requestContext.http;
  const own = ownRoute(method, event.rawPath, inbox);
  if (own) {
    const origin = event.headers.origin;
    if (
      !hosts.includes(event.headers.host ?? '') ||
      (origin !== undefined && !hosts.includes(origin.replace('http://', '')))
    ) {
      throw new CountersignError(
        'not-allowed',
        `This service does not answer as "${event.headers.host}"${origin ? ` to ${origin}` : ''}.`,
      );
    }
    return own(system, event);
  }
  const name = method === 'POST' && event.rawPath === '/runs' ? 'start' : 'webhook';
  return (await system.invoke(name, event)) as Answer; // the functions answer in API Gateway's format
}

type Event = Awaited<ReturnType<typeof eventOf>>;

function ownRoute(
  method: string,
  path: string,
  inbox: InboxPage | undefined,
): ((system: LocalSystem, event: Event) => Promise<Answer> | Answer) | undefined {
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && inbox?.has(path)) return (_system, { headers }) => inbox.answer(path, headers.host ?? '');
  if (isRead && path === '/outbox') return showOutbox;
  if (path === '/dev/clock' && method === 'POST') return moveClock;
  return undefined;
}

function showOutbox({ outbox }: LocalSystem, event: Event): Answer {
  const items = outbox.list();
  const { channel, kind } = event.queryStringParameters ?? {};
  if (!(event.headers.accept ?? '').includes('text/html')) return json({ items: filtered(items, { channel, kind }) });
  return {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': OUTBOX_SECURITY },
    body: String(outboxPage(items, { channel, kind })),
  };
}

async function moveClock(system: LocalSystem, { body = '' }: Event): Promise<Answer> {
  refuseLarge(body);
  const { advance } = parseInput(ClockInput, parseJson(body));
  const ms = parseDuration(advance);
  if (ms === undefined) {
    const errors = [{ path: 'advance', message: 'is no duration; write for example 90s, 15m, 24h or 2d' }];
    throw new CountersignError(
      'invalid-input',
      `advance "${advance}" is no duration; write for example 90s, 15m, 24h or 2d.`,
      { errors },
    );
  }
  return json({ now: (await travel(system, ms)).toISOString() });
}

function refuse(response: ServerResponse, error: unknown, now: Date): void {
  if (!isCountersignError(error)) console.error(error);
  const problem = problemOf(error);
  const headers = { 'content-type': 'application/problem+json' };
  send(response, { statusCode: problem.status, headers, body: JSON.stringify(problem) }, now);
}
