/** What the table's stream tells of, and which of its records each reader is handed. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { fits } from '../../infra/local/filter.ts';
import { memoryRecords } from '../../infra/local/records.ts';
import { changeOf, type Images, imagesOf } from '../../shared/adapters/dynamodb/stream.ts';
import { STREAM_FILTERS } from '../../shared/adapters/dynamodb/stream-filters.ts';
import type { Change } from '../../shared/domain/change.ts';
import { notify } from '../../shared/use-cases/notify.ts';
import { cancelRun, nudgeRun, retryRun } from '../../shared/use-cases/operate-run.ts';
import { wakeUpOf } from '../../shared/use-cases/wake.ts';
import {
  aCompletedRun,
  aDelegation,
  aFailedRun,
  anApprovalWait,
  aPendingApproval,
  aRun,
  aSettledApproval,
  aStepEntry,
  aTimeWait,
  aWaitingRun,
  person,
} from '../support/builders.ts';
import { plus } from '../support/clock.ts';
import { createProcesses } from '../support/processes.ts';
import { describeWithDynamoDB, dynamoDBStores, memoryStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';
import { pairWorkflow, refundWorkflow, workflowOf } from '../support/workflows.ts';

const boss = person('boss@example.com', ['finance', 'legal', 'security']);

describe('changeOf', () => {
  const run = aRun({ tail: [aStepEntry('a', new Map([[1n, undefined]]))], startedBy: 'shop' });
  const approval = aPendingApproval({ form: { type: 'number', maximum: 1.5e300 }, expiresAt: plus('1h') });

  it.each<[string, Change]>([
    ['a run that is started', { kind: 'run', after: run }],
    [
      'a run that parks',
      { kind: 'run', before: run, after: aWaitingRun({ waits: [anApprovalWait({ form: {} }), aTimeWait()] }) },
    ],
    ['a run that completes', { kind: 'run', before: run, after: aCompletedRun() }],
    ['a run that fails', { kind: 'run', before: run, after: aFailedRun({ due: { list: 'failed', at: plus('1h') } }) }],
    ['a run that is removed', { kind: 'run', before: aCompletedRun() }],
    ['an approval that is asked', { kind: 'approval', after: approval }],
    [
      'an approval that is settled',
      { kind: 'approval', before: approval, after: aSettledApproval({ ...approval, status: 'edited' }) },
    ],
    ['an approval that is removed', { kind: 'approval', before: approval }],
  ])('reads %s from its images as it is', (_, change) => {
    expect(changeOf(imagesOf(change))).toEqual(change);
  });

  it.each(['PAGE#000001', 'POINTER#approve#finance', 'SUPERSEDED#approve#1', 'WORKFLOW#refund'])(
    'takes no note of the record %s',
    (sk) => {
      expect(changeOf({ NewImage: { pk: { S: 'RUN#run-1' }, sk: { S: sk } } })).toBeUndefined();
    },
  );
});

describe('the filters of the stream', () => {
  /** Every change of runs that go every way that there is. */
  async function everyChange() {
    const failing = workflowOf('failing', () => Promise.reject(new Error('no')));
    const stores = await memoryStores();
    const workflows = [refundWorkflow([]), pairWorkflow([]), failing];
    const system = createTestSystem({ workflows, stores, terms: { leaseMs: 60_000, handOverAfterMs: 50_000 } });
    const start = async (workflow: string) => {
      const { run } = await system.start(workflow, { orderId: 'o-1', amount: 40 });
      await system.drain();
      return run.runId;
    };
    const inputs = [
      { action: 'approve' as const },
      { action: 'edit' as const, originalValue: { amount: 40 }, editedValue: { amount: 1 } },
      { action: 'reject' as const, reason: 'no' },
      { action: 'cancel' as const },
    ];
    for (const input of inputs) await system.decide(await start('refund'), 'approve:refund', input, boss);
    await cancelRun(system.kept(), await start('pair'), boss);
    await nudgeRun(system.kept(), await start('pair'));
    await retryRun(system.kept(), await start('failing'));
    await system.drain();
    await start('refund');
    for (const duration of ['4h', '4h', '16h', '48h']) await system.pass(duration);
    const unfinished = createTestSystem({ workflows: [], stores, clock: system.clock });
    const waiting = (await stores.runs.list({ status: 'waiting' }, { limit: 50 })).items;
    for (const { runId } of waiting) await unfinished.resume({ runId });
    await system.drain();
    for (const { runId } of (await stores.runs.list({}, { limit: 50 })).items) await stores.runs.remove(runId);
    await system.drain();
    return system.log;
  }

  it('I2: keep no change from the readers that either would have acted on', async () => {
    const kept = { notify: 0, wake: 0 };

    for (const change of await everyChange()) {
      const records = memoryRecords();
      records.push(change);
      const [record = {}] = await records.next();
      const stores = createProcesses(await memoryStores());
      const system = createTestSystem({ workflows: [], stores: await memoryStores(), newProcess: stores.start });
      await notify(system.teller(), change);
      const acted = { notify: stores.calls() > 0 || system.notices.length > 0, wake: wakeUpOf(change) !== undefined };
      for (const reader of ['notify', 'wake'] as const) {
        if (fits(STREAM_FILTERS[reader], record)) kept[reader]++;
        else expect(acted[reader], `${reader} of ${JSON.stringify(change)}`).toBe(false);
      }
    }

    expect(kept.notify).toBeGreaterThan(20);
    expect(kept.wake).toBeGreaterThan(5);
  });
});

describeWithDynamoDB('the records of delegations', () => {
  it('come through the stream, and none of its readers takes them for anything', async () => {
    const { delegations, records } = await dynamoDBStores();
    const given = aDelegation({ from: 'RUN#run-1@example.com', to: 'APPROVAL#approve:refund' });

    await delegations.add(given);
    await delegations.remove(given.from, given.id);

    const told = await records();
    expect(told.map(({ eventName }) => eventName)).toEqual(['INSERT', 'INSERT', 'REMOVE', 'REMOVE']);
    for (const record of told) {
      expect(changeOf(record.dynamodb as Images)).toBeUndefined();
      for (const filters of Object.values(STREAM_FILTERS)) expect(fits(filters, record)).toBe(false);
    }
  });

  it('have a time to live of 30 days after the end of the delegation, in seconds', async () => {
    const { delegations, records } = await dynamoDBStores();

    await delegations.add(aDelegation({ until: plus('3d') }));

    const ttl = { N: String(Date.parse(plus('33d')) / 1000) };
    expect((await records()).map(({ dynamodb }) => dynamodb?.NewImage?.ttl)).toEqual([ttl, ttl]);
  });
});

describeWithDynamoDB('the time to live of a record', () => {
  it('is set on the run alone when it ends, in seconds, and taken away by a retry', async () => {
    const stores = await dynamoDBStores();
    const flaky = workflowOf('flaky', async ({ approval, step }) => {
      await approval('check');
      await step('fail', () => Promise.reject(new Error('no')));
    });
    const system = createTestSystem({ workflows: [flaky], stores });
    const ttlOf = async (sk: string) => {
      const Key = { pk: { S: `RUN#${run.runId}` }, sk: { S: sk } };
      return (await stores.client.send(new GetItemCommand({ TableName: stores.table, Key }))).Item?.ttl?.N;
    };
    const ttls = () => Promise.all(['RUN', 'APPROVAL#check'].map(ttlOf));
    const { run } = await system.start('flaky');
    await system.drain();
    const waiting = await ttls();
    await system.decide(run.runId, 'check', { action: 'approve' }, boss);
    await system.drain();
    const failed = await ttls();
    await retryRun(system.kept(), run.runId);
    const retried = await ttls();

    expect(waiting).toEqual([undefined, undefined]);
    expect(failed).toEqual([String(Date.parse(plus('30d')) / 1000), undefined]);
    expect(retried).toEqual([undefined, undefined]);
  });
});
