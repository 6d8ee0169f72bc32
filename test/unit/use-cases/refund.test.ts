/** The canonical run and its like, from start to end, over both stores. */
import { beforeEach, expect, it } from 'vitest';
import { decode } from '../../../shared/domain/value.ts';
import { listApprovals, readApproval } from '../../../shared/use-cases/read-approval.ts';
import { listRuns } from '../../../shared/use-cases/read-run.ts';
import { person } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, PUBLIC_URL, type TestSystem } from '../../support/system.ts';
import { type Effects, expenseWorkflow, pairWorkflow, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const boss = person('boss@example.com', ['manager', 'finance', 'ceo', 'legal', 'security']);

describeOnBothStores('a run', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  let system: TestSystem;
  const odd = workflowOf('odd', async ({ step, approval }) => {
    const kept = await step('load', () => ({
      at: new Date(0),
      map: new Map([['a', new Set([1n])]]),
      nothing: undefined,
      nan: [Number.NaN, -0],
    }));
    await approval('check', { details: kept });
    return kept;
  });
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
    const workflows = [refundWorkflow(effects), expenseWorkflow(effects), pairWorkflow(effects), odd];
    system = createTestSystem({ workflows, stores });
  });

  const start = async (workflow = 'refund', input: unknown = { orderId: 'o-1', amount: 40 }) => {
    const { run } = await system.start(workflow, input);
    await system.drain();
    return run.runId;
  };
  const decide = async (runId: string, input: Parameters<TestSystem['decide']>[2], key = KEY) => {
    const receipt = await system.decide(runId, key, input, boss);
    await system.drain();
    return receipt;
  };

  it('answers at its first pause, and says what it waits for', async () => {
    const { created, run } = await system.start('refund', { orderId: 'o-1', amount: 40 }, { startedBy: 'shop' });

    expect(created).toBe(true);
    expect(await system.view(run.runId)).toMatchObject({
      ...{
        workflow: 'refund',
        version: '1',
        status: 'waiting',
        input: { orderId: 'o-1', amount: 40 },
        startedBy: 'shop',
      },
      waitingFor: [
        {
          kind: 'approval',
          key: KEY,
          title: 'Refund 40 for o-1',
          assignee: ['finance'],
          since: NOW,
          expiresAt: plus('24h'),
        },
      ],
    });
    expect(effects).toEqual(['calculate']);
  });

  it('asks people once it is parked, and tells them', async () => {
    const runId = await start();

    expect((await readApproval(stores, { runId, key: KEY })).view).toMatchObject({
      status: 'pending',
      proposed: { amount: 40 },
    });
    expect((await listApprovals(stores, { assignees: ['finance'] }, { limit: 10 })).items).toHaveLength(1);
    expect(system.notices).toMatchObject([
      {
        ...{ kind: 'approval-needed', to: ['finance'], runId, workflowName: 'refund', approvalKey: KEY },
        ...{ summary: 'Refund 40 for o-1', expiresAt: plus('24h') },
        link: `${PUBLIC_URL}/#/approvals/${runId}/approve%3Arefund`,
      },
    ]);
  });

  it('goes on with what was approved, and completes', async () => {
    const runId = await start();
    system.clock.advance('2h');

    const receipt = await decide(runId, { action: 'approve', comment: 'Fine.' });

    expect(receipt).toMatchObject({
      runId,
      key: KEY,
      action: 'approve',
      status: 'approved',
      value: { amount: 40 },
      by: boss.id,
      at: plus('2h'),
    });
    const view = await system.view(runId);
    expect(view).toMatchObject({ status: 'completed', result: { paid: 40 }, endedAt: plus('2h'), waitingFor: [] });
    expect(view.timeline?.map(({ kind, key, status }) => `${kind} ${key} ${status}`)).toEqual([
      ...['step calculate completed', `approval ${KEY} approved`, 'step pay completed'],
    ]);
    expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
    expect(system.notices.at(-1)).toMatchObject({
      kind: 'decided',
      action: 'approved',
      actorId: boss.id,
      value: { amount: 40 },
    });
    expect((await listApprovals(stores, {}, { limit: 10 })).items).toEqual([]);
  });

  it('B3: goes on with the edited value', async () => {
    const runId = await start();

    await decide(runId, { action: 'edit', originalValue: { amount: 40 }, editedValue: { amount: 30 } });

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: { paid: 30 } });
    expect(system.notices.at(-1)).toMatchObject({
      action: 'edited',
      value: { amount: 30 },
      originalValue: { amount: 40 },
    });
  });

  it('fails where it was rejected and nobody handles that', async () => {
    const runId = await start();

    await decide(runId, { action: 'reject', reason: 'Too much.' });

    expect(await system.view(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'approval-rejected', approvalKey: KEY, reason: 'Too much.', by: boss.id },
    });
    expect(effects).toEqual(['calculate']);
    expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed', 'decided', 'run-failed']);
  });

  it('fails where its approval was cancelled', async () => {
    const runId = await start();

    await decide(runId, { action: 'cancel' });

    expect(await system.view(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'approval-cancelled', by: boss.id },
    });
  });

  it('A9: goes through a chain of three, and does no earlier step twice', async () => {
    const runId = await start('expense', { amount: 20_000 });

    for (const stage of ['manager', 'finance', 'ceo']) await decide(runId, { action: 'approve' }, `approval:${stage}`);

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: [boss.id, boss.id, boss.id] });
    expect(effects).toEqual(['validate', 'note:manager', 'note:finance', 'note:ceo', 'process']);
    const asked = system.notices.filter(({ kind }) => kind === 'approval-needed');
    expect(asked.map(({ to }) => to)).toEqual([['manager'], ['finance'], ['ceo']]);
  });

  it('A9: asks only those whom the amount calls for', async () => {
    const runId = await start('expense', { amount: 500 });

    await decide(runId, { action: 'approve' }, 'approval:manager');

    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: [boss.id] });
  });

  it.each([
    ['legal', 'security'],
    ['security', 'legal'],
  ])('A8: waits for both of two people, %s first', async (first, second) => {
    const runId = await start('pair');
    expect((await system.view(runId)).waitingFor.map(({ key }) => key)).toEqual(['legal', 'security']);

    await decide(runId, { action: 'approve' }, first);
    expect(await system.view(runId)).toMatchObject({ status: 'waiting', waitingFor: [{ key: second }] });
    await decide(runId, { action: 'approve' }, second);

    expect(await system.view(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['prepare', 'publish']);
  });

  it('A8: takes both decisions that come before either is acted on', async () => {
    const runId = await start('pair');

    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    await system.decide(runId, 'security', { action: 'approve' }, boss);
    await system.drain();

    expect(await system.view(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['prepare', 'publish']);
  });

  it('A5: carries dates, maps, sets, bigints and the like over a pause', async () => {
    const runId = await start('odd');

    await decide(runId, { action: 'approve' }, 'check');

    const run = await system.run(runId);
    expect(run.status === 'completed' && decode(run.result)).toStrictEqual({
      ...{ at: new Date(0), map: new Map([['a', new Set([1n])]]), nothing: undefined, nan: [Number.NaN, -0] },
    });
  });

  it('C2: lets one grant satisfy its own run only', async () => {
    const [one, other] = [await start(), await start()];

    await decide(one, { action: 'approve' });

    expect(await system.view(one)).toMatchObject({ status: 'completed' });
    expect(await system.view(other)).toMatchObject({ status: 'waiting' });
  });

  it('is listed, with others, the newest first', async () => {
    const first = await start();
    system.clock.advance('1m');
    const second = await start('expense', { amount: 1 });

    expect((await listRuns(stores, {}, { limit: 10 })).items.map(({ runId }) => runId)).toEqual([second, first]);
    expect(
      (await listRuns(stores, { status: 'waiting', workflow: 'refund' }, { limit: 10 })).items.map(
        ({ runId }) => runId,
      ),
    ).toEqual([first]);
  });

  it('keeps what belongs to a new run under its id when the removal of the old one comes late', async () => {
    const input = { orderId: 'o-1', amount: 40 };
    await system.start('refund', input, { runId: 'again-1' });
    await system.drain();
    await decide('again-1', { action: 'approve' });
    await stores.runs.remove('again-1');
    system.clock.advance('31d');

    await system.start('refund', input, { runId: 'again-1' });
    await system.drain();

    expect(await stores.approvals.get('again-1', KEY)).toMatchObject({ status: 'pending' });
    await decide('again-1', { action: 'approve' });
    expect(await system.view('again-1')).toMatchObject({ status: 'completed' });
  });

  it('is removed with everything of it once its time is over', async () => {
    const runId = await start();
    await decide(runId, { action: 'approve' });
    const other = await start();

    await stores.runs.remove(runId); // as the table does by the record's TTL
    await system.drain();

    expect(await stores.runs.load(runId)).toBeUndefined();
    expect(await stores.approvals.ofRun(runId)).toEqual([]);
    expect(await stores.approvals.ofRun(other)).toHaveLength(1);
    await expect(system.view(runId)).rejects.toMatchObject({ code: 'run-unknown' });
    await expect(readApproval(stores, { runId, key: KEY })).rejects.toMatchObject({ code: 'approval-unknown' });
  });
});

describeOnBothStores('a long run', (freshStores) => {
  it('keeps 300 steps in pages, and replays all of them once after a pause', async () => {
    const effects: Effects = [];
    const long = workflowOf('long', async ({ step, approval }) => {
      let sum = 0;
      for (let i = 0; i < 300; i++) {
        sum += await step(`step-${i}`, () => {
          effects.push(`step-${i}`);
          return i;
        });
      }
      await approval('check', { title: `Sum ${sum}` });
      return step('end', () => sum);
    });
    const stores = await freshStores();
    const system = createTestSystem({ workflows: [long], stores });

    const { run } = await system.start('long');
    await system.drain();
    const parked = await system.run(run.runId);
    await system.decide(run.runId, 'check', { action: 'approve' }, boss);
    await system.drain();

    expect(parked.pages).toBeGreaterThan(5);
    expect(JSON.stringify(parked.tail).length).toBeLessThan(4_000);
    const view = await system.view(run.runId);
    expect(view).toMatchObject({ status: 'completed', result: 44_850 });
    expect(view.timeline).toHaveLength(302);
    expect(effects).toHaveLength(300);
    await stores.runs.remove(run.runId);
    await system.drain();
    expect(await stores.runs.loadPages(run.runId, 100)).toEqual([]);
  });

  it('keeps values as large as they may be, in letters that take three bytes', async () => {
    const large = '返'.repeat(33_000);
    const workflow = workflowOf('large', async ({ step, approval }) => {
      await step('one', () => large);
      await step('two', () => large);
      await approval('check', { details: '返'.repeat(3_000) });
      return 'done';
    });
    const stores = await freshStores();
    const system = createTestSystem({ workflows: [workflow], stores });

    const { run } = await system.start('large', { text: '返'.repeat(80_000) });
    await system.drain();
    await system.decide(run.runId, 'check', { action: 'approve' }, boss);
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
  });
});
