/** Runs whose runners die: taken up again, and marked for review where that does not help. */
import { beforeEach, expect, it, vi } from 'vitest';
import { MOST_RECOVERIES } from '../../../shared/use-cases/drive-run.ts';
import { nudgeRun, retryRun } from '../../../shared/use-cases/operate-run.ts';
import { aRun } from '../../support/builders.ts';
import { NOW } from '../../support/clock.ts';
import { createProcesses, Killed } from '../../support/processes.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';

describeOnBothStores('recovery', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
  });

  /** A workflow whose second step kills its process as long as `deadly`. */
  const fragile = (state: { deadly: boolean }) =>
    workflowOf('fragile', async ({ step }) => {
      await step('first', () => void effects.push('first'));
      await step('second', () => {
        effects.push('second');
        // What a dead process does: nothing any more, neither success nor failure.
        return state.deadly ? new Promise<never>(() => {}) : undefined;
      });
    });

  /** Resolves once the second step has begun that many times, and so killed as many runners. */
  const dead = (times: number) =>
    vi.waitFor(() => expect(effects.filter((effect) => effect === 'second')).toHaveLength(times), 5_000);

  /** Starts the run and lets every runner of it die, until no further one is tried. */
  const dieOften = async (system: TestSystem) => {
    void system.start('fragile', {}, { runId: 'fragile-1' });
    await dead(1);
    for (let i = 1; i <= MOST_RECOVERIES; i++) {
      system.clock.advance('11m');
      await system.sweep();
      void system.drain();
      await dead(1 + i);
    }
    await system.pass('11m');
  };

  it('C7: is tried five times at one place, then the run is marked for review and people are told', async () => {
    const system = createTestSystem({ workflows: [fragile({ deadly: true })], stores });

    await dieOften(system);

    expect(await system.run('fragile-1')).toMatchObject({
      status: 'needs-review',
      error: { code: 'recovery-limit' },
      due: { list: 'needs-review' },
    });
    expect(effects).toEqual(['first', ...Array.from({ length: 1 + MOST_RECOVERIES }, () => 'second')]);
    expect(system.notices.map(({ kind }) => kind)).toEqual(['run-needs-review']);
    expect((await stores.runs.list({ status: 'needs-review' }, { limit: 10 })).items).toHaveLength(1);
  });

  it('C7: lets a person retry a run that was marked for review', async () => {
    const state = { deadly: true };
    const system = createTestSystem({ workflows: [fragile(state)], stores });
    await dieOften(system);

    state.deadly = false;
    await retryRun(system.kept(), 'fragile-1');
    await system.drain();

    expect(await system.run('fragile-1')).toMatchObject({ status: 'completed' });
    expect(effects.filter((effect) => effect === 'first')).toHaveLength(1);
  });

  it('I8: marks a run for review whose snapshot cannot be read, too', async () => {
    const loadPages = () => Promise.reject(new Error('The page is damaged.'));
    const unreadable = { ...stores, runs: { ...stores.runs, loadPages } };
    const system = createTestSystem({ workflows: [fragile({ deadly: false })], stores, newProcess: () => unreadable });
    const { run } = await stores.runs.create(aRun({ workflow: 'fragile', pages: 1 }));

    for (let i = 0; i < 2 * MOST_RECOVERIES; i++) await system.pass('11m');

    expect(await system.run(run.runId)).toMatchObject({ status: 'needs-review' });
  });

  it('C7: counts nothing where the run gets on between two crashes', async () => {
    const processes = { fatal: 0 };
    const steps = workflowOf('steps', async ({ step }) => {
      for (let i = 0; i < 20; i++) await step(`step-${i}`, () => void effects.push(`step-${i}`));
    });
    const system = createTestSystem({
      workflows: [steps],
      stores,
      newProcess: () => createProcesses(stores, processes.fatal).start(),
    });
    processes.fatal = 4;
    silenceErrors();
    await expect(system.start('steps', {}, { runId: 'steps-1' })).rejects.toThrow(Killed);

    for (let i = 0; i < 20; i++) {
      processes.fatal = Number.POSITIVE_INFINITY;
      system.clock.advance('11m');
      await system.sweep();
      const changes = await system.loseChanges();
      if (changes.length === 0) break;
      processes.fatal = 5; // take, read, and a few checkpoints
      await system.resume({ runId: 'steps-1' }).catch(() => {});
    }
    processes.fatal = Number.POSITIVE_INFINITY;
    await system.pass('11m');

    expect(await system.run('steps-1')).toMatchObject({ status: 'completed' });
    expect(new Set(effects).size).toBe(20);
  });

  it('lets go of a run that cannot be kept just now, and another runner tries soon', async () => {
    let away = true;
    const move: TestStores['runs']['move'] = (runId, wanted) =>
      away && wanted.name === 'park'
        ? Promise.reject(new Error('The database is away.'))
        : stores.runs.move(runId, wanted);
    const newProcess = () => ({ ...stores, runs: { ...stores.runs, move } });
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores, newProcess });

    const reported = silenceErrors();
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 }, { runId: 'away-1' });
    expect(run).toMatchObject({ status: 'running', leaseUntil: NOW });
    expect(reported).toHaveBeenCalledWith(
      expect.stringContaining('away-1'),
      expect.objectContaining({ message: 'The database is away.' }),
    );
    away = false;
    await system.pass('21s');

    expect(await system.run('away-1')).toMatchObject({ status: 'waiting' });
    expect(effects).toEqual(['calculate', 'calculate']);
  });

  it('marks a run for review whose workflow is not registered in its version, and goes on once it is', async () => {
    const system = createTestSystem({ workflows: [refundWorkflow(effects, '1')], stores });
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    await system.decide(run.runId, KEY, { action: 'approve' });
    const newer = createTestSystem({ workflows: [refundWorkflow(effects, '2')], stores, clock: system.clock });

    await newer.drain();

    expect(await newer.run(run.runId)).toMatchObject({ status: 'needs-review', error: { code: 'workflow-unknown' } });
    expect(newer.notices.map(({ kind }) => kind)).toEqual(['decided', 'run-needs-review']);
    const both = createTestSystem({
      workflows: [refundWorkflow(effects, '1'), refundWorkflow(effects, '2')],
      stores,
      clock: system.clock,
    });
    await retryRun(both.kept(), run.runId);
    await both.drain();
    expect(await both.run(run.runId)).toMatchObject({ status: 'completed', version: '1' });
    expect(effects).toEqual(['calculate', `pay 40 (${run.runId}/pay)`]);
  });

  it('does not sleep anew after a review', async () => {
    const nap = workflowOf('nap', async ({ step }) => {
      await step.sleep('cool-off', '30d');
      await step('after', () => void effects.push('after'));
    });
    const system = createTestSystem({ workflows: [nap], stores });
    const without = createTestSystem({ workflows: [], stores, clock: system.clock });
    const { run } = await system.start('nap');
    await without.pass('30d');
    expect(await system.run(run.runId)).toMatchObject({ status: 'needs-review' });

    await retryRun(system.kept(), run.runId);
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['after']);
  });

  it('keeps what a run asked open while it needs review, and a decision on it', async () => {
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores });
    const without = createTestSystem({ workflows: [], stores, clock: system.clock });
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    await nudgeRun(system.kept(), run.runId);
    await without.drain();
    expect(await system.run(run.runId)).toMatchObject({ status: 'needs-review', waits: [{ ask: { key: KEY } }] });

    await system.decide(run.runId, KEY, { action: 'approve' });
    await system.drain();
    await nudgeRun(system.kept(), run.runId);
    await system.drain();

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(system.notices.filter(({ kind }) => kind === 'approval-needed')).toHaveLength(1);
  });
});
