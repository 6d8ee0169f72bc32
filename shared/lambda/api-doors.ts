/** The addresses by which people come in from elsewhere: decision links, Slack, and pages that are told live. */
import * as z from 'zod/mini';
import { type Endpoint, none } from './endpoint.ts';

/** Whatever it is: one that opens nothing is answered with a page. */
const link = z.strictObject({ token: z.string() });

export const DOORS_API = {
  streamTicket: {
    method: 'POST',
    path: '/stream/ticket',
    summary: 'A ticket that opens one connection to the stream, within a minute, as whoever asked for it',
    params: none,
    /** As in the stream's address, which cannot say to a browser why it is refused. */
    query: z.strictObject({ approval: z.optional(z.string().check(z.maxLength(400))) }),
    answers: { 201: 'The ticket, and when it expires' },
    problems: ['not-allowed', 'approval-unknown', 'ambiguous-key'],
  },
  decidePage: {
    method: 'GET',
    path: '/decide/{token}',
    summary: 'The page of a decision link: what is asked, and the forms to decide it. It decides nothing',
    params: link,
    query: z.object({}), // what mail programs add to addresses is theirs
    gives: 'text/html; charset=utf-8',
    answers: { 200: 'The page', 404: 'The link opens nothing', 410: 'A page that says who decided what, and when' },
    problems: [],
  },
  decideByLink: {
    method: 'POST',
    path: '/decide/{token}',
    summary: 'Decide from the page of a decision link',
    params: link,
    query: z.object({}),
    body: z.record(z.string(), z.string()),
    takes: 'form',
    gives: 'text/html; charset=utf-8',
    answers: {
      200: 'A page that says what was decided, also for the same decision again; or one that asks to press once more',
      403: 'The page again: it was open for too long, or its reader may not decide',
      404: 'The link opens nothing',
      409: 'A page that says who decided what before; or what is asked now, where that has changed',
      410: 'A page that says how it ended',
      422: 'The page again, with what does not fit',
    },
    problems: ['frozen'],
  },
  slackInteraction: {
    method: 'POST',
    path: '/slack/interactions',
    summary: 'What Slack sends when somebody clicks in a message; signed by Slack',
    params: none,
    query: none,
    body: z.object({ payload: z.string() }),
    takes: 'form',
    answers: { 200: 'It was done, or who clicked is told why not' },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Endpoint>;
