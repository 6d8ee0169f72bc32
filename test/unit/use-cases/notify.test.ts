/** Follows changes: asks people, tells them, and survives channels that fail. */
import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../infra/aws/constructs/functions.ts';
import type { Change } from '../../../shared/domain/change.ts';
import { topicOfApproval } from '../../../shared/domain/connection.ts';
import { encode } from '../../../shared/domain/value.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { listApprovals } from '../../../shared/use-cases/read-approval.ts';
import { aConnection, aPendingApproval, aSettledApproval, aSettlement, person } from '../../support/builders.ts';
import { createFailingChannel, createRecordingChannel } from '../../support/channel.ts';
import { createTestClock, plus } from '../../support/clock.ts';
import { dueDeliveries } from '../../support/due-deliveries.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeOnBothStores, memoryStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, PUBLIC_URL, type TestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const boss = person('boss@example.com', ['finance', 'legal', 'security', 'ceo']);

describeOnBothStores('notify', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
  });
  const systemWith = (...channels: ReturnType<typeof createFailingChannel>[]): TestSystem =>
    createTestSystem({
      ...{ workflows: [refundWorkflow(effects)], stores, channels },
      clock: createTestClock({ sleep: 'short-at-once' }),
    });
  const start = async (system: TestSystem) => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    return run.runId;
  };

  it('C8: loses no decision and stops no run where a channel fails for ever', async () => {
    const away = createFailingChannel();
    const system = systemWith(away);

    const runId = await start(system);
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.drain();

    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(away.failed()).toBeGreaterThan(2);
    expect(system.notices.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['approval-needed', 'decided']));
    expect(system.givenUp).toEqual([]);
    expect((await dueDeliveries(stores, plus('1m'))).map(({ kind }) => kind).sort()).toEqual([
      ...['approval-needed', 'decided'],
    ]);
  });

  it('C8: tells again over a channel that comes back, under the same id', async () => {
    const flaky = createFailingChannel(2);
    const system = systemWith(flaky);

    const runId = await start(system);

    expect(flaky.told.map(({ noticeId }) => noticeId)).toEqual([`${runId}/${KEY}/1/approval-needed`]);
    expect(new Set(system.notices.map(({ noticeId }) => noticeId)).size).toBe(1);
    expect(system.givenUp).toEqual([]);
  });

  it('C8: says which notice failed, and on how many channels, to a process that keeps none', async () => {
    const teller = { ...systemWith(createFailingChannel()).teller(), deliveries: undefined };
    const approval = aPendingApproval({ runId: 'run-1' });

    const following = notify(teller, { kind: 'approval', after: approval });

    await expect(following).rejects.toThrow('Notice run-1/approve:refund/1/approval-needed failed on 1 of 2 channels.');
  });

  it('tells nobody of anything where not all can be worded, so that nobody is told twice once it can', async () => {
    const system = systemWith();
    let isAway = true;
    const members = async (group: string) => {
      if (isAway && group === 'ceo') throw new Error('The directory is away.');
      return undefined;
    };
    const teller = () => ({ ...system.teller(), directory: { ...system.teller().directory, members } });
    const before = aPendingApproval({
      events: [
        { kind: 'remind', at: plus('1h') },
        { kind: 'escalate', at: plus('2h'), to: 'ceo' },
      ],
    });
    const change: Change = { kind: 'approval', before, after: { ...before, eventsDone: 2, revision: 2 } };

    await expect(notify(teller(), change)).rejects.toThrow('The directory is away.');
    isAway = false;
    await notify(teller(), change);

    expect(system.notices.map(({ kind }) => kind).sort()).toEqual(['escalated', 'reminder']);
  });

  it('asks nobody twice where a record comes twice', async () => {
    const system = systemWith();
    const runId = await start(system);
    const [, park] = system.log.filter(({ kind }) => kind === 'run');
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.drain();
    const before = await stores.approvals.get(runId, KEY);

    await system.deliver(park as Change);
    await system.drain();

    expect(await stores.approvals.get(runId, KEY)).toEqual(before);
    expect(effects).toHaveLength(2);
  });

  it('tells under the same id where a record comes twice', async () => {
    const system = systemWith();
    await start(system);
    const asked = system.log.find(({ kind }) => kind === 'approval') as Change;

    await system.deliver(asked);

    const [first, second] = system.notices;
    expect(second).toEqual(first);
  });

  it('puts what is asked of several people into the inbox of each, and takes it out of all', async () => {
    const several = workflowOf('several', async ({ approval }) => {
      await approval('check', { assignee: ['legal', 'security', 'ann@example.com'] });
    });
    const system = createTestSystem({ workflows: [several], stores });
    const { run } = await system.start('several');
    await system.drain();
    const inbox = async (who: string) =>
      (await listApprovals(stores, { assignees: [who] }, { limit: 10 })).items.map(({ key }) => key);

    for (const who of ['legal', 'security', 'ann@example.com']) expect(await inbox(who)).toEqual(['check']);
    await system.decide(run.runId, 'check', { action: 'approve' }, boss);
    await system.drain();
    for (const who of ['legal', 'security', 'ann@example.com']) expect(await inbox(who)).toEqual([]);
  });

  it('puts what is asked anew of others into their inboxes alone', async () => {
    let asked = { title: 'First', assignee: ['legal', 'security'] };
    const drifting = workflowOf('drifting', async ({ approval }) => {
      await approval('check', asked);
    });
    const system = createTestSystem({ workflows: [drifting], stores });
    const { run } = await system.start('drifting');
    await system.drain();
    const inbox = async (who: string) =>
      (await listApprovals(stores, { assignees: [who] }, { limit: 10 })).items.map(({ title }) => title);

    for (const assignee of [['finance', 'ceo'], ['legal'], ['security', 'legal']]) {
      asked = { title: assignee.join(), assignee };
      await system.resume({ runId: run.runId });
      await system.drain();
      for (const who of ['legal', 'security', 'finance', 'ceo']) {
        expect(await inbox(who), `${who} after ${assignee}`).toEqual(assignee.includes(who) ? [assignee.join()] : []);
      }
    }
  });

  it('puts what nobody in particular was asked into the inbox of those whom it is escalated to', async () => {
    const open = workflowOf('open', async ({ approval }) => {
      await approval('check', { escalate: [{ after: '4h', to: 'ceo' }] });
    });
    const system = createTestSystem({ workflows: [open], stores });
    await system.start('open');
    await system.drain();

    await system.pass('4h');

    expect((await listApprovals(stores, { assignees: ['ceo'] }, { limit: 10 })).items).toHaveLength(1);
    expect(system.notices.at(-1)).toMatchObject({ kind: 'escalated', to: ['ceo'] });
  });

  it('C9: tells all that there is to know of what is asked', async () => {
    const channel = createRecordingChannel();
    const approval = aPendingApproval({
      ...{ runId: 'run-1', reason: 'Over the limit.', expiresAt: plus('24h'), assignee: ['finance'] },
      ...{ metadata: encode({ team: 'shop' }, 'm'), pendingArgs: encode([40, new Date(0)], 'a') },
    });

    await notify({ ...systemWith().teller(), channels: [channel] }, { kind: 'approval', after: approval });

    const words = {
      link: `${PUBLIC_URL}/#/approvals/run-1/approve%3Arefund`,
      ...{ text: expect.any(String), sms: expect.any(String) },
    };
    expect(channel.told).toEqual([
      {
        ...{ noticeId: 'run-1/approve:refund/1/approval-needed', kind: 'approval-needed', to: ['finance'] },
        ...{
          runId: 'run-1',
          workflowName: 'refund',
          approvalKey: KEY,
          reason: 'Over the limit.',
          summary: 'Refund 40 for o-1',
        },
        asked: {
          ...{ title: 'Refund 40 for o-1', epoch: 1, digest: 'digest-1', assignee: ['finance'] },
          ...{ pendingArgs: [40, new Date(0).toISOString()], takes: ['approve', 'reject', 'edit', 'cancel'] },
        },
        ...{ metadata: { team: 'shop' }, pendingArgs: [40, new Date(0)], expiresAt: plus('24h') },
        ...{ ...words, subject: 'Approval needed: Refund 40 for o-1' },
        addressees: [
          {
            name: 'finance',
            people: [],
            ...words,
            link: expect.stringMatching(/^https:\/\/approvals\.example\.com\/decide\/[\w-]{26}\.run-1$/),
          },
        ],
      },
    ]);
  });

  it.each([
    ['approved', { action: 'approve' as const, value: encode(40, 'v') }, { value: 40 }],
    [
      'edited',
      { action: 'edit' as const, value: encode(30, 'v'), originalValue: encode(40, 'o') },
      { value: 30, originalValue: 40 },
    ],
    ['rejected', { action: 'reject' as const, reason: 'Too much.' }, { reason: 'Too much.' }],
    ['cancelled', { action: 'cancel' as const }, {}],
    [
      'expired',
      { action: 'expire' as const, by: 'timeout', reason: 'Nobody decided within 24h.' },
      { actorId: 'timeout' },
    ],
  ] as const)(
    'C9: tells all that there is to know of an approval that was %s',
    async (status, settlement, expected) => {
      const channel = createRecordingChannel();
      const after = aSettledApproval({ runId: 'run-1', status, settlement: aSettlement(settlement) });

      await notify(
        { ...systemWith().teller(), channels: [channel] },
        { kind: 'approval', before: aPendingApproval({ runId: 'run-1' }), after },
      );

      expect(channel.told).toMatchObject([
        {
          kind: status === 'expired' ? 'expired' : 'decided',
          action: status,
          actorId: 'ann@example.com',
          resolvedAt: plus('1h'),
          ...expected,
        },
      ]);
    },
  );

  it('takes a channel that has nothing to say of runs', async () => {
    const { onApprovalNeeded } = createRecordingChannel();
    const failing = workflowOf('failing', async () => {
      throw new Error('bug');
    });
    const system = createTestSystem({
      workflows: [failing],
      stores,
      channels: [{ onApprovalNeeded }],
    });

    await system.start('failing');
    await system.drain();

    expect(system.notices).toMatchObject([
      { kind: 'run-failed', error: { code: 'unexpected-error', message: 'bug' }, to: ['operator'] },
    ]);
    expect(system.givenUp).toEqual([]);
  });
});

it('ends well before its function must, whatever hangs: listeners, channels, and open pages at once', async () => {
  silenceErrors();
  const stores = await memoryStores(); // which take no time, so that all of it is that of the clock
  const clock = createTestClock({ sleep: 'short-at-once' });
  const never = () => new Promise<never>(() => {});
  /** Fails late enough that it is only just tried once more, and then hangs. */
  const slow = () => {
    let tried = 0;
    return async (): Promise<void> => {
      if (++tried > 1) return never();
      await clock.sleep(4_900);
      throw new Error('Too slow.');
    };
  };
  const channel = { name: 'slow', onApprovalNeeded: slow() };
  const system = createTestSystem({ workflows: [], stores, clock, channels: [channel] });
  const approval = aPendingApproval();
  const connection = aConnection({ topics: [topicOfApproval(approval)] });
  await stores.connections.open(connection);
  await stores.approvals.ask(approval);
  const teller = {
    ...system.teller(),
    listeners: [{ name: 'slow', tell: slow() }],
    live: { connections: stores.connections, sockets: { send: never, end: never } },
  };

  const startedAt = clock.now().getTime();
  let isDone = false;
  const telling = notify(teller, { kind: 'approval', after: approval }).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await setImmediate();
    clock.advance('100ms');
  }
  await telling;

  expect(clock.now().getTime() - startedAt).toBeLessThan(FUNCTIONS.notify.timeout.toMilliseconds() * 0.6);
  const kept = await dueDeliveries(stores);
  expect(kept.map(({ kind }) => kind).sort()).toEqual(['approval-needed', 'outcome']);
});
