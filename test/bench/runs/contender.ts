/** One way to run refunds and expenses, in a process of its own: so many runs, so many at once, and what they took of the CPU. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_AWS } from '../../../infra/local/engine.ts';
import { runByHand } from '../floor/run-by-hand.ts';
import { expenseByHand, refundByHand } from '../floor/workflows-by-hand.ts';
import { createTableWithoutStream } from '../kept.ts';
import { createOurs, type RunOnce } from './ours.ts';
import { paid } from './shop.ts';

export type WorkflowName = 'refund' | 'expense';

/** What a round is to do, on a fresh table. */
export interface RoundOrder {
  workflow: WorkflowName;
  runs: number;
  atOnce: number;
}

/** What it took. */
export interface RoundDone {
  ms: number;
  cpuMs: number;
  /** How many runs reached their effect. */
  paid: number;
}

const CONTENDERS: Record<string, (client: DynamoDBClient, table: string) => RunOnce> = {
  ours: createOurs,
  floor(client, table) {
    const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    return async (_workflow, input) => {
      if (isOrder(input)) await runByHand(db, table, refundByHand, input);
      else await runByHand(db, table, expenseByHand, input as Parameters<typeof expenseByHand.asks>[0]); // there are two
    };
  },
};

const isOrder = (input: unknown): input is { orderId: string; amount: number } =>
  typeof input === 'object' && input !== null && 'orderId' in input;

const inputOf = (workflow: WorkflowName, run: number): unknown =>
  workflow === 'refund'
    ? { orderId: `order-${run}`, amount: 40 }
    : { expenseId: `expense-${run}`, amount: 20_000, requestedBy: 'bob@example.com' };

const [, , contender = '', endpoint = ''] = process.argv;
const create = CONTENDERS[contender];
const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
let rounds = 0;

async function round({ workflow, runs, atOnce }: RoundOrder): Promise<RoundDone> {
  if (!create) throw new Error(`There is no contender "${contender}".`);
  const table = `bench-${++rounds}`;
  await createTableWithoutStream(client, table);
  const runOnce = create(client, table);
  await runOnce(workflow, inputOf(workflow, 0)); // what a process does once: the names of workflows and assignees
  const before = { ...paid };
  const numbers = Array.from({ length: runs }, (_, run) => run + 1)[Symbol.iterator]();
  const lane = async () => {
    for (const run of numbers) await runOnce(workflow, inputOf(workflow, run));
  };
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: atOnce }, lane));
  const { user, system } = process.cpuUsage(cpuBefore);
  const ms = performance.now() - startedAt;
  return { ms, cpuMs: (user + system) / 1_000, paid: paid.refunds + paid.expenses - before.refunds - before.expenses };
}

process.on('message', async (order: RoundOrder) => process.send?.(await round(order)));
