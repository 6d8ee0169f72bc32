/** What is counted of runs, waits, notices and the sweep, and by whom. */
import { beforeEach, expect, it } from 'vitest';
import type { Counted } from '../../../shared/adapters/memory/meter.ts';
import type { Counts } from '../../../shared/ports/meter.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { cancelRun } from '../../../shared/use-cases/operate-run.ts';
import { resumeRun } from '../../../shared/use-cases/resume-run.ts';
import { retryDeliveries } from '../../../shared/use-cases/retry-deliveries.ts';
import { aRun, person } from '../../support/builders.ts';
import { createFailingChannel } from '../../support/channel.ts';
import { createTestClock, NOW, plus } from '../../support/clock.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, pairWorkflow, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const REFUND = { orderId: 'o-1', amount: 40 };
const ann = person('ann@example.com', ['finance', 'legal', 'security']);
const TERMS = { limit: 100, atOnce: 4, stopAfterMs: 60_000 };

describeOnBothStores('the meter', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  const effects: Effects = [];
  const byName = workflowOf('by-name', async ({ approval }) => {
    await approval('pay', {
      assignee: ['finance', 'bob@example.com', 'eve@example.com'],
      timeout: '60d',
      onTimeout: 'reject',
    });
  });
  const nap = workflowOf('nap', async ({ step }) => void (await step.sleep('cool-off', '30d')));
  const workflows = [refundWorkflow(effects), pairWorkflow(effects), byName, nap];
  beforeEach(async () => {
    stores = await freshStores();
    system = createTestSystem({ workflows, stores });
  });

  /** All that was counted under the name, in order. */
  const counted = (name: keyof Counts): Counted[] => system.counted.filter((one) => one[name] !== undefined);
  const start = async (workflow = 'refund', input: unknown = REFUND) => {
    const { run } = await system.start(workflow, input);
    await system.drain();
    return run.runId;
  };

  it('counts a run that starts once, and each time that it begins to wait', async () => {
    const runId = await start();
    await system.start('refund', REFUND, { runId });

    expect(counted('RunsStarted')).toEqual([{ RunsStarted: 1, at: NOW, workflow: 'refund', runId }]);
    expect(counted('RunsWaiting')).toEqual([{ RunsWaiting: 1, at: NOW, workflow: 'refund', runId }]);
  });

  it('counts what was asked and settled, how long people took, and how the run ended', async () => {
    const runId = await start();
    system.clock.advance('1h');
    await system.decide(runId, KEY, { action: 'approve' }, ann);
    await system.drain();

    const about = { workflow: 'refund', runId };
    expect(counted('ApprovalsNeeded')).toMatchObject([{ ...about, key: KEY }]);
    expect(counted('ApprovalsSettled')).toMatchObject([
      { ...about, key: KEY, status: 'approved', DecisionTime: 3_600_000 },
    ]);
    expect(counted('RunsCompleted')).toMatchObject([{ ...about, status: 'completed', at: plus('1h') }]);
    expect([counted('RunsFailed'), counted('RunsWaiting').length]).toEqual([[], 1]);
  });

  it('leaves out of the time that people take what time settled', async () => {
    await start();

    await system.pass('24h');

    expect(counted('ApprovalsSettled')).toMatchObject([{ status: 'expired' }]);
    expect(counted('DecisionTime')).toEqual([]);
    expect(counted('RunsFailed')).toMatchObject([{ status: 'failed' }]);
  });

  it('counts what became of a run also where nobody can be told of it', async () => {
    const runId = await start();
    const refuse = async () => Promise.reject(new Error('The bus is gone.'));
    await cancelRun(system.kept(), runId, ann);
    const [change] = await system.loseChanges();
    if (!change) throw new Error('Nothing changed.');

    const { deliveries: _nowhere, ...teller } = system.teller();
    const clock = createTestClock({ sleep: 'short-at-once' });
    await expect(notify({ ...teller, clock, listeners: [{ tell: refuse }] }, change)).rejects.toThrow(
      'The bus is gone.',
    );

    expect(counted('RunsFailed')).toMatchObject([{ runId, status: 'cancelled' }]);
  });

  it('I4: counts a lease that ran out under its runner once, by whoever takes the run', async () => {
    const [swept, woken] = [
      aRun({ leaseUntil: plus('1m'), due: { list: 'due', at: plus('1m') } }),
      aRun({ leaseUntil: plus('1m') }),
    ];
    for (const run of [swept, woken]) await stores.runs.create(run);
    system.clock.advance('2m');

    await system.sweep();
    await resumeRun(system.runner(), { runId: woken.runId }, { leaseMs: 60_000 });
    await system.drain();

    const about = { LeasesLost: 1, at: plus('2m'), workflow: 'refund' };
    expect(counted('LeasesLost')).toEqual([
      { ...about, runId: swept.runId },
      { ...about, runId: woken.runId },
    ]);
    expect(counted('RunsOverdue')).toEqual([]);
  });

  it('I8: counts a run that is free for any runner and that none takes, at every sweep', async () => {
    const runId = await start('nap');
    system.clock.advance('30d');
    await system.sweep();
    expect(counted('RunsOverdue')).toEqual([]);

    for (const _minute of [1, 2]) {
      await system.loseChanges(); // the wake-up is lost
      system.clock.advance('61s');
      await system.sweep();
    }

    expect(counted('RunsOverdue')).toMatchObject([{ runId, workflow: 'nap' }, { runId }]);
    expect(counted('LeasesLost')).toEqual([]);
  });

  it('says how late the sweep is, with the oldest that was due when it began', async () => {
    await start('nap');
    const late = await start('nap');
    await system.sweep();
    expect(counted('SweepLag')).toEqual([]);

    system.clock.advance('1445m'); // each is looked at within a day
    await system.sweep();

    expect(counted('SweepLag')).toMatchObject([{ SweepLag: 300_000, at: plus('1445m') }]);
    expect(await system.run(late)).toMatchObject({ status: 'waiting' });
  });

  it('says once a day of every run how long people have been asked, with groups and without names', async () => {
    const runId = await start('by-name', {});
    await start('nap');

    for (const _day of [1, 2, 3]) await system.pass('24h');

    expect(counted('WaitAge').map(({ WaitAge }) => WaitAge)).toEqual([1, 2, 3].map((days) => days * 86_400_000));
    expect(counted('WaitAge')[2]).toEqual({
      ...{ WaitAge: 3 * 86_400_000, at: plus('72h'), workflow: 'by-name', runId },
      ...{ key: 'pay', groups: 'finance', people: 2 },
    });
  });

  it('counts the age of what has been open longest, and not of what is answered', async () => {
    const runId = await start('pair', REFUND);
    const [first, second] = await stores.approvals.ofRun(runId);
    await system.decide(runId, first?.key ?? '', { action: 'approve' }, ann);
    await system.loseChanges(); // the run waits on, though one of two is answered

    await system.pass('24h');

    expect(counted('WaitAge')).toMatchObject([{ key: second?.key }]);
  });

  it('C8: counts a notice each time that it is kept for another try, and once where it is given up', async () => {
    system = createTestSystem({
      ...{ workflows, stores, clock: createTestClock({ sleep: 'short-at-once' }) },
      channels: [createFailingChannel(Number.POSITIVE_INFINITY, 'mail')],
    });
    const runId = await start('by-name', {});
    expect(counted('NoticesFailed')).toMatchObject([{ NoticesFailed: 1, runId, key: 'pay', channel: 'mail' }]);

    const { deliveries } = stores;
    for (let hour = 0; hour < 12; hour++) {
      system.clock.advance('1h');
      await retryDeliveries({ ...system.teller(), deliveries }, TERMS);
    }

    const [first] = counted('NoticesFailed');
    expect(counted('NoticesFailed')).toHaveLength(5);
    expect(counted('NoticesGivenUp')).toMatchObject([
      { NoticesGivenUp: 1, deliveryId: first?.deliveryId, channel: 'mail' },
    ]);
  });
});
