/** Closes what an ended run still asks of people, and nothing else. */
import { beforeEach, expect, it } from 'vitest';
import type { Change } from '../../../shared/domain/change.ts';
import { cancelRun, retryRun } from '../../../shared/use-cases/operate-run.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { eitherWorkflow, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const operator = person('olga@example.com', ['operator']);

describeOnBothStores('closing approvals', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  let broken: boolean;

  const either = eitherWorkflow(() => broken);

  beforeEach(async () => {
    stores = await freshStores();
    broken = true;
    system = createTestSystem({ workflows: [either, refundWorkflow([])], stores });
  });

  const statusOf = async (runId: string, key: string) => (await stores.approvals.get(runId, key))?.status;
  const failed = async () => {
    const { run } = await system.start('either');
    await system.drain();
    await system.decide(run.runId, 'legal', { action: 'approve' }, person('li@example.com', ['legal']));
    await system.drain();
    return run.runId;
  };

  it('C9: closes what is still open when a run fails, and tells those who were asked', async () => {
    const runId = await failed();

    expect(await system.run(runId)).toMatchObject({ status: 'failed', due: { list: 'failed' } });
    expect(await statusOf(runId, 'legal')).toBe('approved');
    expect(await stores.approvals.get(runId, 'security')).toMatchObject({
      status: 'cancelled',
      settlement: { action: 'close', by: 'run-ended' },
    });
    expect(system.notices.map(({ noticeId }) => noticeId.split('/').at(-1))).toEqual([
      ...['approval-needed', 'approval-needed', 'decided', 'run-failed', 'decided'],
    ]);
  });

  it('refuses a decision on what was closed', async () => {
    const runId = await failed();

    const deciding = system.decide(runId, 'security', { action: 'approve' }, person('sue@example.com', ['security']));

    await expect(deciding).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('closes what is open when a run is cancelled', async () => {
    const { run } = await system.start('either');
    await system.drain();

    await cancelRun(system.kept(), run.runId, operator);
    await system.drain();

    expect(await statusOf(run.runId, 'legal')).toBe('cancelled');
    expect(await statusOf(run.runId, 'security')).toBe('cancelled');
    expect(await system.run(run.runId)).not.toHaveProperty('due');
  });

  it('closes what is open when a run is cancelled that needs review', async () => {
    const { run } = await system.start('either');
    await system.drain();
    const without = createTestSystem({ workflows: [], stores, clock: system.clock });
    await without.resume({ runId: run.runId });
    expect(await system.run(run.runId)).toMatchObject({ status: 'needs-review' });

    await cancelRun(system.kept(), run.runId, operator);
    await system.drain();

    expect(await statusOf(run.runId, 'legal')).toBe('cancelled');
    expect(await system.run(run.runId)).not.toHaveProperty('due');
  });

  it('closes what a run asks no more when it parks on something else', async () => {
    let keys = ['a', 'b'];
    const drifting = workflowOf('drifting', async ({ approval }) => {
      await Promise.all(keys.map((key) => approval(key)));
    });
    system = createTestSystem({ workflows: [drifting], stores });
    const { run } = await system.start('drifting');
    await system.drain();
    keys = ['b', 'c'];

    await system.resume({ runId: run.runId });
    await system.drain();

    expect(await statusOf(run.runId, 'a')).toBe('superseded');
    expect(await statusOf(run.runId, 'b')).toBe('pending');
    expect(await statusOf(run.runId, 'c')).toBe('pending');
  });

  it('leaves a closed approval where none was asked yet, so that nobody is asked when the stream comes to it', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    const late = await system.loseChanges();
    await cancelRun(system.kept(), run.runId, operator);
    await system.drain();

    for (const change of late) await system.deliver(change);
    await system.drain();

    expect(await statusOf(run.runId, 'approve:refund')).toBe('cancelled');
    expect(system.notices).toEqual([]);
  });

  it('is done by the sweep where the record of the end was lost', async () => {
    const { run } = await system.start('either');
    await system.drain();
    await cancelRun(system.kept(), run.runId, operator);
    await system.loseChanges();

    await system.sweep();

    expect(await statusOf(run.runId, 'legal')).toBe('cancelled');
    expect(await system.run(run.runId)).not.toHaveProperty('due');
  });

  it('I1: lets a decision that comes first stand', async () => {
    const { run } = await system.start('either');
    await system.drain();
    await system.decide(run.runId, 'legal', { action: 'approve' }, person('li@example.com', ['legal']));
    await cancelRun(system.kept(), run.runId, operator);

    await system.drain();

    expect(await statusOf(run.runId, 'legal')).toBe('approved');
    expect(await statusOf(run.runId, 'security')).toBe('cancelled');
  });

  it('I8: closes nothing of a run that was retried, when the record of its failure comes once more', async () => {
    const runId = await failed();
    const failure = system.log.find(({ kind, after }) => kind === 'run' && after?.status === 'failed') as Change;
    broken = false;
    await retryRun(system.kept(), runId);
    await system.drain();
    expect(await statusOf(runId, 'security')).toBe('pending');

    await system.deliver(failure);
    await system.drain();

    expect(await statusOf(runId, 'security')).toBe('pending');
    await system.decide(runId, 'security', { action: 'approve' }, person('sue@example.com', ['security']));
    await system.drain();
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
  });

  it('I8: asks anew, after a retry that comes before the record of the failure', async () => {
    const { run } = await system.start('either');
    await system.drain();
    await system.decide(run.runId, 'legal', { action: 'approve' }, person('li@example.com', ['legal']));
    for (const change of await system.loseChanges()) await system.deliver(change);
    for (const wakeUp of system.queue.splice(0)) await system.resume(wakeUp);
    expect(await system.run(run.runId)).toMatchObject({ status: 'failed', due: { list: 'due' } });
    broken = false;

    await retryRun(system.kept(), run.runId);
    await system.drain();
    await system.decide(run.runId, 'security', { action: 'approve' }, person('sue@example.com', ['security']));
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
  });

  it('C6: asks anew, after a retry, what was closed', async () => {
    const runId = await failed();
    broken = false;

    await retryRun(system.kept(), runId);
    await system.drain();
    await system.decide(runId, 'security', { action: 'approve' }, person('sue@example.com', ['security']));
    await system.drain();

    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(system.notices.filter(({ kind }) => kind === 'approval-needed')).toHaveLength(3);
  });
});
