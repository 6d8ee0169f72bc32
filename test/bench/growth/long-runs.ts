/** What a run costs however long it is: a checkpoint, a page of the snapshot, and going on after a pause. */
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { defineWorkflow } from 'countersign';
import * as z from 'zod';
import { PREFIX, runPk } from '../../../shared/adapters/dynamodb/table.ts';
import { createMemoryApprovalStore } from '../../../shared/adapters/memory/approval-store.ts';
import { createMemoryWorkflowStateStore } from '../../../shared/adapters/memory/workflow-state-store.ts';
import type { Entry } from '../../../shared/domain/snapshot.ts';
import { createRegistry } from '../../../shared/engine/workflow.ts';
import type { WakeUp } from '../../../shared/ports/wake-queue.ts';
import { recordDecision } from '../../../shared/use-cases/record-decision.ts';
import { resumeRun } from '../../../shared/use-cases/resume-run.ts';
import { startRun } from '../../../shared/use-cases/start-run.ts';
import type { Kept } from '../../../shared/use-cases/system.ts';
import { wakeUpOf } from '../../../shared/use-cases/wake.ts';
import { itemSize } from '../item-size.ts';
import { type Metered, type MeteredClient, sumOf } from '../metered-client.ts';

/** What one of these costs at so many steps. */
export interface StepsRow {
  what: 'checkpoint' | 'resume' | 'page';
  steps: number;
  requests: number;
  writeUnits: number;
  readUnits: number;
  cpuMs?: number;
  bytes?: number;
}

/** Steps after the pause: several pages are filled by them. */
const MORE = 80;

const TERMS = { leaseMs: 600_000 };
const ALICE = { id: 'alice@example.com', groups: [], proof: 'local' } as const;

const noted: { requests: Metered[]; cpuMs: number }[] = [];
let note = () => {};

/** Many steps, a pause, some more steps; each of these tells when it begins. */
const long = defineWorkflow({
  name: 'long',
  version: '1',
  input: z.object({ steps: z.number() }),
  run: async ({ step, approval, input: { steps } }) => {
    const doOne = (i: number, begun = () => {}) => {
      const work = () => {
        begun();
        return { item: `item-${i}`, ok: true };
      };
      return step('doOne', work, { key: `doOne:${String(i).padStart(5, '0')}` });
    };
    for (let i = 0; i < steps; i++) await doOne(i);
    await approval('go-on', { title: 'Go on?' });
    for (let i = 0; i < MORE; i++) await doOne(steps + i, () => note());
  },
});

/** Goes on with a run that paused after so many steps. It got there in memory; from there on it is in DynamoDB. */
export async function measureSteps(
  kept: Kept,
  meter: MeteredClient,
  table: string,
  steps: number,
): Promise<StepsRow[]> {
  const wakeUp = await paused(kept, steps);
  const cpuSince = cpuMeter();
  noted.length = 0;
  note = () => noted.push({ requests: meter.take(), cpuMs: cpuSince() });
  meter.take();
  cpuSince();
  await resumeRun({ ...kept, workflows: createRegistry([long]) }, wakeUp, TERMS);
  const [resume, ...checkpoints] = noted;
  if (!resume || checkpoints.length !== MORE - 1)
    throw new Error(`The run of ${steps} steps did not go on as it should.`);
  const cycles = wholeCycles(checkpoints);
  const requests = cycles.flatMap((one) => one.requests);
  const pages = requests.filter(isPage);
  const bytes = await pageBytes(meter.client, table, wakeUp.runId);
  return [
    {
      what: 'checkpoint',
      steps,
      ...averageOf(requests, cycles.length),
      cpuMs: average(cycles.map(({ cpuMs }) => cpuMs)),
    },
    { what: 'page', steps, ...averageOf(pages, pages.length), bytes },
    { what: 'resume', steps, ...averageOf(resume.requests, 1), cpuMs: resume.cpuMs },
  ];
}

async function paused(kept: Kept, steps: number): Promise<WakeUp> {
  const pages: (readonly Entry[])[] = [];
  const runs = createMemoryWorkflowStateStore();
  const inMemory: Kept = {
    ...{ ...kept, approvals: createMemoryApprovalStore() },
    runs: {
      ...runs,
      savePage(runId, page, entries) {
        pages[page] = entries;
        return runs.savePage(runId, page, entries);
      },
    },
  };
  const runner = { ...inMemory, workflows: createRegistry([long]) };
  const { run } = await startRun(runner, { workflow: 'long', input: { steps } }, TERMS);
  if (run.status !== 'waiting') throw new Error(`The run of ${steps} steps is ${run.status}.`);
  await kept.runs.create(run);
  for (const [page, entries] of pages.entries()) await kept.runs.savePage(run.runId, page, entries);
  await recordDecision(inMemory, { runId: run.runId, key: 'go-on' }, { action: 'approve' }, ALICE);
  const after = await inMemory.approvals.get(run.runId, 'go-on');
  const wakeUp = after && wakeUpOf({ kind: 'approval', after });
  if (!wakeUp) throw new Error(`Nothing wakes the run of ${steps} steps.`);
  return wakeUp;
}

const isPage = ({ operation }: Metered): boolean => operation === 'Put';

/** From after one page was frozen until another was: a checkpoint costs more the fuller the page is. */
function wholeCycles<Noted extends { requests: Metered[] }>(checkpoints: readonly Noted[]): readonly Noted[] {
  const freezes = checkpoints.flatMap(({ requests }, at) => (requests.some(isPage) ? [at] : []));
  return checkpoints.slice((freezes[0] ?? 0) + 1, (freezes.at(-1) ?? 0) + 1);
}

const average = (figures: readonly number[]): number => figures.reduce((sum, one) => sum + one, 0) / figures.length;

const averageOf = (requests: readonly Metered[], among: number) => ({
  requests: requests.length / among,
  writeUnits: sumOf(requests, 'writeUnits') / among,
  readUnits: sumOf(requests, 'readUnits') / among,
});

/** Says how much CPU time in ms was taken since it was last asked. */
function cpuMeter(): () => number {
  let before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    return (user + system) / 1_000;
  };
}

async function pageBytes(client: DynamoDBClient, TableName: string, runId: string): Promise<number> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: runPk(runId) }, ':sk': { S: PREFIX.page } },
    }),
  );
  return average(Items.map(itemSize));
}
