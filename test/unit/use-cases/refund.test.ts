/** The canonical run, from its start to its end, over both stores. */
import { expect, it } from 'vitest';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow } from '../../support/workflows.ts';

describeOnBothStores('a refund', (freshStores) => {
  it('pauses for a person and completes', async () => {
    const effects: Effects = [];
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores: await freshStores() });

    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    await system.decide(run.runId, 'approve:refund', { action: 'approve' });
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['calculate', `pay 40 (${run.runId}/pay)`]);
    expect(system.notices.map(({ kind }) => kind)).toEqual(['approval-needed', 'decided']);
  });
});
