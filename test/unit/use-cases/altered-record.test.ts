/** Records that somebody altered between the decision and its effect. */
import { expect, it } from 'vitest';
import { encode } from '../../../shared/domain/value.ts';
import { gatedStep } from '../../../shared/engine/gated-step.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const ann = person('ann@example.com', ['finance']);

describeOnBothStores('a record that was altered', (freshStores) => {
  const sent: unknown[] = [];

  async function asked() {
    sent.length = 0;
    const send = gatedStep((mail: { to: string }) => void sent.push(mail), {
      ...{ key: 'mail', requiresApproval: true, assignee: 'finance', description: ({ to }) => `Mail to ${to}` },
    });
    const workflow = workflowOf('mail', () => send({ to: 'all' }));
    const stores = await freshStores();
    const system = createTestSystem({ workflows: [workflow], stores });
    const { run } = await system.start('mail');
    await system.drain();
    return { system, stores, runId: run.runId };
  }
  const edit = { action: 'edit' as const, originalValue: { to: 'all' }, editedValue: { to: 'one' } };

  it('I5: stops the run for review where the decided arguments were exchanged, and executes nothing', async () => {
    const { system, stores, runId } = await asked();
    await system.decide(runId, 'mail', edit, ann);
    const { approvals } = stores;
    const approval = await approvals.get(runId, 'mail');
    if (approval?.status !== 'edited') throw new Error('It is not edited.');
    const settlement = { ...approval.settlement, value: encode({ to: 'everybody' }, 'value') };
    await approvals.move(runId, 'mail', { name: 'alter', set: { settlement }, when: [{ status: ['edited'] }] });
    const [, altered] = await system.loseChanges();

    if (altered) await system.deliver(altered);
    await system.drain();

    expect(sent).toEqual([]);
    expect(await system.view(runId)).toMatchObject({
      status: 'needs-review',
      error: { code: 'record-altered', approvalKey: 'mail' },
    });
  });

  it('I5: stops the run for review where what was shown was exchanged in its record', async () => {
    const { system, stores, runId } = await asked();
    const run = await stores.runs.load(runId);
    const [wait] = run?.waits ?? [];
    if (wait?.kind !== 'approval') throw new Error('It waits for no approval.');
    const waits = [{ ...wait, ask: { ...wait.ask, pendingArgs: encode({ to: 'nobody' }, 'args') } }];
    await stores.runs.move(runId, { name: 'alter', set: { waits }, when: [{ status: ['waiting'] }] });

    await system.pass('25h'); // looks again, and finds nothing decided
    await system.resume({ runId });

    expect(await system.view(runId)).toMatchObject({ status: 'needs-review', error: { code: 'record-altered' } });
  });

  it('I5: goes on with what was decided where nothing was altered', async () => {
    const { system, runId } = await asked();

    await system.decide(runId, 'mail', edit, ann);
    await system.drain();

    expect(sent).toEqual([{ to: 'one' }]);
    expect((await system.view(runId)).status).toBe('completed');
  });
});
