/** Serves endpoints of the HTTP interface from API Gateway's events. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Hono } from 'hono';
import { type ApiGatewayRequestContextV2, handle, type LambdaEvent } from 'hono/aws-lambda';
import type * as z from 'zod/mini';
import type { Actor } from '../domain/actor.ts';
import { parseInput } from '../domain/parse-input.ts';
import { CountersignError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { Answer } from './answer.ts';
import { API, type EndpointName } from './api.ts';
import { callerOf } from './caller.ts';
import { failurePage } from './decided-page.ts';
import type { Endpoint } from './endpoint.ts';
import { parseJson, refuseLarge } from './input.ts';
import { isUnexpected, problemOf } from './problem.ts';

/** How a function is reached over HTTP. */
export interface HttpSettings {
  /** True where callers on this machine are taken at their word. */
  local: boolean;
  /** The hosts (with port) that it answers as; absent where the gateway only lets its own through. */
  hosts?: readonly string[];
  /** Origins of pages that may call it, beside its own. */
  origins: readonly string[];
  /** Where the inbox is, without a slash at the end; without it, pages do not link to it. */
  inboxUrl?: string | undefined;
}

type Parsed<Name extends EndpointName, Part extends 'params' | 'query'> = z.infer<(typeof API)[Name][Part]>;
type Body<Name extends EndpointName> = (typeof API)[Name] extends { body: infer Schema extends z.ZodMiniType }
  ? z.infer<Schema>
  : undefined;

/** A request, parsed. */
export interface Call<Name extends EndpointName = EndpointName> {
  params: Parsed<Name, 'params'>;
  query: Parsed<Name, 'query'>;
  body: Body<Name>;
  /** Who calls; `claimed` is who the body says it is, where nothing proves it. */
  actor(claimed?: string): Actor;
  header(name: string): string | undefined;
  /** The body as it came. */
  text(): Promise<string>;
}

/** What serves which endpoint. */
export type Endpoints = { [Name in EndpointName]?: (call: Call<Name>) => Promise<Answer> };

export const answer = (status: number, body: unknown): Answer => ({ status, body });

/** An answer whose body is sent as it stands: JSON already, or what `type` says. */
export const answerText = (status: number, text: string, type?: string): Answer => ({
  ...{ status, body: undefined, text },
  ...(type !== undefined && { type }),
});

type Bindings = { event: LambdaEvent; requestContext: ApiGatewayRequestContextV2 };

/** A handler of API Gateway's HTTP events (payload format 2.0) that serves these endpoints. */
export function serve(
  endpoints: Endpoints,
  settings: HttpSettings,
  log: Log,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  const app = new Hono<{ Bindings: Bindings }>();
  app.onError((error, context) => {
    if (isUnexpected(error)) log.error('A request failed.', idsOf(context.req.param()), error);
    const problem = problemOf(error);
    if (isPage(context.req.path))
      return responseOf(failurePage(problem, { now: new Date(), inboxUrl: settings.inboxUrl }));
    return new Response(JSON.stringify(problem), {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json' },
    });
  });
  app.use(async (context, next) => {
    refuseForeign(context.req.raw.headers, settings, isPage(context.req.path));
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
  });
  for (const [name, serveEndpoint] of Object.entries(endpoints)) {
    const endpoint: Endpoint = API[name as EndpointName];
    app.on(endpoint.method, endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const { req } = context;
      const event = context.env.event as unknown as APIGatewayProxyEventV2; // Hono's own type of the same event
      if (!isOn(event.routeKey, endpoint)) throw notByRoute(event.routeKey, req.path);
      const call = {
        params: parseInput(endpoint.params, req.param()),
        query: parseInput(endpoint.query, req.query()),
        body: endpoint.body && parseInput(endpoint.body, await bodyOf(endpoint, req.raw.clone())),
        actor: (claimed?: string) => callerOf(event, settings.local, claimed),
        header: (header: string) => req.header(header),
        text: () => req.text(),
      };
      const answered = await (serveEndpoint as (call: unknown) => Promise<Answer>)(call); // its own schemas made the call
      return responseOf(answered);
    });
  }
  app.notFound((context) => {
    throw nothingHere(context.req.method, context.req.path);
  });
  const handler = handle(app);
  return async (event) =>
    (await handler(withoutIdleBody(event) as unknown as LambdaEvent)) as APIGatewayProxyStructuredResultV2;
}

/**
 * True for an endpoint that the gateway's route leads to. Slashes and dots that come encoded are within one parameter of a route, by which
 * the gateway lets callers in, and it hands them on decoded: the path that is served may be that of another route.
 */
function isOn(routeKey: string | undefined, { path }: Endpoint): boolean {
  const route = routeKey?.split(' ')[1];
  if (route === undefined) return true; // the route of all that has none of its own
  const pattern = route.replaceAll(/\{\w+(\+?)\}/g, (_, rest) => (rest ? '.+' : '[^/]+'));
  return new RegExp(`^${pattern}$`).test(path);
}

const notByRoute = (route: string, path: string): CountersignError =>
  new CountersignError(
    'not-found',
    `The route ${route} does not lead to ${path}. Send neither slashes nor dots encoded.`,
  );

/** What the address is about. */
const idsOf = ({ runId, key }: Partial<Record<string, string>>) => ({ runId, key });

/** The body of a GET or HEAD means nothing (RFC 9110, section 9.3.1), and Hono's adapter makes no request with one. */
function withoutIdleBody(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const { body: _idle, ...rest } = event;
  return ['GET', 'HEAD'].includes(event.requestContext.http.method) ? rest : event;
}

/** Where people are answered with pages, errors included. */
const isPage = (path: string): boolean => path === '/decide' || path.startsWith('/decide/');

const responseOf = ({ status, body, text, type = 'application/json', headers }: Answer): Response =>
  new Response(text ?? JSON.stringify(body), { status, headers: { ...headers, 'content-type': type } });

const TYPES = {
  json: { pattern: /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i, name: 'application/json', parse: parseJson },
  form: {
    pattern: /^application\/x-www-form-urlencoded\s*(?:;|$)/i,
    name: 'application/x-www-form-urlencoded',
    parse: (text: string): unknown => Object.fromEntries(new URLSearchParams(text)),
  },
};

async function bodyOf({ takes = 'json' }: Endpoint, request: Request): Promise<unknown> {
  const text = await request.text();
  refuseLarge(text);
  const { pattern, name, parse } = TYPES[takes];
  const type = request.headers.get('content-type') ?? '';
  if (!pattern.test(type)) {
    throw new CountersignError(
      'unsupported-media-type',
      `The body must be sent as ${name}, not ${type || 'without a type'}.`,
    );
  }
  return parse(text);
}

/**
 * Refuses names that are not this service's (DNS rebinding) and pages of other origins. The forms of pages that send no
 * referrer come from the origin `null`; what they hold shows where they are from.
 */
export function refuseForeign(headers: Headers, { hosts, origins }: HttpSettings, isForm = false): void {
  const host = headers.get('host') ?? '';
  if (hosts && !hosts.includes(host))
    throw new CountersignError('not-allowed', `This service does not answer as "${host}".`);
  const origin = headers.get('origin');
  if (
    origin !== null &&
    !(isForm && origin === 'null') &&
    origin !== `https://${host}` &&
    !origins.includes(origin) &&
    !(hosts && origin === `http://${host}`)
  ) {
    throw new CountersignError('not-allowed', `Pages of ${origin} may not call this service.`);
  }
}

function nothingHere(method: string, path: string): CountersignError {
  const there = Object.values<Endpoint>(API).filter((endpoint) =>
    new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return there.length > 0
    ? new CountersignError(
        'method-not-allowed',
        `${path} takes ${there.map((endpoint) => endpoint.method).join(', ')}, not ${method}.`,
      )
    : new CountersignError('not-found', `There is nothing at ${path}. GET /openapi.json says what there is.`);
}
