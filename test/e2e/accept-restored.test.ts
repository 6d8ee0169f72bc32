/** `countersign accept-restored`, as an operator calls it on a table that is a copy of another. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { BatchWriteItemCommand, CreateTableCommand, DescribeTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, inject, it } from 'vitest';
import { tableDefinition } from '../../infra/local/engine.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createTestClock } from '../support/clock.ts';
import { type DynamoDBTestStores, describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { type Effects, refundWorkflow } from '../support/workflows.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE = 60_000;
const KEY = 'approve:refund';

describeWithDynamoDB('countersign accept-restored', () => {
  let effects: Effects;
  let origin: DynamoDBTestStores;
  let before: TestSystem;
  let restored: TestSystem;
  let copy: DynamoDBTestStores;

  const accept = (args: string[], typed = '') =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      const dynamodb = inject('dynamodb');
      const flags = ['--conditions=source', '--import', 'tsx', 'shared/cli.ts', 'accept-restored'];
      const aws = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
      const at = 'endpoint' in dynamodb ? { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint } : {};
      const options = { cwd: ROOT, env: { ...process.env, ...aws, ...at } };
      const child = execFile(process.execPath, [...flags, ...args], options, (_error, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, stdout, stderr }),
      );
      child.stdin?.end(typed);
    });
  const streamOf = async ({ client, table }: DynamoDBTestStores): Promise<string> =>
    (await client.send(new DescribeTableCommand({ TableName: table }))).Table?.LatestStreamArn ?? '';

  beforeEach(async () => {
    effects = [];
    const workflows = [refundWorkflow(effects)];
    const stores = await dynamoDBStores();
    origin = stores;
    const clock = createTestClock({ start: new Date().toISOString() }); // as that of the command
    before = createTestSystem({ workflows, stores, generation: await streamOf(stores), clock });
    await before.sweep();
    for (const runId of ['run-1', 'run-2']) await before.start('refund', { orderId: runId, amount: 40 }, { runId });
    await before.drain();
    await before.decide('run-1', KEY, { action: 'approve' }); // and before its run is woken, the table is copied
    copy = await dynamoDBStores();
    const { Items = [] } = await copy.client.send(new ScanCommand({ TableName: stores.table }));
    for (const Item of Items)
      await copy.client.send(new BatchWriteItemCommand({ RequestItems: { [copy.table]: [{ PutRequest: { Item } }] } }));
    await copy.records(); // the stream of a restored table tells of nothing that was in it
    restored = createTestSystem({ workflows, stores: copy, generation: await streamOf(copy), clock });
  }, PATIENCE);

  it('says what is in the table, and lets its runs go on once the name is typed', { timeout: PATIENCE }, async () => {
    await expect(restored.sweep()).rejects.toMatchObject({ code: 'frozen' });

    const { code, stdout } = await accept(['--table', copy.table], `${copy.table}\n`);

    expect(stdout).toContain(`The table ${copy.table} is a copy, or its stream`);
    expect(stdout).toMatch(/It lived under \S+\/stream\/\S+ since 20\S+Z\./);
    expect(stdout).toContain('2 runs wait; what is due at 0 of them happens with the next sweep');
    expect(stdout).toContain('Accepted.');
    expect(code).toBe(0);
    restored.clock.advance('1m');
    await restored.sweep();
    await restored.drain();
    expect(await restored.run('run-1')).toMatchObject({ status: 'completed' });
  });

  it('I8: finds every run where the lists are spread further than by default', { timeout: PATIENCE }, async () => {
    const stores = { ...copy, ...createDynamoDBStores(copy.client, copy.table, 64) };
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores });
    await system.sweep(); // which notes how far
    for (let i = 3; i <= 12; i++) await system.start('refund', { orderId: `o-${i}`, amount: 40 });

    const { stdout } = await accept(['--table', copy.table], '');

    expect(stdout).toContain('12 runs wait');
  });

  it.each([['no\n'], ['']])('accepts nothing where %j is typed', { timeout: PATIENCE }, async (typed) => {
    const { code, stdout } = await accept(['--table', copy.table], typed);

    expect(stdout).toContain('Nothing was accepted.');
    expect(code).toBe(1);
    await expect(restored.sweep()).rejects.toMatchObject({ code: 'frozen' });
  });

  it('asks nobody with --yes, and has nothing to do after that', { timeout: PATIENCE }, async () => {
    const first = await accept(['--table', copy.table, '--yes']);
    const again = await accept(['--table', copy.table, '--yes']);

    expect([first.code, again.code]).toEqual([0, 0]);
    expect(again.stdout).toContain('lives under its own stream since');
  });

  it('has the table before frozen in its turn, until that is accepted again', { timeout: PATIENCE }, async () => {
    const goBack = async () =>
      createTestSystem({ workflows: [refundWorkflow(effects)], stores: origin, generation: await streamOf(origin) });

    const { code, stdout } = await accept(['--table', copy.table, '--retire', origin.table, '--yes']);

    expect(stdout).toContain(`The table ${origin.table} is retired`);
    expect(code).toBe(0);
    await expect(restored.sweep()).resolves.toMatchObject({ failed: [] });
    await expect((await goBack()).sweep()).rejects.toMatchObject({ code: 'frozen' });
    expect((await accept(['--table', origin.table, '--yes'])).code).toBe(0);
    await expect((await goBack()).sweep()).resolves.toMatchObject({ failed: [] });
  });

  it('retires nothing where nothing was accepted', { timeout: PATIENCE }, async () => {
    const { stdout } = await accept(['--table', copy.table, '--retire', origin.table], 'no\n');

    expect(stdout).toContain(
      `To accept it and to retire ${origin.table}, type the name of the table (${copy.table}): `,
    );
    expect(await origin.generations.read()).toMatchObject({ generation: await streamOf(origin) });
  });

  it('asks before it retires a table where nothing else is to be done', { timeout: PATIENCE }, async () => {
    const swapped = ['--table', origin.table, '--retire', copy.table]; // the copy lives, and people decide in it
    await accept(['--table', copy.table, '--yes']);
    await accept(['--table', origin.table, '--yes']);

    const refused = await accept(swapped, `${origin.table}\n`);
    const wasLive = await copy.generations.read();
    const taken = await accept(swapped, `${copy.table}\n`);

    expect(refused.stdout).toContain('Nothing was retired.');
    expect(wasLive).toMatchObject({ generation: await streamOf(copy) });
    expect(taken.stdout).toContain(`The table ${copy.table} is retired`);
    expect([refused.code, taken.code]).toEqual([1, 0]);
  });

  it('says how the stream is switched on where there is none', { timeout: PATIENCE }, async () => {
    const TableName = `without-stream-${crypto.randomUUID()}`;
    const { StreamSpecification: _none, ...definition } = tableDefinition(TableName);
    await copy.client.send(new CreateTableCommand(definition));

    const { code, stdout } = await accept(['--table', TableName, '--yes']);

    expect(stdout).toContain(`aws dynamodb update-table --table-name ${TableName}`);
    expect(code).toBe(1);
  });

  it.each([
    ['no table', ['--yes'], 'countersign accept-restored --table NAME'],
    ['a table that is not there', ['--table', 'nowhere'], 'There is no table nowhere'],
    ['the same table twice', ['--table', 'one', '--retire', 'one'], 'that is the table that goes on'],
  ])('ends with 2 for %s', { timeout: PATIENCE }, async (_what, args, words) => {
    const { code, stderr } = await accept(args);

    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });
});
