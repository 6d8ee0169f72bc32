/** Requests to the HTTP interface, as whoever the page's user is. */
import * as z from 'zod/mini';
import { offlineProblem, ProblemError, problemIn } from './problem-error.ts';

/** Where the service is, and as whom it is called. */
export interface Service {
  /** Where the HTTP interface is, without a slash at the end; `''` is where the page comes from. */
  url: string;
  /** The user's token, for each request anew: it is for whoever makes it to renew it in time. */
  getToken?: (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Who the user is, where the service takes callers at their word (the local system). */
  actor?: string | undefined;
  /** How requests are sent (default: the browser's `fetch`). */
  fetch?: typeof fetch | undefined;
}

/** Sends a request with a JSON body and hands back the answer's body. */
export type SendRequest = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** `request` over `fetch`; what it throws is a `ProblemError`. */
export const requestsTo =
  ({ url, getToken, actor, fetch: send = fetch }: Service): SendRequest =>
  async (method, path, body) => {
    const token = await getToken?.();
    const answered = await send(`${url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(actor !== undefined && { 'x-countersign-actor': actor }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new ProblemError(offlineProblem, { cause });
    });
    const answer: unknown = await answered.json().catch(() => undefined);
    if (!answered.ok) throw new ProblemError(problemIn(answer, answered.status));
    return answer;
  };

const Ticket = z.looseObject({ ticket: z.string() });

/** The address of a stream about `query`, good for one connection that is made soon. */
export async function streamAddress(request: SendRequest, streamUrl: string, query: string): Promise<string> {
  const { ticket } = Ticket.parse(await request('POST', '/stream/ticket'));
  return `${streamUrl}?ticket=${encodeURIComponent(ticket)}&${query}`;
}
