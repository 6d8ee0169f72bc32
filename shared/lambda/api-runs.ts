/** The addresses of runs, and of what workflows look like. */
import * as z from 'zod/mini';
import { RunId } from '../domain/ids.ts';
import { RUN_STATUSES } from '../domain/run.ts';
import { StartInput } from '../domain/start.ts';
import { type Endpoint, none, page } from './endpoint.ts';

/** The type of Mermaid's text, as it is registered. */
export const MERMAID = 'text/vnd.mermaid; charset=utf-8';

const run = z.strictObject({ runId: RunId });
const workflow = z.strictObject({ workflow: z.string().check(z.minLength(1), z.maxLength(64)) });

export const RUNS_API = {
  startRun: {
    method: 'POST',
    path: '/runs',
    summary: 'Start a run; it is answered at its first pause, at its end, or after 20 seconds',
    params: none,
    query: none,
    body: StartInput,
    answers: { 201: 'The run', 200: 'The run, which was started before by the same runId and input' },
    problems: ['run-conflict', 'workflow-unknown', 'frozen'],
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
    problems: ['run-unknown', 'run-finished', 'frozen'],
  },
  retryRun: {
    method: 'POST',
    path: '/runs/{runId}/retry',
    summary: 'Let a failed run go on from what succeeded',
    params: run,
    query: none,
    answers: { 202: 'The run' },
    problems: ['run-unknown', 'run-not-retryable', 'run-finished', 'frozen'],
  },
  resumeRun: {
    method: 'POST',
    path: '/runs/{runId}/resume',
    summary: 'Have a run looked at again',
    params: run,
    query: none,
    answers: { 202: 'The run' },
    problems: ['run-unknown', 'run-finished', 'frozen'],
  },
} as const satisfies Record<string, Endpoint>;
