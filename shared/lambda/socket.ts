/** Serves the routes of a WebSocket API from API Gateway's events. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Actor } from '../domain/actor.ts';
import { nameOf } from '../domain/group.ts';
import { ApprovalKey, RunId } from '../domain/ids.ts';
import { parseInput } from '../domain/parse-input.ts';
import { CountersignError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import { localCaller } from './caller.ts';
import { type HttpSettings, refuseForeign } from './http.ts';
import { isUnexpected, problemOf } from './problem.ts';

const SocketEvent = z.object({
  requestContext: z.object({ routeKey: z.string(), connectionId: z.string() }),
  headers: z.nullish(z.record(z.string(), z.string())),
  queryStringParameters: z.nullish(z.record(z.string(), z.string())),
});

const text = z.string().check(z.maxLength(200));

/** What the address of a stream says: what to watch, and a ticket. */
const StreamQuery = z
  .strictObject({
    ticket: z.optional(text),
    /** `<runId>/<key>`, or a key that is pending once. */
    approval: z.optional(z.string()),
    run: z.optional(RunId),
    inbox: z.optional(text.check(z.overwrite(nameOf))),
  })
  .check(
    z.refine((query) => [query.approval, query.run, query.inbox].filter((one) => one !== undefined).length === 1, {
      error: 'must say what to watch: one of approval, run and inbox',
    }),
  );

/** Somebody who wants to watch something. */
export interface Connecting {
  connectionId: string;
  approval?: { runId?: string; key: string };
  run?: string;
  /** Whose inbox; `''`: their own. */
  inbox?: string;
  ticket?: string;
  /** Who it is without a ticket; `unauthenticated` where nobody is taken at their word. */
  caller(): Actor;
}

export interface SocketRoutes {
  connect(connecting: Connecting): Promise<void>;
  disconnect(connectionId: string): Promise<void>;
}

/** A handler of API Gateway's WebSocket events; what `connect` throws refuses the connection. Other messages keep it alive. */
export function serveSockets(
  { connect, disconnect }: SocketRoutes,
  settings: HttpSettings,
  log: Log,
): (event: unknown) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
    try {
      const { requestContext, ...request } = parseInput(SocketEvent, event);
      const { routeKey, connectionId } = requestContext;
      if (routeKey === '$disconnect') await disconnect(connectionId);
      if (routeKey === '$connect') {
        const headers = Object.fromEntries(
          Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
        );
        refuseForeign(new Headers(headers), settings);
        const query = parseInput(StreamQuery, request.queryStringParameters ?? {});
        await connect({ connectionId, ...connectingIn(query), caller: () => callerWithoutTicket(headers, settings) });
      }
      return { statusCode: 200 };
    } catch (error) {
      if (isUnexpected(error)) log.error('A connection could not be opened or closed.', {}, error);
      const problem = problemOf(error);
      return {
        statusCode: problem.status,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify(problem),
      };
    }
  };
}

function connectingIn({
  ticket,
  approval,
  run,
  inbox,
}: z.infer<typeof StreamQuery>): Omit<Connecting, 'connectionId' | 'caller'> {
  return {
    ...(ticket !== undefined && { ticket }),
    ...(run !== undefined && { run }),
    ...(inbox !== undefined && { inbox }),
    ...(approval !== undefined && { approval: approvalIn(approval) }),
  };
}

const ApprovalName = z.object({ approval: z.object({ runId: z.optional(RunId), key: ApprovalKey }) });

/** What a ticket is asked for to watch, where that is said. */
export const wantedIn = ({ approval }: { approval?: string | undefined }) =>
  approval === undefined ? undefined : { approval: approvalIn(approval) };

function approvalIn(name: string): { runId?: string; key: string } {
  const at = name.indexOf('/'); // neither a run's id nor a key has one
  const named = at < 0 ? { key: name } : { runId: name.slice(0, at), key: name.slice(at + 1) };
  const { runId, key } = parseInput(ApprovalName, { approval: named }).approval;
  return { key, ...(runId !== undefined && { runId }) };
}

function callerWithoutTicket(headers: Record<string, string>, { local }: HttpSettings): Actor {
  if (!local)
    throw new CountersignError(
      'unauthenticated',
      'A stream is opened with a ticket: get one from POST /stream/ticket, and send it as ?ticket=.',
    );
  return localCaller(headers);
}
