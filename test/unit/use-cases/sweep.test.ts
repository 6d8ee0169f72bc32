/** The sweep: does what time brings, once, and gets everything going again that got stuck. */
import { beforeEach, expect, it } from 'vitest';
import { listApprovals } from '../../../shared/use-cases/read-approval.ts';
import { sweep } from '../../../shared/use-cases/sweep.ts';
import { aPendingApproval, aRun, person } from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';
import { createProcesses } from '../../support/processes.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, pairWorkflow, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const boss = person('boss@example.com', ['finance', 'legal', 'security']);
const TERMS = { limit: 100, atOnce: 4, stopAfterMs: 60_000 };

describeOnBothStores('the sweep', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  let system: TestSystem;
  const lenient = workflowOf('lenient', async ({ step, approval }) => {
    const { value, by } = await approval('limit', { proposed: 100, timeout: '1h', onTimeout: { approve: 10 } });
    return step('use', () => `${value} by ${by}`);
  });
  const nap = workflowOf('nap', async ({ step }) => {
    await step('before', () => void effects.push('before'));
    await step.sleep('cool-off', '30d');
    await step('after', () => void effects.push('after'));
  });
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
    system = createTestSystem({ workflows: [refundWorkflow(effects), pairWorkflow(effects), lenient, nap], stores });
  });

  const start = async (workflow = 'refund', input: unknown = { orderId: 'o-1', amount: 40 }) => {
    const { run } = await system.start(workflow, input);
    await system.drain();
    return run.runId;
  };
  const kinds = () => system.notices.map(({ kind }) => kind);

  it('I8: ends what a waiting run asks no more, and leaves what a later epoch asks', async () => {
    const runId = await start();
    const { epoch } = await system.run(runId);
    const left = aPendingApproval({ runId, key: 'left', epoch });
    const later = aPendingApproval({ runId, key: 'later', epoch: epoch + 1 });
    const byHand = aPendingApproval({ runId, key: 'by-hand', epoch: 0 });
    for (const approval of [left, later, byHand]) await stores.approvals.ask(approval);

    await system.pass('4h');

    expect(await stores.approvals.get(runId, 'left')).toMatchObject({ status: 'superseded' });
    for (const key of ['later', 'by-hand', KEY])
      expect(await stores.approvals.get(runId, key)).toMatchObject({ status: 'pending' });
  });

  it('D1: expires what nobody decided in time, and the run is told no', async () => {
    const runId = await start();

    await system.pass('24h');

    expect(await stores.approvals.get(runId, KEY)).toMatchObject({
      status: 'expired',
      settlement: { by: 'timeout', at: plus('24h'), reason: 'Nobody decided within 24h.' },
    });
    expect(await system.view(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'approval-rejected', expired: true, by: 'timeout', reason: 'Nobody decided within 24h.' },
    });
    expect(kinds().at(-2)).toBe('expired');
  });

  it('D1: goes on with the declared default where nobody decided in time', async () => {
    const runId = await start('lenient');

    await system.pass('1h');

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: '10 by timeout' });
  });

  it('D1: lets a decision in time count, though the run resumes after the deadline', async () => {
    const runId = await start();
    system.clock.advance('23h');
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    system.clock.advance('10h');

    await system.sweep();
    await system.drain();

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: { paid: 40 } });
  });

  it('D1: refuses a decision that comes late, though no sweep has run yet', async () => {
    const runId = await start();
    system.clock.advance('24h');

    const deciding = system.decide(runId, KEY, { action: 'approve' }, boss);

    await expect(deciding).rejects.toMatchObject({
      code: 'expired',
      details: { decision: { status: 'expired', by: 'timeout' } },
    });
    await system.drain();
    expect(await system.view(runId)).toMatchObject({ status: 'failed', error: { expired: true } });
    expect(effects).toEqual(['calculate']);
  });

  it('D2: reminds and escalates at their times, and tells the people concerned', async () => {
    const runId = await start();

    await system.pass('4h');
    await system.pass('4h');

    expect(system.notices.map(({ kind, to }) => [kind, to])).toEqual([
      ['approval-needed', ['finance']],
      ['reminder', ['finance']],
      ['escalated', ['head-of-finance', 'finance']],
    ]);
    const mine = await listApprovals(stores, { assignees: ['head-of-finance'] }, { limit: 10 });
    expect(mine.items.map((approval) => approval.runId)).toEqual([runId]);
    await system.decide(runId, KEY, { action: 'approve' }, person('hanna@example.com', ['head-of-finance']));
    await system.drain();
    expect(await system.view(runId)).toMatchObject({ status: 'completed' });
    expect((await listApprovals(stores, {}, { limit: 10 })).items).toEqual([]);
  });

  it('D2: lets each thing happen once under several sweeps at once', async () => {
    await start();
    system.clock.advance('9h');

    await Promise.all([system.sweep(), system.sweep(), system.sweep()]);
    await system.drain();
    await Promise.all([system.sweep(), system.sweep()]);
    await system.drain();

    expect(kinds()).toEqual(['approval-needed', 'reminder', 'escalated']);
  });

  it('D2: expires once under several sweeps and a late decision at once', async () => {
    const runId = await start();
    system.clock.advance('25h');

    const late = system.decide(runId, KEY, { action: 'approve' }, boss).catch((error: unknown) => error);
    await Promise.all([system.sweep(), late, system.sweep()]);
    await system.drain();

    expect(kinds().filter((kind) => kind === 'expired')).toHaveLength(1);
    expect(kinds().filter((kind) => kind === 'run-failed')).toHaveLength(1);
    expect(await late).toMatchObject({ code: 'expired' });
  });

  it.each([1, 2, 3, 4])('D2: loses and doubles nothing where a sweep dies before its call %i', async (fatal) => {
    const runId = await start();
    system.clock.advance('9h');

    await sweep({ ...system.kept(), ...createProcesses(stores, fatal).start() }, TERMS).catch(() => {});
    await system.drain();
    await system.pass('1m');
    await system.pass('1m');

    expect(kinds()).toEqual(['approval-needed', 'reminder', 'escalated']);
    expect(await stores.approvals.get(runId, KEY)).toMatchObject({ eventsDone: 2 });
  });

  it('D2: lets nothing happen to an approval that was decided', async () => {
    const runId = await start('pair');
    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    await system.drain();

    await system.pass('100d');

    expect(kinds()).toEqual(['approval-needed', 'approval-needed', 'decided']);
    expect(await system.view(runId)).toMatchObject({ status: 'waiting', waitingFor: [{ key: 'security' }] });
  });

  it('wakes a run whose sleep is over, and not before', async () => {
    const runId = await start('nap');

    await system.pass('29d');
    expect(await system.view(runId)).toMatchObject({
      status: 'waiting',
      waitingFor: [{ kind: 'time', until: plus('30d') }],
    });
    await system.pass('1d');

    expect(await system.view(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['before', 'after']);
  });

  it('I2: wakes a run whose decision’s record was lost', async () => {
    const runId = await start();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.loseChanges();

    await system.pass('24h');
    await system.pass('1m');

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: { paid: 40 } });
  });

  it('I2: wakes a run whose wake-up was lost', async () => {
    const runId = await start();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    for (const change of await system.loseChanges()) await system.deliver(change);
    system.queue.splice(0);

    await system.pass('24h');

    expect(await system.view(runId)).toMatchObject({ status: 'completed' });
  });

  it('creates the approval of a run whose park record was lost', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.loseChanges();
    system.clock.advance('4h');

    await system.sweep();

    expect(await stores.approvals.get(run.runId, KEY)).toMatchObject({ status: 'pending' });
    await system.drain();
    expect(kinds()).toContain('approval-needed');
    await system.decide(run.runId, KEY, { action: 'approve' }, boss);
    await system.drain();
    expect(await system.view(run.runId)).toMatchObject({ status: 'completed' });
  });

  it('takes up a run whose runner has died', async () => {
    silenceErrors();
    const processes = createProcesses(stores, 2);
    const mortal = createTestSystem({
      workflows: [refundWorkflow(effects)],
      stores,
      newProcess: processes.start,
      clock: system.clock,
    });
    await mortal.start('refund', { orderId: 'o-1', amount: 40 }, { runId: 'dead-1' }).catch(() => {});
    expect(await system.run('dead-1')).toMatchObject({ status: 'running', epoch: 1 });

    await system.pass('9m');
    expect(await system.run('dead-1')).toMatchObject({ status: 'running', epoch: 1 });
    await system.pass('2m');

    expect(await system.view('dead-1')).toMatchObject({ status: 'waiting' });
  });

  it('leaves a run alone that is held under a lease that was renewed', async () => {
    const { run } = await stores.runs.create(aRun());
    await stores.runs.move(run.runId, { name: 'renew', set: { leaseUntil: plus('30m') }, when: [{ epoch: [1] }] });

    await system.pass('20m');

    expect(await system.run(run.runId)).toMatchObject({ epoch: 1, leaseUntil: plus('30m') });
  });

  it('D3: looks at what is due and at nothing else', async () => {
    await start();
    await start('nap');

    expect(await system.sweep()).toEqual({ runs: 0, failed: [], more: false });
    system.clock.advance('4h');
    expect(await system.sweep()).toEqual({ runs: 1, failed: [], more: false });
  });

  it('looks at every waiting run once a day, and comes to rest in between', async () => {
    await start('pair');

    system.clock.advance('23h');
    expect((await system.sweep()).runs).toBe(0);
    system.clock.advance('1h');
    expect((await system.sweep()).runs).toBe(1);
    expect((await system.sweep()).runs).toBe(0);
    await system.drain();
    expect(kinds()).toEqual(['approval-needed', 'approval-needed']);
  });

  it('E5: takes all that is due, however much of it is read at once', async () => {
    for (let i = 0; i < 5; i++) await start();
    system.clock.advance('4h');

    const swept = await sweep(system.kept(), { ...TERMS, limit: 2 });
    await system.drain();

    expect(swept).toEqual({ runs: 5, failed: [], more: false });
    expect(kinds().filter((kind) => kind === 'reminder')).toHaveLength(5);
  });

  it('has others look at everything where more is due than is read at once, and looks at nothing itself', async () => {
    for (let i = 0; i < 3; i++) await start();
    system.clock.advance('4h');
    let shared = 0;
    const share = async () => void shared++;

    const few = await sweep(system.kept(), { ...TERMS, share });
    system.clock.advance('4h');
    const many = await sweep(system.kept(), { ...TERMS, limit: 2, share });

    expect(few).toEqual({ runs: 3, failed: [], more: false });
    expect(many).toEqual({ runs: 0, failed: [], more: true });
    expect(shared).toBe(1);
  });

  it('looks at everything itself where no others can be had', async () => {
    silenceErrors();
    for (let i = 0; i < 3; i++) await start();
    system.clock.advance('4h');
    const share = () => Promise.reject(new Error('Too many requests.'));

    const swept = await sweep(system.kept(), { ...TERMS, limit: 2, share });

    expect(swept).toEqual({ runs: 3, failed: [], more: false });
  });

  it('I8: looks at everything itself where no others answer within five seconds', async () => {
    silenceErrors();
    for (let i = 0; i < 3; i++) await start();
    system.clock.advance('4h');
    const share = () => new Promise<void>(() => setImmediate(() => system.clock.advance('5s')));

    const swept = await sweep(system.kept(), { ...TERMS, limit: 2, share });

    expect(swept).toEqual({ runs: 3, failed: [], more: false });
  });

  it('is done by its parts together, each run by one of them', async () => {
    for (let i = 0; i < 12; i++) await start();
    system.clock.advance('4h');

    const parts = await Promise.all(
      [0, 1, 2].map((number) => sweep(system.kept(), { ...TERMS, part: { number, of: 3 } })),
    );
    await system.drain();

    expect(parts.reduce((sum, { runs }) => sum + runs, 0)).toBe(12);
    expect(kinds().filter((kind) => kind === 'reminder')).toHaveLength(12);
    expect((await system.sweep()).runs).toBe(0);
  });

  it('E5: lets no run that fails hold up what is due later, though there are more of them than are read at once', async () => {
    const bad = [await start(), await start(), await start()];
    system.clock.advance('1m');
    const good = await start();
    system.clock.advance('4h');
    const load: TestStores['runs']['load'] = async (runId) => {
      if (bad.includes(runId)) throw new Error('The record is not one of ours.');
      return stores.runs.load(runId);
    };

    const swept = await sweep({ ...system.kept(), runs: { ...stores.runs, load } }, { ...TERMS, limit: 2 });
    await system.drain();

    expect(swept.failed.map(({ runId }) => runId).sort()).toEqual(bad.sort());
    expect(system.notices.filter(({ kind }) => kind === 'reminder').map(({ runId }) => runId)).toEqual([good]);
  });

  it('stops when its time is over, and says that there is more', async () => {
    for (let i = 0; i < 3; i++) await start();
    system.clock.advance('4h');
    const load: TestStores['runs']['load'] = async (runId) => {
      system.clock.advance('2m');
      return stores.runs.load(runId);
    };

    const kept = { ...system.kept(), runs: { ...stores.runs, load } };
    const swept = await sweep(kept, { ...TERMS, atOnce: 1 });

    expect(swept).toMatchObject({ runs: 1, more: true });
  });

  it('goes on with the others where it fails at one run, which stays due', async () => {
    const bad = await start();
    const good = await start();
    system.clock.advance('4h');
    const load: TestStores['runs']['load'] = async (runId) => {
      if (runId === bad) throw new Error('The database is away.');
      return stores.runs.load(runId);
    };

    const swept = await sweep({ ...system.kept(), runs: { ...stores.runs, load } }, TERMS);
    await system.drain();

    expect(swept).toMatchObject({ runs: 2, failed: [{ runId: bad, error: { message: 'The database is away.' } }] });
    expect(system.notices.filter(({ kind }) => kind === 'reminder').map(({ runId }) => runId)).toEqual([good]);
    expect((await stores.runs.due(plus('4h'), { limit: 10 })).items.map(({ runId }) => runId)).toEqual([bad]);
  });
});
