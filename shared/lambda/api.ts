/** The HTTP interface as a table: the functions serve it, and `/openapi.json` describes it. */
import * as z from 'zod/mini';
import { CommentInput, DecisionsInput, ReassignInput, WithdrawInput } from '../domain/act-inputs.ts';
import { DecisionInput, WebhookInput } from '../domain/decision.ts';
import { DelegationId, DelegationInput } from '../domain/delegation.ts';
import { DeliveryId } from '../domain/delivery.ts';
import { nameOf } from '../domain/group.ts';
import { ApprovalKey, RunId } from '../domain/ids.ts';
import { RUN_STATUSES } from '../domain/run.ts';
import { StartInput } from '../domain/start.ts';
import type { ErrorCode } from '../errors.ts';

export interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  summary: string;
  params: z.ZodMiniType;
  query: z.ZodMiniType;
  body?: z.ZodMiniType;
  /** How the body is sent. Default: `json`. */
  takes?: 'json' | 'form';
  /** The type of what a success is answered with. Default: `application/json`. */
  gives?: string;
  /** What a success is answered with, by status. */
  answers: Record<number, string>;
  /** The codes of the problems that it answers with, beside those that every endpoint has. */
  problems: ErrorCode[];
}

const none = z.strictObject({});
const run = z.strictObject({ runId: RunId });
const approval = z.strictObject({ runId: RunId, key: ApprovalKey });
/** Whatever it is: one that opens nothing is answered with a page. */
const link = z.strictObject({ token: z.string() });
const workflow = z.strictObject({ workflow: z.string().check(z.minLength(1), z.maxLength(64)) });

/** The type of Mermaid's text, as it is registered. */
export const MERMAID = 'text/vnd.mermaid; charset=utf-8';

const person = z.string().check(z.minLength(1), z.maxLength(200), z.overwrite(nameOf));

const page = {
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(200)), 50),
  cursor: z.optional(z.string().check(z.maxLength(20_000))),
};

const DECIDING: ErrorCode[] = [
  'already-decided',
  'changed',
  'expired',
  'cancelled',
  'superseded',
  'not-allowed',
  'approval-unknown',
];

export const API = {
  startRun: {
    method: 'POST',
    path: '/runs',
    summary: 'Start a run; it is answered at its first pause, at its end, or after 20 seconds',
    params: none,
    query: none,
    body: StartInput,
    answers: { 201: 'The run', 200: 'The run, which was started before by the same runId and input' },
    problems: ['run-conflict', 'workflow-unknown'],
  },
  listRuns: {
    method: 'GET',
    path: '/runs',
    summary: 'A page of runs, newest first; those that wait, failed or need review are found however old',
    params: none,
    query: z.strictObject({ workflow: z.optional(z.string()), status: z.optional(z.enum(RUN_STATUSES)), ...page }),
    answers: { 200: 'A page of runs' },
    problems: [],
  },
  readRun: {
    method: 'GET',
    path: '/runs/{runId}',
    summary: 'One run, with its timeline',
    params: run,
    query: none,
    answers: { 200: 'The run' },
    problems: ['run-unknown'],
  },
  drawRun: {
    method: 'GET',
    path: '/runs/{runId}/diagram.mmd',
    summary: 'One run as a Mermaid flowchart: what ran, what waits for whom and since when, who decided what',
    params: run,
    query: none,
    gives: MERMAID,
    answers: { 200: 'Mermaid text' },
    problems: ['run-unknown', 'not-allowed'],
  },
  readShape: {
    method: 'GET',
    path: '/workflows/{workflow}/shape',
    summary: 'What the latest 50 runs of a workflow came to, in which order, how long it took and how it ended',
    params: workflow,
    query: none,
    answers: { 200: 'The shape' },
    problems: ['workflow-unknown', 'not-allowed'],
  },
  drawShape: {
    method: 'GET',
    path: '/workflows/{workflow}/diagram.mmd',
    summary: 'The shape of a workflow as a Mermaid flowchart',
    params: workflow,
    query: none,
    gives: MERMAID,
    answers: { 200: 'Mermaid text' },
    problems: ['workflow-unknown', 'not-allowed'],
  },
  readRecord: {
    method: 'GET',
    path: '/runs/{runId}/record',
    summary:
      'The record of a run, signed: what it did, and what became of everything that it asked, for `countersign verify`',
    params: run,
    query: none,
    answers: { 200: 'The record in its canonical form (RFC 8785)' },
    problems: ['run-unknown', 'not-allowed'],
  },
  cancelRun: {
    method: 'POST',
    path: '/runs/{runId}/cancel',
    summary: 'End a run; what it still asks is withdrawn',
    params: run,
    query: none,
    answers: { 202: 'The run' },
    problems: ['run-unknown', 'run-finished'],
  },
  retryRun: {
    method: 'POST',
    path: '/runs/{runId}/retry',
    summary: 'Let a failed run go on from what succeeded',
    params: run,
    query: none,
    answers: { 202: 'The run' },
    problems: ['run-unknown', 'run-not-retryable', 'run-finished'],
  },
  resumeRun: {
    method: 'POST',
    path: '/runs/{runId}/resume',
    summary: 'Have a run looked at again',
    params: run,
    query: none,
    answers: { 202: 'The run' },
    problems: ['run-unknown', 'run-finished'],
  },
  listApprovals: {
    method: 'GET',
    path: '/approvals',
    summary: 'A page of what waits for people, soonest deadline first',
    params: none,
    query: z.strictObject({ assignee: z.optional(person), ...page }),
    answers: { 200: 'A page of approvals' },
    problems: [],
  },
  readApproval: {
    method: 'GET',
    path: '/approvals/{runId}/{key}',
    summary: 'One approval',
    params: approval,
    query: none,
    answers: { 200: 'The approval' },
    problems: ['approval-unknown'],
  },
  decide: {
    method: 'POST',
    path: '/approvals/{runId}/{key}/decision',
    summary: 'Decide an approval',
    params: approval,
    query: none,
    body: DecisionInput,
    answers: { 200: 'The receipt' },
    problems: DECIDING,
  },
  decideByKey: {
    method: 'POST',
    path: '/webhooks/approve',
    summary: 'Decide an approval that is named by its key alone, or by its key and run',
    params: none,
    query: none,
    body: WebhookInput,
    answers: { 200: 'The receipt' },
    problems: [...DECIDING, 'ambiguous-key'],
  },
  decideMany: {
    method: 'POST',
    path: '/decisions',
    summary: 'Decide up to 100 approvals; each has an outcome of its own',
    params: none,
    query: none,
    body: DecisionsInput,
    answers: { 200: 'An outcome for each, in the order of the decisions: its receipt, or the problem' },
    problems: [],
  },
  comment: {
    method: 'POST',
    path: '/approvals/{runId}/{key}/comment',
    summary: 'Say something about an open approval',
    params: approval,
    query: none,
    body: CommentInput,
    answers: { 200: 'The approval' },
    problems: DECIDING,
  },
  reassign: {
    method: 'POST',
    path: '/approvals/{runId}/{key}/reassign',
    summary: 'Hand an open approval to others',
    params: approval,
    query: none,
    body: ReassignInput,
    answers: { 200: 'The approval' },
    problems: DECIDING,
  },
  withdraw: {
    method: 'POST',
    path: '/approvals/{runId}/{key}/withdraw',
    summary: 'Take a vote back, while the votes have not decided',
    params: approval,
    query: none,
    body: WithdrawInput,
    answers: { 200: 'The approval' },
    problems: [...DECIDING, 'no-vote'],
  },
  explain: {
    method: 'GET',
    path: '/approvals/{runId}/{key}/explain',
    summary: 'Why you are asked, who else is, and what happens when',
    params: approval,
    query: none,
    answers: { 200: 'The explanation' },
    problems: ['approval-unknown'],
  },
  giveDelegation: {
    method: 'POST',
    path: '/delegations',
    summary: 'Have somebody else decide in your place for a while; an operator may say so for others',
    params: none,
    query: none,
    body: DelegationInput,
    answers: { 201: 'The delegation' },
    problems: ['not-allowed'],
  },
  listDelegations: {
    method: 'GET',
    path: '/delegations',
    summary: 'What you, or another person, have given and were given: what counts now and what will, soonest end first',
    params: none,
    query: z.strictObject({ person: z.optional(person) }),
    answers: { 200: 'The delegations' },
    problems: ['not-allowed'],
  },
  revokeDelegation: {
    method: 'DELETE',
    path: '/delegations/{id}',
    summary: 'Revoke what you, or for an operator another person, have given; it counts no more',
    params: z.strictObject({ id: DelegationId }),
    query: z.strictObject({ from: z.optional(person) }),
    answers: { 200: 'The delegation as it was' },
    problems: ['not-allowed', 'delegation-unknown'],
  },
  streamTicket: {
    method: 'POST',
    path: '/stream/ticket',
    summary: 'A ticket that opens one connection to the stream, within a minute, as whoever asked for it',
    params: none,
    query: none,
    answers: { 201: 'The ticket, and when it expires' },
    problems: [],
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
    problems: [],
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
  listUndelivered: {
    method: 'GET',
    path: '/undelivered',
    summary: 'A page of notices that reached nobody and are tried no more, the latest first',
    params: none,
    query: z.strictObject(page),
    answers: { 200: 'A page of notices' },
    problems: ['not-allowed'],
  },
  retryUndelivered: {
    method: 'POST',
    path: '/undelivered/{id}/retry',
    summary: 'Have a notice tried again, at the next sweep',
    params: z.strictObject({ id: DeliveryId }),
    query: none,
    answers: { 202: 'The notice' },
    problems: ['not-allowed', 'delivery-unknown'],
  },
  keys: {
    method: 'GET',
    path: '/keys',
    summary: 'The public keys that records are checked with (JWK, Ed25519), the present one first',
    params: none,
    query: none,
    answers: { 200: 'The keys' },
    problems: [],
  },
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    params: none,
    query: none,
    answers: { 200: 'OpenAPI 3.1' },
    problems: [],
  },
  health: {
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the function answers',
    params: none,
    query: none,
    answers: { 200: 'It does' },
    problems: [],
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof API;
