/** What a sweep and a page of an inbox read, however many approvals are pending. */
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { itemOfApproval } from '../../../shared/adapters/dynamodb/approval-item.ts';
import { createLists } from '../../../shared/adapters/dynamodb/lists.ts';
import { itemOfRun } from '../../../shared/adapters/dynamodb/run-item.ts';
import { createMemoryApprovalStore } from '../../../shared/adapters/memory/approval-store.ts';
import { createMemoryWorkflowStateStore } from '../../../shared/adapters/memory/workflow-state-store.ts';
import type { Approval } from '../../../shared/domain/approval.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { createRegistry } from '../../../shared/engine/workflow.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { startRun } from '../../../shared/use-cases/start-run.ts';
import { sweep } from '../../../shared/use-cases/sweep.ts';
import type { Kept } from '../../../shared/use-cases/system.ts';
import { createTableWithoutStream } from '../kept.ts';
import { type MeteredClient, sumOf } from '../metered-client.ts';
import type { Progress } from '../part.ts';
import { refund } from '../workflows.ts';

export interface PendingRow {
  what: 'sweep' | 'inbox page';
  pending: number;
  due: number;
  requests: number;
  readUnits: number;
  writeUnits: number;
}

interface Waiting {
  run: Run;
  approval: Approval;
}

const LISTS = createLists();
const DUE = 10;
const INBOX_PAGE = 25;
const HOUR = 3_600_000;

/** Fills a table up to each of `sizes`, and measures there. The clock of `kept` stands still. */
export async function measurePending(
  kept: Kept,
  { client, take }: MeteredClient,
  table: string,
  sizes: readonly number[],
  progress: Progress,
): Promise<PendingRow[]> {
  await createTableWithoutStream(client, table);
  const now = kept.clock.now().getTime();
  const [waiting, due] = [await waitingSince(kept, now), await waitingSince(kept, now - 5 * HOUR)]; // a reminder after 4 h
  const rows: PendingRow[] = [];
  let pending = 0;
  for (const size of sizes) {
    await fill(client, table, stamped(waiting, pending, size - DUE), (done) =>
      progress(
        `${(pending + done).toLocaleString('en-US')} of ${sizes.at(-1)?.toLocaleString('en-US')} pending approvals`,
      ),
    );
    await fill(client, table, stamped(due, size - DUE, size), () => {});
    pending = size;
    take();
    const { runs, failed } = await sweep(kept, { limit: 1_000, atOnce: 10, stopAfterMs: 60_000 });
    if (runs !== DUE || failed.length > 0)
      throw new Error(`The sweep looked at ${runs} runs, and failed at ${failed.length}.`);
    rows.push({ what: 'sweep', pending, due: DUE, ...unitsOf(take) });
    const { items } = await kept.approvals.listPending({ assignees: due.approval.assignee }, { limit: INBOX_PAGE });
    if (items.length !== INBOX_PAGE) throw new Error(`The page of the inbox shows ${items.length} approvals.`);
    rows.push({ what: 'inbox page', pending, due: DUE, ...unitsOf(take) });
  }
  return rows;
}

function unitsOf(take: MeteredClient['take']) {
  const requests = take();
  return {
    requests: requests.length,
    readUnits: sumOf(requests, 'readUnits'),
    writeUnits: sumOf(requests, 'writeUnits'),
  };
}

/** A refund that asked its approval at that time, made in memory. */
export async function waitingSince(kept: Kept, time: number): Promise<Waiting> {
  const inMemory: Kept = {
    ...kept,
    ...{ runs: createMemoryWorkflowStateStore(), approvals: createMemoryApprovalStore() },
    clock: { ...kept.clock, now: () => new Date(time) },
  };
  const runner = { ...inMemory, workflows: createRegistry([refund]) };
  const start = { workflow: 'refund', input: { orderId: 'order-123', amount: 40 } };
  const { run } = await startRun(runner, start, { leaseMs: 60_000 });
  await notify({ ...inMemory, channels: [], publicUrl: 'http://localhost' }, { kind: 'run', after: run });
  const [approval] = await inMemory.approvals.ofRun(run.runId);
  if (!approval) throw new Error('The refund asks nothing.');
  return { run, approval };
}

/** The same as runs of their own, numbered. */
export function* stamped({ run, approval }: Waiting, from: number, to: number): Generator<Record<string, unknown>> {
  for (let number = from; number < to; number++) {
    const runId = `run_${String(number).padStart(8, '0')}`;
    yield itemOfRun({ ...run, runId }, LISTS);
    yield itemOfApproval({ ...approval, runId }, LISTS);
  }
}

const BATCH = 24;
const AT_ONCE = 8;

export async function fill(
  client: DynamoDBClient,
  table: string,
  items: Generator<Record<string, unknown>>,
  onProgress: (runs: number) => void,
): Promise<void> {
  let done = 0;
  const lane = async () => {
    for (let batch = taken(items); batch.length > 0; batch = taken(items)) {
      const puts = batch.map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
      done += batch.length / 2;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

function taken<Item>(items: Generator<Item>): Item[] {
  const batch: Item[] = [];
  while (batch.length < BATCH) {
    const { value, done } = items.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}
