/** How the lists are spread over partitions: what becomes of them where that is raised, and that it is never lowered. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLists, LISTS } from '../../shared/adapters/dynamodb/lists.ts';
import { createDynamoDBStores, openDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { runPk } from '../../shared/adapters/dynamodb/table.ts';
import { keepRun } from '../contract/run-states.ts';
import { plus } from '../support/clock.ts';
import { type DynamoDBTestStores, describeWithDynamoDB, dynamoDBStores, ownClient } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

const KEY = 'approve:refund';
const RUNS = Array.from({ length: 12 }, (_, i) => `run-${i}`);

describe('the lists', () => {
  it.each([
    ['DUE', 128],
    [LISTS.key(KEY), 64],
    [LISTS.inbox('finance'), 32],
    [LISTS.runs('refund'), 16],
    ['FAILED', 16],
  ])('spread %s over %i of 128 partitions, each entry always into the same', (list, count) => {
    const { partitionsOf, partitionFor } = createLists(128);

    const partitions = Array.from({ length: 2_000 }, (_, i) => partitionFor(list, `run-${i}`));

    expect(new Set(partitions)).toEqual(new Set(partitionsOf(list)));
    expect(partitionsOf(list)).toHaveLength(count);
    expect(partitionFor(list, 'run-7')).toBe(partitions[7]);
  });

  it('are read where they were with fewer partitions, too', () => {
    for (const list of ['DUE', LISTS.key(KEY), LISTS.inbox('finance'), LISTS.runs('refund')])
      for (const [fewer, more] of [
        [4, 5],
        [5, 64],
        [64, 256],
      ] as const)
        expect(createLists(more).partitionsOf(list)).toEqual(
          expect.arrayContaining(createLists(fewer).partitionsOf(list)),
        );
  });

  it.each([0, 3, 4.5, 257, Number.NaN])('are not spread over %s partitions', (shards) => {
    expect(() => createLists(shards)).toThrow(/^shards of .* must be a whole number from 4 to 256/);
  });
});

describeWithDynamoDB('the list of what is due', () => {
  it('E5: is read soonest first, also where what is soonest is all in one partition', async () => {
    const { runs } = await dynamoDBStores();
    const { partitionFor } = createLists();
    const ids = Array.from({ length: 400 }, (_, i) => `run-${i}`);
    const isInOne = (id: string) => partitionFor('DUE', id) === 'DUE#0';
    const soonest = ids.filter(isInOne).slice(0, 45);
    const later = ids.filter((id) => !isInOne(id)).slice(0, 15);
    const due = [...soonest, ...later].map((runId, i) => ({ runId, at: plus(`${i + 1}m`) }));
    await Promise.all(due.map(({ runId, at }) => keepRun(runs, 'waiting', { run: { runId }, dueAt: at })));

    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await runs.due(plus('2h'), { limit: 60, cursor });
      found.push(...page.items.map(({ runId }) => runId));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(found).toEqual(due.map(({ runId }) => runId));
  });
});

describeWithDynamoDB('a list', () => {
  it('I8: is read on where DynamoDB ends a page by its size, so that nothing behind it counts as absent', async () => {
    const { runs, client } = await dynamoDBStores(ownClient());
    for (let i = 0; i < 30; i++) await keepRun(runs, 'waiting', { dueAt: plus('1h') });
    client.middlewareStack.add(
      (next) => (args) => {
        const { IndexName, Limit } = args.input as { IndexName?: string; Limit?: number }; // of whichever command
        const shortened = IndexName && Limit ? { ...args.input, Limit: Math.min(Limit, 2) } : args.input;
        return next({ ...args, input: shortened });
      },
      { step: 'initialize', name: 'shorten' },
    );

    expect((await runs.list({ status: 'incomplete' }, { limit: 50 })).items).toHaveLength(30);
    expect((await runs.due(plus('2h'), { limit: 50 })).items).toHaveLength(30);
  });
});

describeWithDynamoDB('lists that are spread further than before', () => {
  let before: DynamoDBTestStores;
  let after: DynamoDBTestStores;
  beforeEach(async () => {
    before = await dynamoDBStores();
    after = { ...before, ...createDynamoDBStores(before.client, before.table, 64) };
  });
  const small = workflowOf('small', async ({ step, approval }) => {
    await approval(KEY, { assignee: ['finance', 'legal'], timeout: '24h', remind: ['4h'] });
    return step('pay', () => 40);
  });
  const systemOver = (stores: DynamoDBTestStores) => createTestSystem({ workflows: [small], stores });
  const startAll = async () => {
    const system = systemOver(before);
    for (const runId of RUNS) await system.start('small', {}, { runId });
    await system.drain();
  };

  it('hold what was written before: due, listed, in inboxes and under its key', async () => {
    await startAll();
    const { runs, approvals } = after;

    const listed = await runs.list({ workflow: 'small' }, { limit: 50 });
    const waiting = await runs.list({ status: 'waiting' }, { limit: 50 });
    const due = await runs.due(plus('5h'), { limit: 50 });
    const inboxes = await Promise.all(
      ['finance', 'legal'].map((name) => approvals.listPending({ assignees: [name] }, { limit: 50 })),
    );

    for (const { items } of [listed, waiting, due, ...inboxes])
      expect(items.map(({ runId }) => runId).sort()).toEqual(RUNS.toSorted());
    expect(await approvals.underKey(KEY, 50)).toHaveLength(RUNS.length);
  });

  it('lose nothing of it on its way to its end, and keep nothing that is over', async () => {
    await startAll();
    const system = systemOver(after);
    system.clock.advance('5h');

    const swept = await system.sweep();
    await system.drain();
    for (const runId of RUNS) await system.decide(runId, KEY, { action: 'approve' });
    await system.drain();

    expect(swept).toEqual({ runs: RUNS.length, failed: [], more: false });
    expect(system.notices.filter(({ kind }) => kind === 'reminder')).toHaveLength(RUNS.length);
    for (const runId of RUNS) expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(await after.runs.due(plus('99d'), { limit: 50 })).toEqual({ items: [] });
    expect(await after.approvals.listPending({}, { limit: 50 })).toEqual({ items: [] });
  });

  it('leave an approval in the inbox that it was put into, and put no second entry beside it', async () => {
    await startAll();

    await after.approvals.refreshInboxes('run-1', KEY);

    const { Items = [] } = await after.client.send(
      new QueryCommand({
        TableName: after.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :pointer)',
        ExpressionAttributeValues: { ':pk': { S: runPk('run-1') }, ':pointer': { S: 'POINTER#' } },
      }),
    );
    expect(Items.map(({ sk }) => sk?.S)).toEqual([`POINTER#${KEY}#legal`]);
  });

  it('I8: are read in full by who is not told how far they are spread, once they were swept', async () => {
    const system = systemOver(after);
    await system.sweep();
    for (const runId of RUNS) await system.start('small', {}, { runId });
    await system.drain();

    const { runs } = await openDynamoDBStores(after.client, after.table);

    const { items } = await runs.list({ status: 'incomplete' }, { limit: 50 });
    expect(items.map(({ runId }) => runId).sort()).toEqual(RUNS.toSorted());
  });

  it('I8: are not swept with fewer partitions again, where a part of what is due would be found no more', async () => {
    await after.runs.due(plus('1h'), { limit: 10 });

    const lowered = createDynamoDBStores(before.client, before.table, 16).runs.due(plus('1h'), { limit: 10 });

    await expect(lowered).rejects.toMatchObject({ code: 'invalid-settings', message: /Set it to 64 again/ });
    expect(await after.runs.due(plus('1h'), { limit: 10 })).toEqual({ items: [] });
  });
});
