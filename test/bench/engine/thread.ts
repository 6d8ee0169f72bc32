/**
 * One contender in a thread of its own: what one turns on in it, such as the hooks by which Node 20 and 22 follow promises for
 * `AsyncLocalStorage`, costs the other nothing.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createAwaitlyOrchestrator, createAwaitlyWorkflow } from '../peers/awaitly.ts';
import { createOrchestratorContender, createWorkflowContender } from './ours.ts';
import type { Contender, Done } from './shop.ts';

const CONTENDERS = {
  workflow: createWorkflowContender,
  awaitlyWorkflow: createAwaitlyWorkflow,
  orchestrator: createOrchestratorContender,
  awaitlyOrchestrator: createAwaitlyOrchestrator,
};

export type ContenderName = keyof typeof CONTENDERS;

/** What a round of runs took of the CPU, and what was done since the thread began. */
export interface Round {
  cpuMicros: number;
  done: Done;
}

const name: ContenderName = workerData;
const contender: Contender = await CONTENDERS[name]();

parentPort?.on('message', async (runs: number) => {
  const refund = contender.begin();
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) await refund(`order-${run}`);
  const { user, system } = process.cpuUsage(before);
  const round: Round = { cpuMicros: user + system, done: contender.done };
  parentPort?.postMessage(round);
});
