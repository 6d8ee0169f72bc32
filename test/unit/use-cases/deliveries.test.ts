/** What becomes of a notice that its channel does not deliver: tried again for hours, then listed, and its approval marked. */
import { beforeEach, expect, it } from 'vitest';
import { partlyTold } from '../../../shared/domain/not-told.ts';
import { verifyRecord } from '../../../shared/domain/verify-record.ts';
import type { ApprovalStore } from '../../../shared/ports/approval-store.ts';
import type { DeliveryStore } from '../../../shared/ports/delivery-store.ts';
import type { NoticeContext, NotificationChannel } from '../../../shared/ports/notification-channel.ts';
import { exportRecord } from '../../../shared/use-cases/export-record.ts';
import { listUndelivered, retryDelivery } from '../../../shared/use-cases/list-undelivered.ts';
import { markUnseen } from '../../../shared/use-cases/mark-unseen.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { reassignApproval } from '../../../shared/use-cases/reassign-approval.ts';
import { retryDeliveries } from '../../../shared/use-cases/retry-deliveries.ts';
import { person } from '../../support/builders.ts';
import { createFailingChannel } from '../../support/channel.ts';
import { createTestClock } from '../../support/clock.ts';
import { dueDeliveries } from '../../support/due-deliveries.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const TERMS = { limit: 100, atOnce: 4, stopAfterMs: 60_000 };
const boss = person('boss@example.com', ['finance']);

/** When each try after the first is due, from the one before. */
const WAITS = ['1m', '5m', '15m', '1h', '4h'];

describeOnBothStores('notices that are not delivered', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
  });
  const systemWith = (...channels: NotificationChannel[]): TestSystem =>
    createTestSystem({
      ...{ workflows: [refundWorkflow(effects), broken], stores, channels },
      clock: createTestClock({ sleep: 'short-at-once' }),
    });
  const broken = workflowOf('broken', async () => {
    throw new Error('bug');
  });
  const start = async (system: TestSystem, workflow = 'refund') => {
    const { run } = await system.start(workflow, { orderId: 'o-1', amount: 40 });
    await system.drain();
    return run.runId;
  };
  const retry = (system: TestSystem) => retryDeliveries({ ...system.teller(), deliveries: stores.deliveries }, TERMS);
  const listed = async () => (await listUndelivered({ ...stores, clock: createTestClock() }, { limit: 50 })).items;
  /** Lets time pass until it is tried no more. */
  const giveUp = async (system: TestSystem) => {
    for (const wait of WAITS) {
      system.clock.advance(wait);
      await retry(system);
    }
  };
  const unseenOf = async (runId: string) => (await readApproval(stores, { runId, key: KEY })).view.possiblyUnseen;

  it('C8: tries three times at once, then after 1, 5, 15, 60 minutes and 4 hours, over that channel alone', async () => {
    const away = createFailingChannel(undefined, 'mail');
    const system = systemWith(away);
    await start(system);
    const tried = [away.failed()];

    for (const wait of WAITS) {
      system.clock.advance(wait);
      await retry(system);
      tried.push(away.failed());
    }
    system.clock.advance('2d');
    await retry(system);

    expect(tried).toEqual([3, 4, 5, 6, 7, 8]);
    expect(away.failed()).toBe(8);
    expect(system.notices).toHaveLength(1);
  });

  it('C8: lists what is given up, and marks its approval as possibly unseen', async () => {
    const system = systemWith(createFailingChannel(undefined, 'mail'));
    const runId = await start(system);
    expect(await listed()).toEqual([]);
    expect(await unseenOf(runId)).toBeUndefined();

    await giveUp(system);

    expect(await listed()).toMatchObject([
      {
        ...{ noticeId: `${runId}/${KEY}/1/approval-needed`, kind: 'approval-needed', channel: 'mail', to: 'finance' },
        ...{ runId, key: KEY, error: 'The mail server is away.', tries: 6, why: 'failed' },
        subject: 'Approval needed: Refund 40 for o-1',
      },
    ]);
    expect(await unseenOf(runId)).toMatchObject([{ channel: 'mail', to: 'finance', why: 'The mail server is away.' }]);
  });

  it('C8: decides, goes on and verifies as ever where the approval is marked', async () => {
    const system = systemWith(createFailingChannel(undefined, 'mail'));
    const runId = await start(system);
    await giveUp(system);

    const receipt = await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.drain();

    expect(receipt).toMatchObject({ status: 'approved' });
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(verifyRecord(await exportRecord(system.kept(), runId))).toMatchObject({ sound: true });
  });

  it('C8: tells once its channel is back, and forgets it', async () => {
    const flaky = createFailingChannel(4, 'mail');
    const system = systemWith(flaky);
    const runId = await start(system);

    await system.clock.advance('1m');
    const first = await retry(system);
    system.clock.advance('5m');
    const second = await retry(system);

    expect([first, second]).toMatchObject([{ failed: 1 }, { delivered: 1 }]);
    expect(flaky.told.map(({ noticeId }) => noticeId)).toEqual([`${runId}/${KEY}/1/approval-needed`]);
    expect(await dueDeliveries(stores)).toEqual([]);
  });

  it('C8: asks nobody what was decided meanwhile', async () => {
    const flaky = createFailingChannel(3, 'mail');
    const system = systemWith(flaky);
    const runId = await start(system);
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.drain();
    system.clock.advance('1m');

    const retried = await retry(system);

    expect(retried).toMatchObject({ dropped: 1, delivered: 0 });
    expect(flaky.told.map(({ kind }) => kind)).toEqual(['decided']);
  });

  it('C8: asks nobody what was handed on to others meanwhile', async () => {
    const flaky = createFailingChannel(3, 'mail');
    const system = systemWith(flaky);
    const runId = await start(system);
    const handOver = { to: 'legal', from: 'finance', reason: 'Theirs' };
    await reassignApproval(system.kept(), { runId, key: KEY }, handOver, boss, true);
    await system.drain();
    system.clock.advance('1m');

    const retried = await retry(system);

    expect(retried).toMatchObject({ dropped: 1, delivered: 0 });
    expect(flaky.told.map(({ to }) => to)).toEqual([['legal']]);
  });

  it('C8: tells nobody in place of those whom a channel did not reach and who are asked no more', async () => {
    const told: string[][] = [];
    const tell = async ({ addressees }: NoticeContext) => {
      told.push(addressees.map(({ name }) => name));
      if (told.length < 4) throw partlyTold([{ who: 'finance', error: new Error('full') }]);
    };
    const both = workflowOf('both', async ({ approval }) => {
      await approval('check', { assignee: ['legal', 'finance'] });
    });
    const system = createTestSystem({
      ...{ workflows: [both], stores, channels: [{ name: 'mail', onApprovalNeeded: tell }] },
      clock: createTestClock({ sleep: 'short-at-once' }),
    });
    const runId = await start(system, 'both');
    const handOver = { to: 'audit', from: 'finance', reason: 'Theirs' };
    await reassignApproval(system.kept(), { runId, key: 'check' }, handOver, boss, true);
    await system.drain();
    told.length = 0;
    system.clock.advance('1m');

    await retry(system);

    expect(told).toEqual([]);
    expect(await dueDeliveries(stores)).toEqual([]);
  });

  it('C8: tells later how an approval ended', async () => {
    const flaky = createFailingChannel(6, 'mail');
    const system = systemWith(flaky);
    const runId = await start(system);
    await system.decide(runId, KEY, { action: 'reject', reason: 'No.' }, boss);
    await system.drain();
    system.clock.advance('1m');

    await retry(system);

    expect(flaky.told.filter(({ kind }) => kind === 'decided')).toMatchObject([{ action: 'rejected', reason: 'No.' }]);
  });

  it('C8: tells later that a run failed, unless it goes on by then', async () => {
    const flaky = createFailingChannel(3, 'mail');
    const system = systemWith(flaky);
    await start(system, 'broken');
    system.clock.advance('1m');

    await retry(system);

    expect(flaky.told).toMatchObject([{ kind: 'run-failed', error: { code: 'unexpected-error' } }]);
  });

  it('C8: lets no channel that hangs hold up the others, and keeps what it did not say', async () => {
    const hanging = { name: 'hanging', onApprovalNeeded: () => new Promise<void>(() => {}) };
    const system = systemWith(hanging);

    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    const drained = system.drain();
    for (let i = 0; i < 200 && system.notices.length === 0; i++) await new Promise((r) => setTimeout(r, 10));
    await new Promise((r) => setTimeout(r, 50));
    system.clock.advance('10s');
    await drained;

    expect(system.notices).toHaveLength(1);
    expect(await dueDeliveries(stores)).toMatchObject([
      { runId: run.runId, channel: 'hanging', error: 'It took longer than 10000 ms to tell people.' },
    ]);
  });

  it('C8: tells those alone again whom the channel did not reach', async () => {
    const told: string[][] = [];
    const tell = async ({ addressees }: NoticeContext) => {
      told.push(addressees.map(({ name }) => name));
      if (told.length < 5) throw partlyTold([{ who: 'finance', error: new Error('full') }]);
    };
    const both = workflowOf('both', async ({ approval }) => {
      await approval('check', { assignee: ['legal', 'finance'] });
    });
    const system = createTestSystem({
      ...{ workflows: [both], stores, channels: [{ name: 'mail', onApprovalNeeded: tell }] },
      clock: createTestClock({ sleep: 'short-at-once' }),
    });
    await start(system, 'both');

    for (const wait of WAITS.slice(0, 2)) {
      system.clock.advance(wait);
      await retry(system);
    }

    expect(told).toEqual([['legal', 'finance'], ['finance'], ['finance'], ['finance'], ['finance']]);
    expect(await dueDeliveries(stores)).toEqual([]);
  });

  it('C8: tries anew what an operator says, and takes the mark back once it is told', async () => {
    const flaky = createFailingChannel(8, 'mail');
    const system = systemWith(flaky);
    const runId = await start(system);
    await giveUp(system);
    const [given] = await listed();

    await retryDelivery({ ...stores, clock: system.clock }, given?.id ?? '');
    const retried = await retry(system);

    expect(retried).toMatchObject({ delivered: 1 });
    expect(await listed()).toEqual([]);
    expect(await unseenOf(runId)).toBeUndefined();
  });

  it('C8: gives up what its channel is there for no more, saying so', async () => {
    const system = systemWith(createFailingChannel(undefined, 'mail'));
    await start(system);

    await giveUp(systemWithout(system));

    expect(await listed()).toMatchObject([{ channel: 'mail', error: 'There is no channel "mail" any more.' }]);
  });
  const systemWithout = (system: TestSystem): TestSystem => ({
    ...system,
    teller: () => ({ ...system.teller(), channels: system.teller().channels.slice(0, 1) }),
  });

  it('C8: takes each try once where two sweeps run at once', async () => {
    const away = createFailingChannel(undefined, 'mail');
    const system = systemWith(away);
    await start(system);
    system.clock.advance('1m');

    await Promise.all([retry(system), retry(system)]);

    expect(away.failed()).toBe(4);
  });

  it('C8: tells of the error, and goes on, where one cannot be looked at', async () => {
    silenceErrors();
    const system = systemWith(createFailingChannel(undefined, 'mail'));
    await start(system);
    system.clock.advance('1m');
    const approvals = { ...stores.approvals, get: () => Promise.reject(new Error('down')) };

    const retried = await retryDeliveries({ ...system.teller(), approvals, deliveries: stores.deliveries }, TERMS);

    expect(retried).toEqual({ delivered: 0, failed: 1, dropped: 0 });
  });

  it('C8: marks what is given up, though a sweep is killed over it', async () => {
    silenceErrors();
    const system = systemWith(createFailingChannel(undefined, 'mail'));
    const runId = await start(system);
    let isKilled = false;
    const killed = () => Promise.reject(new Error('killed'));
    const approvals: ApprovalStore = {
      ...stores.approvals,
      move(run, key, move) {
        isKilled ||= move.name === 'mark-unseen';
        return isKilled ? killed() : stores.approvals.move(run, key, move);
      },
    };
    const deliveries: DeliveryStore = {
      ...stores.deliveries,
      move: (id, move) => (isKilled ? killed() : stores.deliveries.move(id, move)),
    };
    for (const wait of WAITS) {
      system.clock.advance(wait);
      await retryDeliveries({ ...system.teller(), approvals, deliveries }, TERMS);
    }
    expect(await listed()).toEqual([]);

    system.clock.advance('4h');
    await retry(system);

    expect(await listed()).toMatchObject([{ channel: 'mail' }]);
    expect(await unseenOf(runId)).toMatchObject([{ channel: 'mail' }]);
  });

  it('C8: tells once, and forgets it, where the mark cannot be taken back', async () => {
    silenceErrors();
    const flaky = createFailingChannel(8, 'mail');
    const system = systemWith(flaky);
    await start(system);
    await giveUp(system);
    await retryDelivery({ ...stores, clock: system.clock }, (await listed())[0]?.id ?? '');
    const approvals = { ...stores.approvals, move: () => Promise.reject(new Error('down')) };

    const retried = await retryDeliveries({ ...system.teller(), approvals, deliveries: stores.deliveries }, TERMS);

    expect(retried).toEqual({ delivered: 1, failed: 0, dropped: 0 });
    expect([flaky.told.length, await dueDeliveries(stores)]).toEqual([1, []]);
  });

  it('keeps the ten latest marks, one for each channel and name', async () => {
    const system = systemWith();
    const runId = await start(system);
    const of = { runId, key: KEY, epoch: 1 };

    for (let i = 0; i < 12; i++) await markUnseen(system.kept(), of, { channel: 'ses', to: `p${i}`, why: 'bounced' });
    await markUnseen(system.kept(), of, { channel: 'ses', to: 'p11', why: 'complaint' });

    const unseen = (await unseenOf(runId)) ?? [];
    expect(unseen.map(({ to }) => to)).toEqual(Array.from({ length: 10 }, (_, i) => `p${i + 2}`));
    expect(unseen.at(-1)?.why).toBe('complaint');
  });

  it('marks nothing that was decided, and nothing that another asking took the place of', async () => {
    const system = systemWith();
    const runId = await start(system);
    const mark = { channel: 'ses', to: 'ann', why: 'bounced' };

    await markUnseen(system.kept(), { runId, key: KEY, epoch: 7 }, mark);
    expect(await unseenOf(runId)).toBeUndefined();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await markUnseen(system.kept(), { runId, key: KEY }, mark);
    expect(await unseenOf(runId)).toBeUndefined();
  });

  it('loses neither a mark nor a vote where both are written at once', async () => {
    const system = systemWith();
    const runId = await start(system);

    await Promise.all([
      markUnseen(system.kept(), { runId, key: KEY }, { channel: 'ses', to: 'ann', why: 'bounced' }),
      system.decide(runId, KEY, { action: 'approve' }, boss),
    ]);

    expect(await stores.approvals.get(runId, KEY)).toMatchObject({ status: 'approved' });
  });
});
