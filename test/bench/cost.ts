/** What one run costs: requests and units of DynamoDB from start to completion, all indexes included. */
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import workflows from '../../examples/workflows.ts';
import { ensureTable, LOCAL_AWS, startEngine } from '../../infra/local/engine.ts';
import { streamRecords } from '../../infra/local/records.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { changeOf, type Images } from '../../shared/adapters/dynamodb/stream.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createSystemClock } from '../../shared/adapters/system/clock.ts';
import { createRegistry } from '../../shared/engine/workflow.ts';
import type { WakeUp } from '../../shared/ports/wake-queue.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { recordDecision } from '../../shared/use-cases/record-decision.ts';
import { resumeRun } from '../../shared/use-cases/resume-run.ts';
import { startRun } from '../../shared/use-cases/start-run.ts';
import type { Kept } from '../../shared/use-cases/system.ts';
import { wake } from '../../shared/use-cases/wake.ts';
import { createMeteredClient, type Metered } from './metered-client.ts';

/** One part of a run, and what it asked DynamoDB for. */
interface Part {
  part: string;
  requests: Metered[];
}

/** The parts of a run, as a bench shows them. */
export interface Cost {
  name: string;
  parts: Part[];
  /** What start asks for besides, to see how the run stands before it answers. */
  readBack: number;
  requests: number;
  writeUnits: number;
  readUnits: number;
}

const RUNS = [
  { name: 'refund', input: { orderId: 'order-123', amount: 40 } },
  { name: 'expense', input: { expenseId: 'expense-123', amount: 20_000, requestedBy: 'bob@example.com' } },
];

const TERMS = { leaseMs: 60_000 };
const ALICE = { id: 'alice@example.com', groups: [], proof: 'local' } as const;

/** Runs each example on a fresh engine in memory, after one that warms up what a process does once. */
export async function measureCosts(): Promise<Cost[]> {
  const engine = await startEngine();
  try {
    const config = { ...LOCAL_AWS, endpoint: engine.endpoint };
    const meter = createMeteredClient(config);
    const stream = await ensureTable(meter.client, 'bench');
    const kept = {
      ...createDynamoDBStores(meter.client, 'bench'),
      clock: createSystemClock(),
      values: createMemoryValueStore(),
      retentionDays: 90,
    };
    const source = streamRecords(new DynamoDBStreamsClient(config), stream);
    const costs: Cost[] = [];
    for (const run of [...RUNS, ...RUNS]) costs.push(await measure(kept, source, meter.take, run));
    return costs.slice(RUNS.length);
  } finally {
    await engine.stop();
  }
}

async function measure(
  kept: Kept,
  source: ReturnType<typeof streamRecords>,
  take: () => Metered[],
  { name, input }: (typeof RUNS)[number],
): Promise<Cost> {
  const runner = { ...kept, workflows: createRegistry(workflows) };
  const teller = { ...kept, channels: [], publicUrl: 'http://localhost' };
  const parts: Part[] = [];
  const note = (part: string) => {
    const requests = take();
    if (requests.length > 0) parts.push({ part, requests });
  };
  take();
  const { run } = await startRun(runner, { workflow: name, input, startedBy: ALICE.id }, TERMS);
  note('start');
  for (;;) {
    const wakeUps: WakeUp[] = [];
    const queue = { send: async (wakeUp: WakeUp) => void wakeUps.push(wakeUp) };
    for (const { dynamodb } of await source.next()) {
      const change = changeOf((dynamodb ?? {}) as Images);
      if (!change) continue;
      await notify(teller, change);
      note('notify');
      await wake({ queue }, change);
    }
    for (const wakeUp of wakeUps) {
      await resumeRun(runner, wakeUp, TERMS);
      note('resume');
    }
    if (wakeUps.length > 0) continue;
    const pending = (await kept.approvals.ofRun(run.runId)).find(({ status }) => status === 'pending');
    take();
    if (!pending) break;
    await recordDecision(kept, { runId: run.runId, key: pending.key }, { action: 'approve' }, ALICE);
    note('decide');
  }
  return costOf(name, parts);
}

function costOf(name: string, parts: Part[]): Cost {
  const all = parts.flatMap(({ requests }) => requests);
  const sum = (unit: 'writeUnits' | 'readUnits') => all.reduce((total, request) => total + request[unit], 0);
  const readBack =
    parts.find(({ part }) => part === 'start')?.requests.filter(({ operation }) => operation === 'Get').length ?? 0;
  return { name, parts, readBack, requests: all.length, writeUnits: sum('writeUnits'), readUnits: sum('readUnits') };
}
