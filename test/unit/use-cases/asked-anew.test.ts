/** What is asked a second time under one key: by the run itself, by another run under the same id, or no more. */
import { beforeEach, expect, it } from 'vitest';
import { recordDecision } from '../../../shared/use-cases/record-decision.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores, type Stores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const ann = person('ann@example.com', ['finance']);

describeOnBothStores('what is asked anew', (freshStores) => {
  let stores: TestStores;
  beforeEach(async () => {
    stores = await freshStores();
  });

  /** A run that asks for `a` with other details after every wake-up, until `b` was approved. */
  const shifting = () => {
    let asked = 0;
    return workflowOf('shifting', async ({ approval }) => {
      await Promise.all([
        approval('a', { details: ++asked, assignee: 'finance' }),
        approval('b', { assignee: 'finance' }),
      ]);
    });
  };

  it('I1, I2: refuses a slow decision on what was asked anew meanwhile', async () => {
    const system: TestSystem = createTestSystem({ workflows: [shifting()], stores });
    const { run } = await system.start('shifting');
    await system.drain();
    const between = async () => {
      await system.decide(run.runId, 'b', { action: 'approve' }, ann);
      await system.drain();
    };
    const slow: Stores = {
      ...stores,
      approvals: {
        ...stores.approvals,
        async get(runId, key) {
          const read = await stores.approvals.get(runId, key);
          await between();
          return read;
        },
      },
    };

    const late = recordDecision(
      { ...system.kept(), ...slow },
      { runId: run.runId, key: 'a' },
      { action: 'approve' },
      ann,
    );

    await expect(late).rejects.toMatchObject({ code: 'changed' });
    expect(await stores.approvals.get(run.runId, 'a')).toMatchObject({ status: 'pending' });
  });

  it('C2: asks again for a run whose id was used before, though what that asked was never cleared away', async () => {
    const once = workflowOf('once', async ({ approval }) => (await approval('a', { assignee: 'finance' })).by);
    const system = createTestSystem({ workflows: [once], stores });
    await system.start('once', undefined, { runId: 'order-1' });
    await system.drain();
    await system.decide('order-1', 'a', { action: 'approve' }, ann);
    await system.drain();
    await stores.runs.remove('order-1');
    await system.loseChanges();
    system.clock.advance('90d');

    await system.start('once', undefined, { runId: 'order-1' });
    await system.drain();

    expect(await system.run('order-1')).toMatchObject({ status: 'waiting' });
    expect(await stores.approvals.get('order-1', 'a')).toMatchObject({ status: 'pending' });
  });

  it('keeps a run whose id was used before, when the removal of the earlier one is followed late', async () => {
    const once = workflowOf('once', async ({ approval }) => (await approval('a', { assignee: 'finance' })).by);
    const system = createTestSystem({ workflows: [once], stores });
    await system.start('once', undefined, { runId: 'order-1' });
    await system.drain();
    await stores.runs.remove('order-1');
    const removed = await system.loseChanges();
    system.clock.advance('90d');
    await system.start('once', undefined, { runId: 'order-1' });
    await system.drain();

    for (const change of removed) await system.deliver(change);
    await system.drain();
    await system.decide('order-1', 'a', { action: 'approve' }, ann);
    await system.drain();

    expect(await system.run('order-1')).toMatchObject({ status: 'completed' });
  });

  it('I8: closes what a run asks no more', async () => {
    const either = workflowOf('either', async ({ step, approval }) => {
      let isStopped = false;
      const stop = approval('stop', { assignee: 'finance' }).then(() => {
        isStopped = true;
      });
      for (const beat of ['tick', 'tock', 'tack']) await step(beat, () => beat);
      if (!isStopped) await Promise.race([stop, approval('go', { assignee: 'finance' })]);
      await approval('why', { assignee: 'finance' });
    });
    const system = createTestSystem({ workflows: [either], stores });
    const { run } = await system.start('either');
    await system.drain();

    await system.decide(run.runId, 'stop', { action: 'approve' }, ann);
    await system.drain();

    expect(await stores.approvals.get(run.runId, 'stop')).toMatchObject({ status: 'approved' });
    expect(await stores.approvals.get(run.runId, 'go')).toMatchObject({
      status: 'superseded',
      settlement: { action: 'supersede', by: 'asked-anew' },
    });
    expect(await stores.approvals.get(run.runId, 'why')).toMatchObject({ status: 'pending' });
  });

  it('A8, B4: takes an approval inside of a step for one that the body waits for', async () => {
    const effects: string[] = [];
    const gated = workflowOf('gated', async ({ step, approval }) =>
      step('send', async () => {
        const { by } = await approval('email-approval', { assignee: 'finance' });
        effects.push(`sent for ${by}`);
        return by;
      }),
    );
    const system = createTestSystem({ workflows: [gated], stores });
    const { run } = await system.start('gated');
    await system.drain();
    expect(run.status).toBe('waiting');

    await system.decide(run.runId, 'email-approval', { action: 'approve' }, ann);
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['sent for ann@example.com']);
  });

  it('tells nobody how it was decided who was not asked', async () => {
    const once = workflowOf('once', async ({ approval }) => (await approval('a', { assignee: 'finance' })).by);
    const system = createTestSystem({ workflows: [once], stores });
    const { run } = await system.start('once');
    await system.drain();
    await system.decide(run.runId, 'a', { action: 'reject', reason: 'private' }, ann);

    const asked = system.decide(run.runId, 'a', { action: 'cancel' }, person('eve@example.com', ['sales']));

    await expect(asked).rejects.toMatchObject({ code: 'not-allowed', details: {} });
  });
});
