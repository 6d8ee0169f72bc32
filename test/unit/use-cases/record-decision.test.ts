/** Recording decisions: the first wins, the same again gets the same receipt, all else is refused. */
import { beforeEach, expect, it } from 'vitest';
import type { DecisionInput } from '../../../shared/domain/decision.ts';
import type { Receipt } from '../../../shared/domain/receipt.ts';
import { recordDecision, recordDecisionByKey } from '../../../shared/use-cases/record-decision.ts';
import { person } from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const ann = person('ann@example.com', ['finance']);
const bob = person('bob@example.com', ['finance']);

describeOnBothStores('recordDecision', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  let system: TestSystem;
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
    system = createTestSystem({ workflows: [refundWorkflow(effects)], stores });
  });
  const start = async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    return run.runId;
  };

  it('C3: gives the same receipt to the same person for the same decision, and acts on it once', async () => {
    const runId = await start();
    const first = await system.decide(runId, KEY, { action: 'approve' }, ann);
    system.clock.advance('1h');
    await system.drain();

    const again = await system.decide(runId, KEY, { action: 'approve' }, ann);
    await system.drain();

    expect(again).toEqual(first);
    expect(effects).toHaveLength(2);
  });

  it('C3: tells who was first where the approval is created, decided and gone on from while it is looked up', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    const { approvals } = stores;
    let looked = 0;
    const get: typeof approvals.get = async (runId, key) => {
      if (looked++ > 0) return approvals.get(runId, key);
      const before = await approvals.get(runId, key);
      await system.drain();
      await system.decide(runId, key, { action: 'approve' }, ann);
      await system.drain();
      return before;
    };

    const late = recordDecision(
      { ...system.kept(), approvals: { ...approvals, get } },
      { runId: run.runId, key: KEY },
      { action: 'reject', reason: 'No.' },
      bob,
    );

    await expect(late).rejects.toMatchObject({
      code: 'already-decided',
      details: { decision: { by: 'ann@example.com' } },
    });
  });

  it('C3, I1: takes one of many different decisions at once, and refuses all others with that one', async () => {
    const runId = await start();
    const inputs: DecisionInput[] = Array.from({ length: 12 }, (_, i) => ({
      action: 'approve',
      value: { amount: i + 1 },
    }));

    const answers = await Promise.allSettled(
      inputs.map((input, i) => system.decide(runId, KEY, input, person(`person-${i}@example.com`, ['finance']))),
    );
    await system.drain();

    const taken = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(taken).toHaveLength(1);
    expect(refused).toHaveLength(11);
    for (const error of refused)
      expect(error).toMatchObject({ code: 'already-decided', details: { decision: taken[0] } });
    expect(await system.view(runId)).toMatchObject({
      status: 'completed',
      result: { paid: (taken[0] as Receipt & { value: { amount: number } }).value.amount },
    });
  });

  it('C3: refuses another decision, with who decided what and when', async () => {
    const runId = await start();
    system.clock.advance('1h');
    await system.decide(runId, KEY, { action: 'reject', reason: 'Too much.' }, ann);

    const deciding = system.decide(runId, KEY, { action: 'approve' }, bob);

    await expect(deciding).rejects.toMatchObject({
      code: 'already-decided',
      message: 'This approval was rejected by ann@example.com on Mon 5 Jan 2026, 10:00 UTC.',
      details: { decision: { action: 'reject', by: 'ann@example.com', at: plus('1h'), reason: 'Too much.' } },
    });
  });

  it.each<[string, DecisionInput, typeof ann, string]>([
    ['whoever is not asked', { action: 'approve' }, person('eve@example.com', ['sales']), 'not-allowed'],
    ['a value that does not fit', { action: 'approve', value: { amount: 41 } }, ann, 'invalid-input'],
    ['a rejection without a reason', { action: 'reject' }, ann, 'invalid-input'],
    ['an old digest', { action: 'approve', digest: 'old' }, ann, 'changed'],
  ])('changes nothing where it refuses %s', async (_, input, actor, code) => {
    const runId = await start();
    const before = await stores.approvals.get(runId, KEY);

    await expect(system.decide(runId, KEY, input, actor)).rejects.toMatchObject({ code });

    expect(await stores.approvals.get(runId, KEY)).toEqual(before);
    expect(await stores.changes()).toEqual([]);
  });

  it('tells whoever is not asked nothing of a decision, nor of one that comes too late', async () => {
    const eve = person('eve@example.com', ['sales']);
    const decided = await start();
    await system.decide(decided, KEY, { action: 'reject', reason: 'A secret.' }, ann);
    const overdue = await start();
    system.clock.advance('25h');

    for (const runId of [decided, overdue]) {
      const error = await system.decide(runId, KEY, { action: 'approve' }, eve).catch((thrown) => thrown);
      expect(error).toMatchObject({ code: 'not-allowed' });
      expect(error.details).not.toHaveProperty('decision');
    }
  });

  it.each([
    ['an unknown run', 'run-nobody-started', KEY],
    ['an unknown key', undefined, 'other'],
  ])('C3: refuses a decision on %s', async (_, unknownRun, key) => {
    const runId = unknownRun ?? (await start());

    await expect(system.decide(runId, key, { action: 'approve' })).rejects.toMatchObject({ code: 'approval-unknown' });
  });

  it('tries again where the approval changed under it, for example because it was escalated', async () => {
    const runId = await start();
    system.clock.advance('9h');
    let swept = false;
    const get: TestStores['approvals']['get'] = async (...ref) => {
      const approval = await stores.approvals.get(...ref);
      if (!swept) {
        swept = true;
        await system.sweep();
      }
      return approval;
    };
    const interrupted = createTestSystem({
      ...{ workflows: [], stores, clock: system.clock },
      newProcess: () => ({ runs: stores.runs, approvals: { ...stores.approvals, get } }),
    });

    const receipt = await interrupted.decide(runId, KEY, { action: 'approve' }, ann);

    expect(receipt).toMatchObject({ status: 'approved' });
    expect(await stores.approvals.get(runId, KEY)).toMatchObject({ eventsDone: 2, status: 'approved' });
  });

  it('C1: means by a bare key the one run that waits under it', async () => {
    const runId = await start();

    const receipt = await recordDecisionByKey(system.kept(), { key: KEY, action: 'approve' }, ann);

    expect(receipt).toMatchObject({ runId, status: 'approved' });
    expect(await recordDecisionByKey(system.kept(), { key: KEY, action: 'approve' }, ann)).toEqual(receipt);
  });

  it('C1: refuses a bare key that several runs wait under, and lists them', async () => {
    const runs = [await start(), await start()];

    const deciding = recordDecisionByKey(system.kept(), { key: KEY, action: 'approve' }, ann);

    await expect(deciding).rejects.toMatchObject({ code: 'ambiguous-key' });
    const { details } = await deciding.catch((error) => error);
    expect(details.runs.toSorted()).toEqual(runs.toSorted());
    const receipt = await recordDecisionByKey(system.kept(), { key: KEY, runId: runs[1], action: 'approve' }, ann);
    expect(receipt.runId).toBe(runs[1]);
  });

  it('C1: refuses a key that nothing was ever asked under', async () => {
    await expect(recordDecisionByKey(system.kept(), { key: 'nothing', action: 'approve' }, ann)).rejects.toMatchObject({
      code: 'approval-unknown',
    });
  });
});
