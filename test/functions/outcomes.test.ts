/** The functions that tell other systems, while EventBridge and Step Functions do not take what they are told. */
import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createNotify } from '../../functions/notify.ts';
import { createSweep } from '../../functions/sweep.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { createEventBus } from '../../shared/adapters/eventbridge/event-bus.ts';
import { createTaskCallback } from '../../shared/adapters/stepfunctions/task-callback.ts';
import { person } from '../support/builders.ts';
import { createTestClock, NOW } from '../support/clock.ts';
import { dueDeliveries } from '../support/due-deliveries.ts';
import { answered, gatewayEvent, jwt } from '../support/gateway.ts';
import { createRecordingLog, type RecordingLog } from '../support/log.ts';
import { silenceErrors } from '../support/silence.ts';
import { type DynamoDBTestStores, describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { refundWorkflow } from '../support/workflows.ts';

const KEY = 'approve:refund';
const TOKEN = 'the token of a task';
const operator = jwt('ops@example.com', 'operator');

describeWithDynamoDB('the functions that tell other systems', () => {
  const [busClient, taskClient] = [new EventBridgeClient({}), new SFNClient({})];
  const [events, tasks] = [mockClient(busClient), mockClient(taskClient)];
  let stores: DynamoDBTestStores;
  let system: TestSystem;
  let log: RecordingLog;
  beforeEach(async () => {
    events.reset();
    tasks.reset();
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
    tasks.on(SendTaskSuccessCommand).resolves({});
    tasks.on(SendTaskFailureCommand).resolves({});
    stores = await dynamoDBStores();
    log = createRecordingLog();
    system = createTestSystem({
      ...{ workflows: [refundWorkflow([])], stores },
      clock: createTestClock({ sleep: 'short-at-once' }),
      listeners: [createTaskCallback(() => taskClient, log), createEventBus(busClient, 'default')],
    });
  });
  /** Hands the table's stream to notify until it is empty, and hands back what failed. */
  const follow = async () => {
    const failed: unknown[] = [];
    for (let Records = await stores.records(); Records.length > 0; Records = await stores.records())
      failed.push(...(await createNotify(system.teller())({ Records })).batchItemFailures);
    return failed;
  };
  const runToEnd = async (action: 'approve' | 'reject' = 'approve') => {
    await system.start('refund', { orderId: 'o-1', amount: 40 }, { runId: 'r-1', taskToken: TOKEN });
    const failed = await follow();
    await system.decide('r-1', KEY, { action, reason: 'Because.' }, person('boss@example.com', ['finance']));
    failed.push(...(await follow()));
    await system.resume({ runId: 'r-1' });
    return [...failed, ...(await follow())];
  };
  const sweepAfter = (wait: string) => {
    system.clock.advance(wait);
    return createSweep(system.teller())(undefined, { getRemainingTimeInMillis: () => 50_000 });
  };
  const kept = () => dueDeliveries(stores);
  const call = async (method: string, path: string) =>
    answered(
      await createWebhook(system.kept(), { local: false, origins: [] })(
        gatewayEvent({ method, path, authorizer: operator }),
      ),
    );
  const entries = () =>
    events
      .commandCalls(PutEventsCommand)
      .flatMap(({ args }) => args[0].input.Entries ?? [])
      .map(({ Detail = '', ...entry }) => ({ ...entry, detail: JSON.parse(Detail) as unknown }));
  const refused = (ErrorCode: string): { FailedEntryCount: number; Entries: PutEventsResultEntry[] } => ({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode, ErrorMessage: 'Not now.' }],
  });
  const named = (name: string) => Object.assign(new Error(`${name} it is.`), { name });

  it('fail no record where EventBridge takes no entry, tell people once, and put the same entries later', async () => {
    silenceErrors();
    events.on(PutEventsCommand).resolves(refused('InternalFailure'));

    const failed = await runToEnd();
    const [wanted, refusals] = [entries(), await kept()];
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
    events.resetHistory();
    await sweepAfter('1m');

    expect(failed).toEqual([]);
    expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed', 'decided']);
    expect(refusals).toHaveLength(3);
    expect(refusals[0]).toMatchObject({ channel: 'eventbridge', error: expect.stringContaining('InternalFailure') });
    expect(entries()).toHaveLength(3);
    for (const entry of entries()) expect(wanted).toContainEqual(entry);
    expect(entries().map(({ Time }) => Time)).toEqual(Array(3).fill(new Date(NOW)));
    expect(await kept()).toEqual([]);
  });

  it('end the task with its result later where Step Functions is throttled', async () => {
    silenceErrors();
    tasks.on(SendTaskSuccessCommand).rejects(named('ThrottlingException'));

    const failed = await runToEnd();
    tasks.on(SendTaskSuccessCommand).resolves({});
    await sweepAfter('1m');

    expect(failed).toEqual([]);
    const calls = tasks.commandCalls(SendTaskSuccessCommand);
    expect(calls).toHaveLength(4);
    expect(calls[3]?.args[0].input).toEqual({ taskToken: TOKEN, output: '{"paid":40}' });
    expect(entries().filter(({ DetailType }) => DetailType === 'Run Completed')).toHaveLength(1);
    expect(await kept()).toEqual([]);
  });

  it('fail the task of a run that failed later where Step Functions is throttled', async () => {
    silenceErrors();
    tasks.on(SendTaskFailureCommand).rejects(named('ThrottlingException'));

    await runToEnd('reject');
    tasks.on(SendTaskFailureCommand).resolves({});
    await sweepAfter('1m');

    const calls = tasks.commandCalls(SendTaskFailureCommand);
    expect(calls).toHaveLength(4);
    expect(calls[3]?.args[0].input).toMatchObject({ taskToken: TOKEN, error: 'approval-rejected' });
    expect(await kept()).toEqual([]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'leave a task for good at %s, saying so once',
    async (name) => {
      tasks.on(SendTaskSuccessCommand).rejects(named(name));

      const failed = await runToEnd();
      await sweepAfter('1h');

      expect(failed).toEqual([]);
      expect(tasks.commandCalls(SendTaskSuccessCommand)).toHaveLength(1);
      expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
        { message: 'No task of Step Functions waits for the run any more.', about: { runId: 'r-1' } },
      ]);
      expect(await kept()).toEqual([]);
    },
  );

  it('list what was not told for hours, without what is in it, and tell it once an operator says so', async () => {
    silenceErrors();
    tasks.on(SendTaskSuccessCommand).rejects(named('ServiceUnavailable'));
    await runToEnd();
    for (const wait of ['1m', '5m', '15m', '1h', '4h']) await sweepAfter(wait);

    const { body } = await call('GET', '/undelivered');
    const [item] = body.items as { id: string }[];
    const again = await call('POST', `/undelivered/${item?.id}/retry`);
    tasks.on(SendTaskSuccessCommand).resolves({});
    tasks.resetHistory();
    await sweepAfter('1m');

    expect(body.items).toMatchObject([
      { kind: 'outcome', channel: 'step-functions', to: 'other systems', runId: 'r-1', tries: 6 },
    ]);
    expect(JSON.stringify([body, again.body])).not.toContain(TOKEN);
    expect(again.status).toBe(202);
    expect(tasks.commandCalls(SendTaskSuccessCommand)).toHaveLength(1);
    expect((await call('GET', '/undelivered')).body).toEqual({ items: [] });
  });
});
