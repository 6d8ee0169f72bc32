/** What one run costs: requests, units and dollars from start to completion, beside what others charge for the same work. */
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import examples from '../../examples/workflows.ts';
import { ensureTable, LOCAL_AWS, startEngine } from '../../infra/local/engine.ts';
import { streamRecords } from '../../infra/local/records.ts';
import { checkSubscriptions } from '../../shared/use-cases/check-subscriptions.ts';
import { retryDeliveries } from '../../shared/use-cases/retry-deliveries.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import { type CostSystem, meterRun } from './cost/metered-run.ts';
import { type Cost, costOf, isCost, type Standing } from './cost/row.ts';
import { costTables } from './cost/tables.ts';
import { benchKept } from './kept.ts';
import { createMeteredClient, sumOf } from './metered-client.ts';
import { atMost, definePart, type Progress } from './part.ts';
import { PRICES } from './prices.ts';
import { steps100 } from './workflows.ts';

const SAMPLES = [
  { workflow: 'refund', input: { orderId: 'order-123', amount: 40 } },
  { workflow: 'refund', input: { orderId: 'order-123', amount: 40 }, live: true },
  { workflow: 'expense', input: { expenseId: 'expense-123', amount: 20_000, requestedBy: 'bob@example.com' } },
  { workflow: 'steps-100', input: { batchId: 'batch-123' } },
];

const MINUTES_A_MONTH = 30 * 24 * 60;

export const cost = definePart<Cost | Standing>({
  name: 'cost',
  describe: 'requests, units and dollars of a refund, an expense and 100 steps',
  measure: measureCosts,
  tables: costTables,
  targets(rows) {
    const refund = rows.filter(isCost).filter(({ name }) => name === 'refund');
    return [
      atMost(
        'refund: requests',
        refund.map(({ requests }) => requests),
        7,
      ),
      atMost(
        'refund: write units, all indexes',
        refund.map(({ writeUnits }) => writeUnits),
        18,
      ),
      atMost(
        'refund: transactions',
        refund.map(({ transactions }) => transactions),
        0,
      ),
    ];
  },
});

/** The cost of each sample, and of what stands still. */
export function measureCosts(progress: Progress): Promise<(Cost | Standing)[]> {
  return onCostSystem(async (system) => {
    const costs: Cost[] = [];
    for (const sample of SAMPLES) {
      progress(sample.workflow);
      await meterRun(system, sample); // the names of workflows and assignees are noted once by each process
      costs.push(costOf(await meterRun(system, sample)));
    }
    return [...costs, await standing(system)];
  });
}

/** Does the work over an engine and a table of its own. */
export async function onCostSystem<T>(work: (system: CostSystem) => Promise<T>): Promise<T> {
  const engine = await startEngine();
  try {
    const config = { ...LOCAL_AWS, endpoint: engine.endpoint };
    const meter = createMeteredClient(config);
    const table = 'bench';
    const source = streamRecords(new DynamoDBStreamsClient(config), await ensureTable(meter.client, table));
    const kept = benchKept(meter.client, table);
    const system: CostSystem = { meter, table, kept, source, workflows: [...examples, steps100] };
    return await work(system);
  } finally {
    await engine.stop();
  }
}

async function standing({ kept, meter }: CostSystem): Promise<Standing> {
  const terms = { limit: 1_000, atOnce: 10, stopAfterMs: 50_000 };
  const subscriptions = { readers: { list: async () => [] }, memory: kept.readerMemory, ...kept, isOnlyWay: true };
  await checkSubscriptions(subscriptions); // once an hour it looks; in every other minute, whether it is time
  await sweep(kept, terms); // how far the lists are spread is noted once by each process
  meter.take();
  await sweep(kept, terms);
  await retryDeliveries({ ...kept, channels: [], publicUrl: 'http://localhost' }, terms);
  await checkSubscriptions(subscriptions);
  const requests = meter.take();
  const readUnits = sumOf(requests, 'readUnits') * MINUTES_A_MONTH;
  const dollars = (readUnits * PRICES.readUnit + MINUTES_A_MONTH * PRICES.invocation) / 1e6;
  return { name: 'sweep, a month with nothing due', requests: requests.length * MINUTES_A_MONTH, readUnits, dollars };
}
