/** Other systems are told what became of runs and approvals: late where they were away, never less, and people are told once all the same. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { Change } from '../../../shared/domain/change.ts';
import type { Outcome } from '../../../shared/domain/outcome.ts';
import type { OutcomeListener } from '../../../shared/ports/outcome-listener.ts';
import { listUndelivered, retryDelivery } from '../../../shared/use-cases/list-undelivered.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { retryRun } from '../../../shared/use-cases/operate-run.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { retryDeliveries } from '../../../shared/use-cases/retry-deliveries.ts';
import { aCompletedRun, aDelivery, aPendingApproval, aRun, person } from '../../support/builders.ts';
import { createFailingChannel } from '../../support/channel.ts';
import { createTestClock, NOW, plus } from '../../support/clock.ts';
import { dueDeliveries } from '../../support/due-deliveries.ts';
import { createListener } from '../../support/listener.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const TERMS = { limit: 100, atOnce: 4, stopAfterMs: 60_000 };
const boss = person('boss@example.com', ['finance']);

/** When each try after the first is due, from the one before. */
const WAITS = ['1m', '5m', '15m', '1h', '4h'];

describeOnBothStores('telling other systems', (freshStores) => {
  let stores: TestStores;
  let isBroken: boolean;
  beforeEach(async () => {
    stores = await freshStores();
    isBroken = true;
  });
  const flaky = workflowOf('flaky', async () => {
    if (isBroken) throw new Error('declined');
    return 'paid';
  });
  const systemWith = (...listeners: OutcomeListener[]): TestSystem =>
    createTestSystem({
      ...{ workflows: [refundWorkflow([]), flaky], stores, listeners },
      clock: createTestClock({ sleep: 'short-at-once' }),
    });
  const start = async (system: TestSystem, workflow = 'refund') => {
    const { run } = await system.start(workflow, { orderId: 'o-1', amount: 40 });
    await system.drain();
    return run.runId;
  };
  const decide = async (system: TestSystem, runId: string) => {
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.drain();
  };
  const retry = (system: TestSystem) => retryDeliveries({ ...system.teller(), deliveries: stores.deliveries }, TERMS);
  const kept = () => dueDeliveries(stores);
  const listed = async () => (await listUndelivered({ ...stores, clock: createTestClock() }, { limit: 50 })).items;
  const giveUp = async (system: TestSystem) => {
    for (const wait of WAITS) {
      system.clock.advance(wait);
      await retry(system);
    }
  };
  const typesOf = (told: readonly Outcome[]) => told.map(({ type }) => type).sort();
  const ALL = ['Approval Needed', 'Approval Settled', 'Run Completed'];

  it('tells every outcome of a run, each under an id of its own', async () => {
    const bus = createListener('bus');
    const system = systemWith(bus);

    await decide(system, await start(system));

    expect(typesOf(bus.told)).toEqual(ALL);
    expect(new Set(bus.told.map(({ detail }) => detail.id)).size).toBe(3);
  });

  it('tells at once a system that was away for a moment, and keeps nothing', async () => {
    const bus = createListener('bus', 2);
    const system = systemWith(bus);

    await start(system);

    expect(typesOf(bus.told)).toEqual(['Approval Needed']);
    expect(await kept()).toEqual([]);
  });

  it('tries three times at once, then after 1, 5, 15, 60 minutes and 4 hours, and tells people once over all of it', async () => {
    silenceErrors();
    const bus = createListener('bus', Number.POSITIVE_INFINITY);
    const system = systemWith(bus);
    await start(system);
    const tried = [bus.failed()];

    for (const wait of WAITS) {
      system.clock.advance(wait);
      await retry(system);
      tried.push(bus.failed());
    }
    system.clock.advance('2d');
    await retry(system);

    expect(tried).toEqual([3, 4, 5, 6, 7, 8]);
    expect(bus.failed()).toBe(8);
    expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed']);
    expect(system.givenUp).toEqual([]);
  });

  it('tells later what was true then, under the same id and with its own time, whatever became of it since', async () => {
    silenceErrors();
    const [bus, audit] = [createListener('bus', 9), createListener('audit')];
    const system = systemWith(bus, audit);

    const runId = await start(system);
    system.clock.advance('10s');
    await decide(system, runId);
    system.clock.advance('1m');
    const retried = await retry(system);

    expect(retried).toEqual({ delivered: 3, failed: 0, dropped: 0 });
    const byId = (told: readonly Outcome[]) =>
      JSON.parse(JSON.stringify(told.toSorted((a, b) => (a.detail.id < b.detail.id ? -1 : 1))));
    expect(byId(bus.told)).toEqual(byId(audit.told));
    expect(typesOf(bus.told)).toEqual(ALL);
    expect(bus.told.find(({ type }) => type === 'Approval Needed')?.at).toBe(NOW);
    expect(await kept()).toEqual([]);
    expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed', 'decided']);
  });

  it('tells later that a run failed, though it was retried and completed since', async () => {
    silenceErrors();
    const bus = createListener('bus', 3);
    const system = systemWith(bus);
    const runId = await start(system, 'flaky');
    isBroken = false;
    await retryRun(system.kept(), runId);
    await system.drain();
    system.clock.advance('1m');

    await retry(system);

    expect(bus.told.map(({ type }) => type)).toEqual(['Run Completed', 'Run Failed']);
    expect(bus.told[1]?.detail).toMatchObject({ status: 'failed', error: { message: 'declined' } });
  });

  it('lets no system that fails keep another from being told, which is then not told again', async () => {
    silenceErrors();
    const [away, there] = [createListener('away', 3), createListener('there')];
    const system = systemWith(away, there);
    await start(system);

    system.clock.advance('1m');
    await retry(system);

    expect(typesOf(there.told)).toEqual(['Approval Needed']);
    expect(typesOf(away.told)).toEqual(['Approval Needed']);
  });

  it('lets no system that hangs hold up people, and keeps what it was to be told', async () => {
    silenceErrors();
    const system = systemWith({ name: 'hanging', tell: () => new Promise<void>(() => {}) });

    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    const drained = system.drain();
    const isAsked = async () => (await stores.approvals.get(run.runId, KEY)) !== undefined;
    for (let i = 0; i < 200 && !(await isAsked()); i++) await new Promise((r) => setTimeout(r, 10));
    await new Promise((r) => setTimeout(r, 50));
    system.clock.advance('10s');
    await drained;

    expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed']);
    expect(await kept()).toMatchObject([
      { runId: run.runId, channel: 'hanging', error: 'It took longer than 10000 ms to tell the system.' },
    ]);
  });

  it('tells people once where even keeping fails, after what the system was not told is kept', async () => {
    silenceErrors();
    const bus = createListener('bus', 6);
    const system = systemWith(bus);
    let failures = 1;
    const deliveries: TestStores['deliveries'] = {
      ...stores.deliveries,
      keep: (delivery) =>
        failures-- > 0 ? Promise.reject(new Error('The table is away.')) : stores.deliveries.keep(delivery),
    };
    const change: Change = { kind: 'approval', after: aPendingApproval() };
    const follow = () => notify({ ...system.teller(), deliveries }, change);

    await expect(follow()).rejects.toThrow('The table is away.');
    const toldBefore = system.notices.length;
    await follow();

    expect(toldBefore).toBe(0);
    expect(system.notices).toHaveLength(1);
    expect(await kept()).toMatchObject([{ kind: 'outcome', channel: 'bus' }]);
  });

  it('fails where nothing is kept, before people are told', async () => {
    const system = systemWith(createListener('bus', 3));
    const change: Change = { kind: 'run', before: aRun(), after: aCompletedRun() };

    const following = notify({ ...system.teller(), deliveries: undefined }, change);

    await expect(following).rejects.toThrow('The bus is away.');
    expect(system.notices).toEqual([]);
  });

  it('lists what is given up, without what is in it, and marks no approval', async () => {
    silenceErrors();
    const system = systemWith(createListener('bus', Number.POSITIVE_INFINITY));
    const runId = await start(system);

    await giveUp(system);

    expect(await listed()).toEqual([
      {
        ...{ id: expect.stringMatching(/^dlv_/), noticeId: `${runId}/${KEY}/1/needed`, kind: 'outcome' },
        ...{ channel: 'bus', to: 'other systems', runId, key: KEY, subject: 'Approval Needed: Refund 40 for o-1' },
        ...{ why: 'failed', error: 'The bus is away.', at: NOW, tries: 6 },
      },
    ]);
    expect((await readApproval(stores, { runId, key: KEY })).view.possiblyUnseen).toBeUndefined();
  });

  it('tries anew what an operator says', async () => {
    silenceErrors();
    const bus = createListener('bus', 8);
    const system = systemWith(bus);
    await start(system);
    await giveUp(system);
    const [given] = await listed();

    await retryDelivery({ ...stores, clock: system.clock }, given?.id ?? '');
    const retried = await retry(system);

    expect(retried).toMatchObject({ delivered: 1 });
    expect(bus.told).toMatchObject([{ type: 'Approval Needed', at: NOW }]);
    expect(await listed()).toEqual([]);
  });

  it('gives up what is for a system that is told nothing any more, saying so', async () => {
    silenceErrors();
    await start(systemWith(createListener('bus', 3)));
    const without = systemWith(createListener('audit'));

    await giveUp(without);

    expect(await listed()).toMatchObject([{ channel: 'bus', error: 'There is no listener "bus" any more.' }]);
  });

  it('C8: lets no system that hangs keep people from being told what they were not, however much is due for it', async () => {
    silenceErrors();
    const hanging = { name: 'hanging', tell: () => new Promise<void>(() => {}) };
    const mail = createFailingChannel(3, 'mail');
    const clock = createTestClock({ sleep: 'short-at-once' });
    const system = createTestSystem({
      ...{ workflows: [refundWorkflow([])], stores, clock },
      ...{ listeners: [], channels: [mail] },
    });
    await start(system); // of which the mail is not delivered
    const outcome = JSON.stringify({ type: 'Run Failed', at: NOW, detail: { id: 'x', runId: 'x', workflow: 'x' } });
    const due = { list: 'delivery' as const, at: NOW };
    for (let i = 0; i < 30; i++)
      await stores.deliveries.keep(aDelivery({ kind: 'outcome', channel: 'hanging', outcome, due }));
    clock.advance('1m');

    const teller = { ...system.teller(), listeners: [hanging], deliveries: stores.deliveries };
    const waits = () => clock.slept.filter((ms) => ms === 10_000).length;
    const before = waits();
    const retrying = retryDeliveries(teller, { limit: 10, atOnce: 4, stopAfterMs: 15_000 });
    await vi.waitFor(() => expect(waits() - before).toBe(4), { timeout: 15_000 });
    clock.advance('10s');
    const retried = await retrying;

    expect(retried).toEqual({ delivered: 1, failed: 4, dropped: 0 });
    const left = await dueDeliveries(stores);
    expect(left.filter(({ tries }) => tries === 1)).toHaveLength(26);
    expect(left.every(({ due: { at } }) => at > plus('5m'))).toBe(true);
  });

  it('reads no more of what is due at once than it is told, and tells all of it', async () => {
    silenceErrors();
    const bus = createListener('bus', 9);
    const system = systemWith(bus);
    for (let i = 0; i < 3; i++) await start(system);
    system.clock.advance('1m');
    const asked: number[] = [];
    const deliveries: TestStores['deliveries'] = {
      ...stores.deliveries,
      due: (until, limit) => {
        asked.push(limit);
        return stores.deliveries.due(until, limit);
      },
    };

    const retried = await retryDeliveries({ ...system.teller(), deliveries }, { ...TERMS, limit: 2 });

    expect(retried).toEqual({ delivered: 3, failed: 0, dropped: 0 });
    expect(new Set(asked)).toEqual(new Set([2]));
  });

  it('takes each try once where two sweeps run at once', async () => {
    silenceErrors();
    const bus = createListener('bus', Number.POSITIVE_INFINITY);
    const system = systemWith(bus);
    await start(system);
    system.clock.advance('1m');

    await Promise.all([retry(system), retry(system)]);

    expect(bus.failed()).toBe(4);
  });

  it('keeps once what is not told twice, where a change is followed twice', async () => {
    silenceErrors();
    const system = systemWith(createListener('bus', Number.POSITIVE_INFINITY));
    const runId = await start(system);
    system.clock.advance('30s');
    const [asked] = system.log.filter(({ kind }) => kind === 'approval');

    if (asked) await system.deliver(asked);

    expect(await kept()).toMatchObject([{ runId, at: NOW, due: { at: plus('1m') } }]);
  });
});
