/** Wake-ups: none is lost, none does harm, and one runner at most drives a run. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../../shared/domain/change.ts';
import { takeLease } from '../../../shared/domain/run-moves.ts';
import type { StepCall } from '../../../shared/engine/place.ts';
import { cancelRun } from '../../../shared/use-cases/operate-run.ts';
import { resumeRun } from '../../../shared/use-cases/resume-run.ts';
import { wakeUpOf } from '../../../shared/use-cases/wake.ts';
import { aRun, person } from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';
import { describeOnBothStores, memoryStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, pairWorkflow, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const boss = person('boss@example.com', ['finance', 'legal', 'security']);

/** A gate that a step waits at until a test opens it. */
function createGate() {
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    open,
    /** Resolves once somebody stands at the gate. */
    reached,
    pass() {
      reach();
      return opened;
    },
  };
}

describeOnBothStores('a wake-up', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  let system: TestSystem;
  let gate: ReturnType<typeof createGate>;
  const gated = workflowOf('gated', async ({ step, approval }) => {
    const [legal, security] = await Promise.all([
      approval('legal', { assignee: 'legal' }).then(({ by }) =>
        step('file', async () => {
          await gate.pass();
          effects.push('file');
          return by;
        }),
      ),
      approval('security', { assignee: 'security' }),
    ]);
    return [legal, security.by];
  });
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
    gate = createGate();
    system = createTestSystem({ workflows: [refundWorkflow(effects), pairWorkflow(effects), gated], stores });
  });

  const start = async (workflow = 'refund', input: unknown = { orderId: 'o-1', amount: 40 }) => {
    const { run } = await system.start(workflow, input);
    await system.drain();
    return run.runId;
  };

  it('C4, I2: is not lost where it comes while the run is being driven', async () => {
    const runId = await start('gated');
    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    const draining = system.drain();
    await gate.reached;

    await system.decide(runId, 'security', { action: 'approve' }, boss);
    await system.loseChanges(); // so that nobody tells of it but this one wake-up
    const resumed = await system.resume({ runId });
    gate.open();
    await draining;

    expect(resumed).toBe('told');
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['file']);
  });

  it('C4: is not lost where the decision comes before the run has come to rest', async () => {
    const runId = await start('gated');
    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    const draining = system.drain();
    await gate.reached;
    await system.decide(runId, 'security', { action: 'approve' }, boss);

    gate.open(); // nobody tells the runner; the stream does so once it has parked
    await draining;
    await system.drain();

    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
  });

  it('C4: takes a decision on what a parked run lists and the stream has not created yet', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });

    const receipt = await system.decide(run.runId, KEY, { action: 'approve' }, boss);
    await system.drain();

    expect(receipt).toMatchObject({ status: 'approved' });
    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
  });

  it('C4: takes a decision on what a run lists though it is just being driven', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await stores.runs.move(run.runId, takeLease({ holder: 'slow', until: plus('10m'), now: plus('1m') }));

    const receipt = await system.decide(run.runId, KEY, { action: 'approve' }, boss);

    expect(receipt).toMatchObject({ status: 'approved' });
  });

  it('C5: lets one of two resumes at once drive the run, and the other tell it', async () => {
    const runId = await start();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.loseChanges();

    const both = await Promise.all([system.resume({ runId }), system.resume({ runId })]);
    await system.drain();

    expect(both.toSorted()).not.toEqual(['driven', 'driven']);
    expect(both).toContain('driven');
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
  });

  it('C5, I4: does nothing twice under ten resumes at once', async () => {
    const runId = await start('pair');
    for (const key of ['legal', 'security']) await system.decide(runId, key, { action: 'approve' }, boss);
    await system.loseChanges();

    const all = await Promise.all(Array.from({ length: 10 }, () => system.resume({ runId })));
    await system.drain();

    expect(all.filter((resumed) => resumed === 'driven').length).toBeGreaterThanOrEqual(1);
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['prepare', 'publish']);
  });

  it('does no harm where it comes twice, or long after', async () => {
    const runId = await start('pair');
    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    await system.drain();
    const decided = system.log.find(({ kind, after }) => kind === 'approval' && after?.status === 'approved') as Change;

    await system.deliver(decided);
    await system.deliver(decided);
    await system.drain();

    expect(await system.run(runId)).toMatchObject({ status: 'waiting' });
    await system.decide(runId, 'security', { action: 'approve' }, boss);
    await system.drain();
    await system.deliver(decided);
    await system.drain();
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['prepare', 'publish']);
  });

  it.each(['completed', 'unknown'])('finds nothing to do for a run that is %s', async (state) => {
    const runId = await start();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.drain();

    expect(await system.resume({ runId: state === 'unknown' ? 'run-nobody-started' : runId })).toBe('nothing');
  });

  it('I2: reads what was settled where it takes the run from a runner that died', async () => {
    const runId = await start('pair');
    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    await system.decide(runId, 'security', { action: 'approve' }, boss);
    await system.loseChanges();
    await stores.runs.move(runId, takeLease({ holder: 'dead', until: plus('10m'), now: plus('1m') }));
    system.clock.advance('11m');

    expect(await system.resume({ runId })).toBe('driven');
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
  });

  it('I2: reads what else was settled where it takes the run from a runner that died, one decision in hand', async () => {
    const runId = await start('pair');
    await system.decide(runId, 'legal', { action: 'approve' }, boss);
    await system.decide(runId, 'security', { action: 'approve' }, boss);
    const [legal] = (await system.loseChanges()).flatMap((change) => wakeUpOf(change) ?? []);
    await stores.runs.move(runId, takeLease({ holder: 'dead', until: plus('10m'), now: plus('1m') }));
    system.clock.advance('11m');

    expect(legal?.settled?.key).toBe('legal');
    expect(legal && (await system.resume(legal))).toBe('driven');
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
  });

  it('I2: reads what was settled where it comes without a decision', async () => {
    const runId = await start();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    await system.loseChanges();

    expect(await system.resume({ runId })).toBe('driven');
    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
  });

  it('ends a run with nothing left to close off the due list at once', async () => {
    const runId = await start();
    await system.decide(runId, KEY, { action: 'approve' }, boss);
    const [approved] = (await system.loseChanges()).flatMap((change) => wakeUpOf(change) ?? []);

    await system.resume(approved ?? { runId });

    expect(await system.run(runId)).toMatchObject({ status: 'completed' });
    expect(await system.run(runId)).not.toHaveProperty('due');
  });

  it('I5: asks people anew where the run comes to something else than they saw, and keeps their decision from it', async () => {
    let amount = 40;
    const drifting = workflowOf('drifting', async ({ step, approval }) => {
      const shown = amount; // not in a step, as it ought to be
      await approval('pay', { title: `Pay ${shown}`, assignee: 'finance' });
      return step('pay', () => {
        effects.push(`pay ${shown}`);
        return shown;
      });
    });
    system = createTestSystem({ workflows: [drifting], stores });
    const runId = await start('drifting');
    const { digest } = (await stores.approvals.get(runId, 'pay')) ?? { digest: '' };
    amount = 4_000;

    await system.decide(runId, 'pay', { action: 'approve', digest }, boss);
    await system.drain();

    expect(effects).toEqual([]);
    expect(await stores.approvals.get(runId, 'pay')).toMatchObject({ status: 'pending', title: 'Pay 4000' });
    await expect(system.decide(runId, 'pay', { action: 'approve', digest }, boss)).rejects.toMatchObject({
      code: 'changed',
    });
    await system.decide(runId, 'pay', { action: 'approve' }, boss);
    await system.drain();
    expect(effects).toEqual(['pay 4000']);
    expect(system.notices.map(({ noticeId }) => noticeId.split('/').at(-1))).toEqual([
      ...['approval-needed', 'decided', 'approval-needed', 'decided'],
    ]);
  });
});

describe('a runner that lost its run', () => {
  it('I3, I4: begins no effect any more, and changes nothing', async () => {
    const stores = await memoryStores();
    const gate = createGate();
    const effects: string[] = [];
    const workflow = workflowOf('slow', async ({ step }) => {
      await step('one', async ({ attempt }: StepCall) => {
        effects.push(`one ${attempt}`);
        if (effects.length === 1) await gate.pass();
      });
      await step('two', () => void effects.push('two'));
    });
    const system = createTestSystem({ workflows: [workflow], stores });
    const stalled = system.start('slow', {}, { runId: 'slow-1' });
    await gate.reached;

    await system.pass('11m'); // its lease is over; another takes the run and completes it
    const completed = await system.run('slow-1');
    gate.open();
    await stalled;

    expect(completed).toMatchObject({ status: 'completed' });
    expect(await system.run('slow-1')).toEqual(completed);
    expect(effects).toEqual(['one 1', 'one 1', 'two']);
  });

  it('I4: begins no effect once its lease is over by its own clock, though nobody took the run', async () => {
    const stores = await memoryStores();
    const effects: string[] = [];
    const workflow = workflowOf('slow', async ({ step }) => {
      await step('one', () => {
        effects.push('one');
        system.clock.advance('599s'); // a second before the end
      });
      await step('two', () => void effects.push('two'));
    });
    const system: TestSystem = createTestSystem({ workflows: [workflow], stores });

    await system.start('slow', {}, { runId: 'slow-1' });

    expect(effects).toEqual(['one']);
    expect(await system.run('slow-1')).toMatchObject({ status: 'running', tail: [{ key: 'one' }] });
    await system.pass('2m');
    expect(await system.run('slow-1')).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['one', 'two']);
  });

  it('I4: begins no effect once a person has cancelled the run', async () => {
    const stores = await memoryStores();
    const effects: string[] = [];
    const workflow = workflowOf('cancelled', async ({ step, ctx }) => {
      await step('one', async () => {
        effects.push('one');
        await cancelRun(system.kept(), ctx.runId, boss);
      });
      await step('two', () => void effects.push('two'));
    });
    const system: TestSystem = createTestSystem({ workflows: [workflow], stores });

    const { run } = await system.start('cancelled');

    expect(run).toMatchObject({ status: 'cancelled', error: { by: boss.id } });
    expect(effects).toEqual(['one']);
  });
});

describe('handing over', () => {
  const steps = (effects: Effects, clock: () => TestSystem['clock']) =>
    workflowOf('steps', async ({ step }) => {
      for (let i = 0; i < 5; i++) {
        await step(`step-${i}`, () => {
          effects.push(`step-${i}`);
          clock().advance('10s');
        });
      }
      return 'done';
    });

  it('checkpoints, lets go and wakes another runner when its time is up, and that one goes on', async () => {
    const effects: Effects = [];
    const stores = await memoryStores();
    const system: TestSystem = createTestSystem({
      workflows: [steps(effects, () => system.clock)],
      stores,
      terms: { leaseMs: 60_000, handOverAfterMs: 20_000 },
    });

    const { run } = await system.start('steps');

    expect(run).toMatchObject({ status: 'running', epoch: 1, leases: 0, tail: [{ key: 'step-0' }, { key: 'step-1' }] });
    await system.drain();
    expect(await system.run(run.runId)).toMatchObject({ status: 'completed', epoch: 3 });
    expect(effects).toEqual(['step-0', 'step-1', 'step-2', 'step-3', 'step-4']);
  });

  it('goes on by the sweep where the wake-up was lost', async () => {
    const effects: Effects = [];
    const stores = await memoryStores();
    const system: TestSystem = createTestSystem({
      workflows: [steps(effects, () => system.clock)],
      stores,
      terms: { leaseMs: 60_000, handOverAfterMs: 20_000 },
    });
    const { run } = await system.start('steps');
    await system.loseChanges();

    await system.pass('1m');

    expect(await system.run(run.runId)).toMatchObject({ status: 'completed' });
    expect(effects).toHaveLength(5);
  });
});

describe('resumeRun', () => {
  it('gives up where the run changes hands under it again and again', async () => {
    const stores = await memoryStores();
    const system = createTestSystem({ workflows: [], stores });
    const { run } = await system.runner().runs.create(aRun());
    const lost = { done: false as const, present: run };

    const runs = { ...stores.runs, move: async () => lost };

    await expect(resumeRun({ ...system.runner(), runs }, { runId: run.runId }, { leaseMs: 1_000 })).rejects.toThrow(
      /changed hands 10 times/,
    );
  });
});
