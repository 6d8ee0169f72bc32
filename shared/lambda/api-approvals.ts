/** The addresses of approvals, of what people do to them, and of who stands in for whom. */
import * as z from 'zod/mini';
import { CommentInput, DecisionsInput, ReassignInput, WithdrawInput } from '../domain/act-inputs.ts';
import { DecisionInput, WebhookInput } from '../domain/decision.ts';
import { DelegationId, DelegationInput } from '../domain/delegation.ts';
import { ApprovalKey, RunId } from '../domain/ids.ts';
import type { ErrorCode } from '../errors.ts';
import { type Endpoint, none, page, person } from './endpoint.ts';

const approval = z.strictObject({ runId: RunId, key: ApprovalKey });

const DECIDING: ErrorCode[] = [
  'already-decided',
  'changed',
  'expired',
  'cancelled',
  'superseded',
  'not-allowed',
  'approval-unknown',
  'frozen',
];

export const APPROVALS_API = {
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
    problems: ['frozen'],
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
    problems: ['not-allowed', 'frozen'],
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
    problems: ['not-allowed', 'delegation-unknown', 'frozen'],
  },
} as const satisfies Record<string, Endpoint>;
