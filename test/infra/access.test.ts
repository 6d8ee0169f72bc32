/** What each function may do to the table, held against what it does there in every use case. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, inject, it } from 'vitest';
import * as z from 'zod';
import { createStream } from '../../functions/stream.ts';
import { createSweep } from '../../functions/sweep.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { FUNCTIONS, type FunctionName } from '../../infra/aws/constructs/functions.ts';
import type { TableAccess } from '../../infra/aws/constructs/table-access.ts';
import { LOCAL_AWS } from '../../infra/local/engine.ts';
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createMemoryMeter } from '../../shared/adapters/memory/meter.ts';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';
import { createRegistry, defineWorkflow, type Workflow } from '../../shared/engine/workflow.ts';
import type { TopicReader } from '../../shared/ports/topic-readers.ts';
import { noteFeedback } from '../../shared/use-cases/note-feedback.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { greet } from '../../shared/use-cases/push-live.ts';
import { resumeRun } from '../../shared/use-cases/resume-run.ts';
import { startRun } from '../../shared/use-cases/start-run.ts';
import type { Kept } from '../../shared/use-cases/system.ts';
import { createTableLife } from '../../shared/use-cases/table-life.ts';
import { createFailingChannel } from '../support/channel.ts';
import { createTestClock } from '../support/clock.ts';
import { createRecordingSockets } from '../support/sockets.ts';
import { type DynamoDBTestStores, describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';

const SIGNER = createMemorySigner();
const TERMS = { leaseMs: 600_000 };
const IN_TIME = { getRemainingTimeInMillis: () => 60_000 };

/** More than stays in a run's record, so that it goes to a page of its own. */
const LARGE = 'x'.repeat(3_000);

/** Steps that fill pages before and after an approval by several people. `meanwhile` is what happens during a step. */
const bonus = (meanwhile: (runId: string) => Promise<unknown>): Workflow =>
  defineWorkflow({
    name: 'bonus',
    version: '1',
    input: z.unknown(),
    run: async ({ step, approval, ctx }) => {
      await step('collect', () => LARGE);
      await step('wait', () => meanwhile(ctx.runId).then(() => 'told'));
      await approval('approve:bonus', { assignee: ['lead', 'finance'], timeout: '8h', onTimeout: 'reject' });
      await step('compute', () => LARGE);
      await step('note', () => 'noted');
      return step('pay', () => 'paid');
    },
  });

/** The functions over one table, each with a client that takes note of what it does. */
function functionsOver(
  { table, changes, opened, runs, values, delegations, deliveries }: DynamoDBTestStores,
  endpoint: string,
) {
  const done = new Map<string, Set<string>>();
  const clock = createTestClock({ sleep: 'short-at-once' });
  const keptBy = (name: FunctionName) => {
    const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
    const noted = new Set<string>();
    done.set(name, noted);
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          const index = 'IndexName' in args.input ? ` ${String(args.input.IndexName)}` : '';
          noted.add(`${String(commandName).replace(/(Item)?Command$/, '')}${index}`);
          return next(args);
        },
      { step: 'initialize', name: 'note' },
    );
    const directory = createClaimsDirectory();
    const stores = createDynamoDBStores(client, table);
    const told = { log: createConsoleLog('error'), meter: createMemoryMeter() };
    const life = createTableLife({ generations: stores.generations, generation: 'arn:…/stream/1' });
    return { ...stores, ...told, values, directory, signer: SIGNER, clock, life, retentionDays: 30 };
  };
  const http = { local: false, origins: [] };
  const webhook = createWebhook(keptBy('webhook'), http);
  const stream = createStream(keptBy('stream'), http);
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<number | undefined> =>
    (await webhook(requestOf(method, path, body))).statusCode;
  const operate = (runId: string) => call('POST', `/runs/${runId}/${runId === 'lost' ? 'cancel' : 'resume'}`);
  const workflows = createRegistry([bonus(operate)]);
  const channel = createFailingChannel(Number.POSITIVE_INFINITY, 'mail');
  const telling = (kept: Kept) => ({ ...kept, channels: [channel], publicUrl: 'https://x.test' });
  const [start, resume, sweeper] = [keptBy('start'), keptBy('resume'), keptBy('sweep')];
  const readers: TopicReader[] = [{ protocol: 'email', endpoint: ANN.email }];
  const subscriptions = {
    ...{ ...sweeper, memory: sweeper.readerMemory, isOnlyWay: true },
    readers: { list: async () => [...readers] },
  };
  const notifier = keptBy('notify');
  const sockets = createRecordingSockets();
  const teller = { ...telling(notifier), live: { connections: notifier.connections, sockets } };
  return {
    done,
    clock,
    call,
    start: (runId: string) => startRun({ ...start, workflows }, { workflow: 'bonus', input: 1, runId }, TERMS),
    resume: (runId: string) => resumeRun({ ...resume, workflows }, { runId }, TERMS),
    sweep: () => createSweep(telling(sweeper), subscriptions)(undefined, IN_TIME),
    /** Has the last reader leave the topic. */
    leave: () => readers.pop(),
    undelivered: async () => (await deliveries.listUndelivered({ limit: 2 })).items,
    follow: async () => {
      for (const change of await changes()) await notify(teller, change);
    },
    greet: async () => {
      for (const connection of await opened()) await greet(teller, connection);
    },
    /** What the stream answers when a page connects with a ticket of Ann's; the first that is sent to it comes too late. */
    connect: async (connectionId: string, wanted: Record<string, string>) => {
      const { body = '' } = await webhook(requestOf('POST', '/stream/ticket', undefined));
      const { ticket } = z.object({ ticket: z.string() }).parse(JSON.parse(body));
      sockets.next(connectionId, 'gone');
      const event = { routeKey: '$connect', connectionId };
      return (await stream({ requestContext: event, queryStringParameters: { ...wanted, ticket } })).statusCode;
    },
    /** Has the gateway know nothing of the connection any more, though nobody was told of its end. */
    lose: (connectionId: string) => sockets.next(connectionId, ...Array<'gone'>(20).fill('gone')),
    disconnect: (connectionId: string) => stream({ requestContext: { routeKey: '$disconnect', connectionId } }),
    feedback: async (noticeId: string) =>
      noteFeedback(keptBy('feedback'), {
        noticeId,
        who: 'ann@example.com',
        subject: 'Approval needed',
        why: 'bounced',
        error: 'No such reader.',
      }),
    given: () => delegations.givenBy(ANN.email),
    removed: async (runId: string) => {
      const before = await runs.load(runId);
      await runs.remove(runId); // as the table does by the record's TTL
      await notify(teller, { kind: 'run', ...(before && { before }) });
    },
  };
}

const ANN = { email: 'ann@example.com', groups: '[lead viewer operator]' };

/** A request as API Gateway hands it on; only what the function reads of it. */
function requestOf(method: string, path: string, body: unknown): APIGatewayProxyEventV2 {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const event = {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: { host: 'x.test', 'content-type': 'application/json' },
    requestContext: { domainName: 'x.test', http: { method, path: rawPath }, authorizer: { jwt: { claims: ANN } } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  return event as unknown as APIGatewayProxyEventV2; // the rest of its fields is read by nobody
}

/** Every use case that works with the table, on runs that end well, that time ends, and that an operator ends. */
async function useEverything(system: ReturnType<typeof functionsOver>): Promise<void> {
  const { call, clock } = system;
  const approve = (runId: string) => call('POST', `/approvals/${runId}/approve:bonus/decision`, { action: 'approve' });

  await system.start('untold');
  await system.follow(); // creates the approval
  await system.follow(); // tells of it, but the channel fails
  for (const wait of ['1m', '5m', '15m', '1h', '4h']) {
    clock.advance(wait);
    await system.sweep(); // tries again, and gives up
  }
  system.leave();
  clock.advance('1h');
  await system.sweep(); // marks what waits
  const [, untold] = await system.undelivered(); // before it stands who has left
  expect(await call('GET', '/undelivered')).toBe(200);
  expect(await call('POST', `/undelivered/${untold?.id}/retry`)).toBe(202);

  const watched = [
    { run: 'untold' },
    { approval: 'approve:bonus' },
    { approval: 'untold/approve:bonus' },
    { inbox: 'lead' },
  ];
  for (const [i, wanted] of watched.entries())
    expect([wanted, await system.connect(`c-${i}`, wanted)]).toEqual([wanted, 200]);
  await system.greet();
  await system.disconnect('c-1');
  system.lose('c-3');

  expect(await system.feedback(`${untold?.noticeId}`)).toBe(true);

  await system.start('early');
  expect(await approve('early')).toBe(200); // before the stream has created it
  await system.resume('early');
  await system.follow();

  await system.start('lost'); // to an operator, who cancels it while it runs

  await system.start('late');
  clock.advance('9h');
  await system.sweep(); // drops the notice that is over, creates what the stream has not, and expires it
  await system.resume('late');
  await system.follow();
  expect(await call('POST', '/runs/late/retry')).toBe(202);

  await system.start('ended');
  await system.follow();
  for (const path of ['/runs', '/runs?status=failed', '/runs/ended', '/approvals', '/approvals/ended/approve:bonus']) {
    expect([path, await call('GET', path)]).toEqual([path, 200]);
  }
  expect(await call('POST', '/webhooks/approve', { key: 'nobody-asked', action: 'approve' })).toBe(404);
  expect(await call('POST', '/runs/ended/cancel')).toBe(202);
  await system.follow();
  await system.removed('ended');

  expect(await call('POST', '/delegations', { to: 'bob@example.com', until: '3d' })).toBe(201);
  expect(await call('GET', '/delegations')).toBe(200);
  const [given] = await system.given();
  expect(await call('DELETE', `/delegations/${given?.id}`)).toBe(200);
}

const allowedTo = ({ actions, indexes = [] }: TableAccess): string[] => [
  ...actions.map((action) => action.replace(/Item$/, '')),
  ...indexes.map((index) => `Query ${index}`),
];

describeWithDynamoDB('each function', () => {
  // Everything that the system does, one after the other, against an engine.
  it('may do to the table what it does in one use case or another, and nothing beside', {
    timeout: 90_000,
  }, async () => {
    const dynamodb = inject('dynamodb');
    const system = functionsOver(await dynamoDBStores(), 'endpoint' in dynamodb ? dynamodb.endpoint : '');

    await useEverything(system);

    for (const [name, terms] of Object.entries(FUNCTIONS)) {
      const allowed = 'table' in terms ? allowedTo(terms.table) : [];
      expect([name, ...[...(system.done.get(name) ?? [])].sort()]).toEqual([name, ...allowed.sort()]);
    }
  });
});
