/** The seal of a run that has ended: where it is made, and when it is taken away. */
import { beforeEach, expect, it } from 'vitest';
import { createMemorySigner } from '../../../shared/adapters/memory/signer.ts';
import { headOf } from '../../../shared/domain/chain.ts';
import { review } from '../../../shared/domain/run-moves.ts';
import { runFacts } from '../../../shared/domain/run-record.ts';
import { checkSignature, sealText } from '../../../shared/domain/seal.ts';
import { createWorkflowStateStore } from '../../../shared/library/workflow-state-store.ts';
import type { Signer } from '../../../shared/ports/signer.ts';
import { cancelRun, retryRun } from '../../../shared/use-cases/operate-run.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { eitherWorkflow, pairWorkflow, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const REFUND = { orderId: 'o-1', amount: 40 };
const operator = person('olga@example.com', ['operator']);
const LARGE = 'x'.repeat(1_000);

describeOnBothStores('the seal', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  let broken: boolean;
  let fails: boolean;
  const memory = createMemorySigner();
  const signer: Signer = {
    ...memory,
    sign: async (text) => {
      if (fails) throw new Error('Secrets Manager is away.');
      return memory.sign(text);
    },
  };

  const long = workflowOf('long', async ({ step }) => {
    for (let i = 0; i < 8; i++) await step(`step-${i}`, () => LARGE);
  });
  const flaky = workflowOf('flaky', async ({ step }) => {
    await step('pay', () => {
      if (broken) throw new Error('out of order');
    });
  });
  const either = eitherWorkflow(() => broken);

  beforeEach(async () => {
    stores = await freshStores();
    broken = true;
    fails = false;
    system = createTestSystem({
      workflows: [long, flaky, either, pairWorkflow([]), refundWorkflow([])],
      stores,
      signer,
    });
  });

  /** Whether the seal fits what the store has of the run. */
  const isSealed = async (runId: string) => {
    const run = await system.run(runId);
    const entries = [...(await stores.runs.loadPages(runId, run.pages, run.edition)), ...run.tail];
    const text = sealText(runId, headOf(runFacts(run, entries)));
    return 'seal' in run && run.seal !== undefined ? checkSignature(text, run.seal, await memory.keys()) : 'none';
  };

  it('is made in the write that completes a run', async () => {
    const { run } = await system.start('refund', REFUND);
    await system.drain();
    expect(await isSealed(run.runId)).toBe('none');

    await system.decide(run.runId, 'approve:refund', { action: 'approve' });
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed', endedAt: expect.any(String), leases: 0 });
    expect(await isSealed(run.runId)).toBe('right');
  });

  it('takes in what is in pages', async () => {
    const { run } = await system.start('long');

    expect(run.pages).toBeGreaterThan(1);
    expect(await isSealed(run.runId)).toBe('right');
  });

  it('is made of a failed run, and taken away by a retry', async () => {
    const { run } = await system.start('flaky');
    expect(await isSealed(run.runId)).toBe('right');

    await retryRun(system.kept(), run.runId);
    expect(await system.run(run.runId)).not.toHaveProperty('seal');
    broken = false;
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(await isSealed(run.runId)).toBe('right');
  });

  it('is taken away by a review, and by another snapshot in the place of the one that was sealed', async () => {
    const { run } = await system.start('flaky');
    const other = (await system.start('flaky')).run;

    await stores.runs.move(run.runId, review({ code: 'marked-for-review', message: 'Look' }, run.updatedAt));
    await createWorkflowStateStore(stores.runs).save(other.runId, { entries: [], waits: [] });

    expect(await system.run(run.runId)).toMatchObject({ status: 'needs-review' });
    expect(await system.run(run.runId)).not.toHaveProperty('seal');
    expect(await system.run(other.runId)).not.toHaveProperty('seal');
  });

  it('of a run that still asks something waits until that is closed', async () => {
    const { run } = await system.start('either');
    await system.drain();
    await system.decide(run.runId, 'legal', { action: 'approve' }, person('li@example.com', ['legal']));
    const changes = await system.loseChanges();
    for (const change of changes) if (change.kind === 'approval') await system.deliver(change);
    await system.resume({ runId: run.runId });
    expect(await system.run(run.runId)).toMatchObject({ status: 'failed', due: { list: 'due' } });
    expect(await isSealed(run.runId)).toBe('none');

    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'failed', due: { list: 'failed' } });
    expect(await isSealed(run.runId)).toBe('right');
  });

  it('of a cancelled run is made once what it asked is closed, by the stream or by the sweep', async () => {
    const [one, other] = [(await system.start('pair')).run, (await system.start('refund', REFUND)).run];
    await system.drain();
    await cancelRun(system.kept(), one.runId, operator);
    await system.drain();
    await cancelRun(system.kept(), other.runId, operator);
    expect(await isSealed(other.runId)).toBe('none');
    await system.loseChanges();

    await system.pass('1m');

    expect(await isSealed(one.runId)).toBe('right');
    expect(await isSealed(other.runId)).toBe('right');
  });

  it('that cannot be made is no failure of the workflow: the run is let go of, and tried again', async () => {
    fails = true;
    const { run } = await system.start('refund', REFUND);
    await system.drain();
    await system.decide(run.runId, 'approve:refund', { action: 'approve' });
    await system.drain();
    expect(await system.run(run.runId)).toMatchObject({ status: 'running' });
    fails = false;

    await system.pass('1h');

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(await isSealed(run.runId)).toBe('right');
  });
});
