/** One run from start to completion, through the same use cases and stream filters as on AWS, and everything that it asks for. */
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { fits } from '../../../infra/local/filter.ts';
import type { RecordSource } from '../../../infra/local/records.ts';
import { changeOf, type Images } from '../../../shared/adapters/dynamodb/stream.ts';
import { STREAM_FILTERS } from '../../../shared/adapters/dynamodb/stream-filters.ts';
import { runPk } from '../../../shared/adapters/dynamodb/table.ts';
import { occasionsOf } from '../../../shared/domain/notice.ts';
import { createRegistry, type Workflow } from '../../../shared/engine/workflow.ts';
import type { WakeUp } from '../../../shared/ports/wake-queue.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { recordDecision } from '../../../shared/use-cases/record-decision.ts';
import { resumeRun } from '../../../shared/use-cases/resume-run.ts';
import { startRun } from '../../../shared/use-cases/start-run.ts';
import type { Kept } from '../../../shared/use-cases/system.ts';
import { wake } from '../../../shared/use-cases/wake.ts';
import { itemSize } from '../item-size.ts';
import type { BenchKept } from '../kept.ts';
import type { Metered, MeteredClient } from '../metered-client.ts';

/** One invocation of a function, and what it asked DynamoDB for. */
export interface Invocation {
  of: 'start' | 'webhook' | 'notify' | 'wake' | 'resume';
  requests: Metered[];
}

export interface MeteredRun {
  name: string;
  /** Each record of the stream is a batch of its own here: the most that it can be. */
  invocations: Invocation[];
  /** Records of the table's stream. */
  records: number;
  /** Wake-ups on the queue. */
  messages: number;
  /** What people were told, once for each addressee. */
  notices: number;
  steps: number;
  approvals: number;
  /** Of all items that the run left. */
  bytesStored: number;
}

export interface CostSystem {
  meter: MeteredClient;
  table: string;
  kept: BenchKept;
  source: RecordSource;
  workflows: readonly Workflow[];
}

export interface Sample {
  workflow: string;
  /** True where pages are told live: then each change is looked up among those that are open. */
  live?: boolean;
  input: unknown;
}

const TERMS = { leaseMs: 60_000 };
const ALICE = { id: 'alice@example.com', groups: [], proof: 'local' } as const;

/** Runs it, and approves whatever it asks at once. */
export async function meterRun(system: CostSystem, { workflow, input, live = false }: Sample): Promise<MeteredRun> {
  const { kept, meter, source, table } = system;
  const runner = { ...kept, workflows: createRegistry(system.workflows) };
  const teller = {
    ...{ ...kept, channels: [], publicUrl: 'http://localhost' },
    ...(live && {
      live: { connections: kept.connections, sockets: { send: async () => 'sent' as const, end: async () => {} } },
    }),
  };
  const metered = {
    name: live ? `${workflow}, live` : workflow,
    invocations: [] as Invocation[],
    records: 0,
    messages: 0,
    notices: 0,
    approvals: 0,
  };
  const invoked = (of: Invocation['of']) => metered.invocations.push({ of, requests: meter.take() });
  meter.take();
  const { run } = await startRun(runner, { workflow, input, startedBy: ALICE.id }, TERMS);
  invoked('start');
  for (;;) {
    const wakeUps: WakeUp[] = [];
    const queue = { send: async (wakeUp: WakeUp) => void wakeUps.push(wakeUp) };
    for (const record of await source.next()) {
      metered.records++;
      const change = changeOf((record.dynamodb ?? {}) as Images); // the SDK and Lambda give an image two types
      if (change && fits(STREAM_FILTERS.notify, record)) {
        await notify(teller, change);
        invoked('notify');
        metered.notices += occasionsOf(change).reduce((sum, { to }) => sum + to.length, 0);
      }
      if (change && fits(STREAM_FILTERS.wake, record)) {
        await wake({ queue }, change);
        invoked('wake');
      }
    }
    for (const wakeUp of wakeUps) {
      metered.messages++;
      await resumeRun(runner, wakeUp, TERMS);
      invoked('resume');
    }
    if (wakeUps.length > 0) continue;
    const pending = (await kept.approvals.ofRun(run.runId)).find(({ status }) => status === 'pending');
    meter.take();
    if (!pending) break;
    await recordDecision(kept, { runId: run.runId, key: pending.key }, { action: 'approve' }, ALICE);
    metered.approvals++;
    invoked('webhook');
  }
  return {
    ...metered,
    steps: await stepsOf(kept, run.runId),
    bytesStored: await bytesOf(meter.client, table, run.runId),
  };
}

async function stepsOf({ runs }: Kept, runId: string): Promise<number> {
  const run = await runs.load(runId);
  if (run?.status !== 'completed')
    throw new Error(`Run ${runId} ended as ${run?.status}; only completed ones are measured.`);
  const entries = [...(await runs.loadPages(runId, run.pages)), ...run.tail];
  return entries.filter(({ kind }) => kind === 'step').length;
}

async function bytesOf(client: DynamoDBClient, TableName: string, runId: string): Promise<number> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: runPk(runId) } },
      ConsistentRead: true,
    }),
  );
  return Items.reduce((sum, item) => sum + itemSize(item), 0);
}
