/** The load: clients that start runs and decide what is asked, and ask again until they are answered. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Receipt, RunView } from 'countersign';
import type { Random } from '../support/random.ts';
import { ASKS, type Order } from './shop.ts';
import type { DecisionAnswer, StartedRun } from './story.ts';

/** One request; rejects where no answer came. */
export type Request = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: object }>;

export interface Clients {
  readonly started: StartedRun[];
  readonly answers: DecisionAnswer[];
  /** The runs that were marked for review because they lost their runner five times in a row, and that an operator then retried. */
  readonly reviewed: string[];
  /** Starts that were refused, and reads that went wrong. */
  readonly refused: string[];
  /** Lets the clients start so many runs from here on. */
  allow(runs: number): void;
  /** True once every run that they may start was started, and has ended. */
  areDone(): boolean;
  stop(): Promise<void>;
}

export interface ClientsOptions {
  request: Request;
  random: Random;
  /** How many work at once. */
  atOnce: number;
  /** How long each rests after what it did, in ms. */
  pauseMs: number;
}

const WORKFLOWS = Object.keys(ASKS) as [string, ...string[]]; // the shop is not empty

/** What some people never answer: time does. */
const LEFT_TO_TIME = ['answer', 'soon'];

export function createClients({ request, random, atOnce, pauseMs }: ClientsOptions): Clients {
  const started: StartedRun[] = [];
  const answers: DecisionAnswer[] = [];
  const reviewed: string[] = [];
  const refused: string[] = [];
  const open = new Set<string>();
  const taken = new Set<string>();
  let allowed = 0;
  let starting = 0;
  let people = 0;
  let stopped = false;

  /** The answer, however often it takes to get one; undefined once the clients are stopped. */
  const insist = async (method: string, path: string, body?: unknown) => {
    while (!stopped) {
      const answer = await request(method, path, body).catch(() => undefined);
      if (answer && answer.status < 500) return answer;
      await wait(random.between(50, 250));
    }
    return undefined;
  };
  const start = async () => {
    allowed--;
    const workflow = random.pick(WORKFLOWS);
    const stages = ['manager', 'finance', 'ceo'].slice(0, random.between(1, 3));
    const run: StartedRun = { runId: `run-${people++}`, workflow, order: { amount: random.between(1, 500), stages } };
    starting++;
    const answer = await insist('POST', '/runs', { workflow, runId: run.runId, input: run.order });
    starting--;
    if (!answer) return;
    if (answer.status > 201) return void refused.push(`${run.runId}: ${JSON.stringify(answer.body)}`);
    started.push(run);
    open.add(run.runId);
    if (random.chance(0.1)) await insist('POST', '/runs', { workflow, runId: run.runId, input: run.order });
  };
  const decide = async (runId: string, key: string, order: Order) => {
    const actorId = `person-${people++}@x.com`;
    const body = decisionOn(random, order);
    const path = `/approvals/${runId}/${key}/decision`;
    for (let times = random.chance(0.2) ? 2 : 1; times > 0; times--) {
      const answer = await insist('POST', path, { ...body, actorId });
      if (answer) answers.push({ runId, key, actorId, action: body.action, ...answerOf(answer) });
    }
  };
  const answerTo = async (runId: string, key: string) => {
    if (taken.has(`${runId}/${key}`)) return;
    taken.add(`${runId}/${key}`);
    if (LEFT_TO_TIME.includes(key) && random.chance(0.5)) return;
    const order = started.find((one) => one.runId === runId)?.order ?? { amount: 1, stages: [] };
    const deciding = random.chance(0.15) ? 2 : 1; // two may decide at once, and differently
    await Promise.all(Array.from({ length: deciding }, () => decide(runId, key, order)));
  };
  const look = async (runId: string) => {
    const answer = await insist('GET', `/runs/${runId}`);
    if (!answer) return;
    if (answer.status !== 200) return void refused.push(`${runId}: ${JSON.stringify(answer.body)}`);
    const { status, waitingFor, error } = answer.body as RunView; // the interface's own answer
    if (status === 'needs-review' && error?.code === 'recovery-limit') {
      reviewed.push(runId);
      await insist('POST', `/runs/${runId}/retry`);
    }
    if (status === 'completed' || status === 'failed') open.delete(runId);
    for (const { kind, key } of waitingFor) if (kind === 'approval') await answerTo(runId, key);
  };
  const work = async () => {
    while (!stopped) {
      const runs = [...open];
      if (allowed > 0 && (runs.length === 0 || random.chance(0.5))) await start();
      else if (runs.length > 0) await look(random.pick(runs as [string, ...string[]])); // its length was looked at
      await wait(pauseMs);
    }
  };
  const working = Array.from({ length: atOnce }, work);
  return {
    ...{ started, answers, reviewed, refused },
    allow(runs) {
      allowed = runs;
    },
    areDone: () => allowed === 0 && starting === 0 && open.size === 0,
    async stop() {
      stopped = true;
      await Promise.all(working);
    },
  };
}

function decisionOn(random: Random, { amount }: Order): { action: string; [field: string]: unknown } {
  const luck = random.next();
  if (luck < 0.65) return { action: 'approve' };
  if (luck < 0.85) return { action: 'edit', originalValue: { amount }, editedValue: { amount: amount + 1_000 } };
  return { action: 'reject', reason: 'no' };
}

function answerOf({
  status,
  body,
}: {
  status: number;
  body: object;
}): Pick<DecisionAnswer, 'status' | 'code' | 'receipt'> {
  if (status === 200) return { status, receipt: body as Receipt }; // the interface's own answers
  const { code, decision } = body as { code?: string; decision?: Receipt };
  return { status, ...(code !== undefined && { code }), ...(decision && { receipt: decision }) };
}
