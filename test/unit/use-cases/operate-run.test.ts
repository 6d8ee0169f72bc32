/** The operator's verbs: cancel, retry, resume. */
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { cancelRun, markForReview, nudgeRun, retryRun } from '../../../shared/use-cases/operate-run.ts';
import { resumeRun } from '../../../shared/use-cases/resume-run.ts';
import { startRun } from '../../../shared/use-cases/start-run.ts';
import { keepRun, STATES, type State } from '../../contract/run-states.ts';
import { person } from '../../support/builders.ts';
import { createLatch } from '../../support/library.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const KEY = 'approve:refund';
const operator = person('olga@example.com', ['operator']);
const boss = person('boss@example.com', ['finance']);

describeOnBothStores('an operator', (freshStores) => {
  let stores: TestStores;
  let effects: Effects;
  let broken: boolean;
  let system: TestSystem;
  const flaky = workflowOf('flaky', async ({ step, approval }) => {
    await step('prepare', () => void effects.push('prepare'));
    const { by } = await approval('check', { assignee: 'finance' });
    return step('charge', () => {
      effects.push('charge');
      if (broken) throw new Error('declined');
      return by;
    });
  });
  beforeEach(async () => {
    stores = await freshStores();
    effects = [];
    broken = true;
    system = createTestSystem({ workflows: [flaky, refundWorkflow(effects)], stores });
  });
  const failed = async () => {
    const { run } = await system.start('flaky');
    await system.drain();
    await system.decide(run.runId, 'check', { action: 'approve' }, boss);
    await system.drain();
    return run.runId;
  };

  it('C6: retries the step that failed, and skips what succeeded and what was decided', async () => {
    const runId = await failed();
    expect(await system.view(runId)).toMatchObject({ status: 'failed', error: { stepKey: 'charge' } });
    broken = false;

    const view = await retryRun(system.kept(), runId);
    await system.drain();

    expect(view).toMatchObject({ status: 'running' });
    expect(view).not.toHaveProperty('error');
    expect(await system.view(runId)).toMatchObject({ status: 'completed', result: boss.id });
    expect(effects).toEqual(['prepare', 'charge', 'charge']);
    expect(system.notices.filter(({ kind }) => kind === 'approval-needed')).toHaveLength(1);
  });

  it('C6: tells of each failure of a run that is retried and fails again', async () => {
    const runId = await failed();

    await retryRun(system.kept(), runId);
    await system.drain();

    const failures = system.notices.filter(({ kind }) => kind === 'run-failed').map(({ noticeId }) => noticeId);
    expect(failures).toHaveLength(2);
    expect(new Set(failures).size).toBe(2);
  });

  it('I4: gives a run that was marked for review while a runner had it to nobody before the lease is over', async () => {
    const latch = createLatch();
    const slow = workflowOf('slow', ({ step }) => step('charge', () => latch.pass()));
    const runnerOf = () => system.runner([slow]);
    const driven = startRun(runnerOf(), { workflow: 'slow', input: {}, runId: 'slow-1' }, { leaseMs: 600_000 });
    await latch.reached;

    await markForReview(system.kept(), 'slow-1', 'It looks odd.');
    await retryRun(system.kept(), 'slow-1');
    const early = await resumeRun(runnerOf(), { runId: 'slow-1' }, { leaseMs: 600_000 });
    system.clock.advance('11m');
    latch.open();
    const late = await resumeRun(runnerOf(), { runId: 'slow-1' }, { leaseMs: 600_000 });
    await driven;

    expect([early, late]).toEqual(['told', 'driven']);
    expect(await system.view('slow-1')).toMatchObject({ status: 'completed' });
  });

  it('retries once for two operators at once', async () => {
    const runId = await failed();
    broken = false;

    const both = await Promise.allSettled([retryRun(system.kept(), runId), retryRun(system.kept(), runId)]);
    await system.drain();

    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect(await system.view(runId)).toMatchObject({ status: 'completed' });
    expect(effects).toEqual(['prepare', 'charge', 'charge']);
  });

  it('cancels a waiting run, which nothing can wake any more', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();

    const view = await cancelRun(system.kept(), run.runId, operator);
    await system.drain();

    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', by: operator.id } });
    await expect(system.decide(run.runId, KEY, { action: 'approve' }, boss)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await system.resume({ runId: run.runId })).toBe('nothing');
    expect(effects).toEqual(['calculate']);
  });

  it('I2: cancels though a decision was just recorded, and what was decided stays in the record', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    await system.decide(run.runId, KEY, { action: 'approve' }, boss);

    await cancelRun(system.kept(), run.runId, operator);
    await system.drain();

    expect(await system.view(run.runId)).toMatchObject({ status: 'cancelled' });
    expect(await stores.approvals.get(run.runId, KEY)).toMatchObject({ status: 'approved' });
    expect(effects).toEqual(['calculate']);
  });

  it('has a waiting run looked at again, from what is recorded', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    await system.decide(run.runId, KEY, { action: 'approve' }, boss);
    await system.loseChanges();

    const view = await nudgeRun(system.kept(), run.runId);
    await system.drain();

    expect(view.status).toBe('running');
    expect(await system.view(run.runId)).toMatchObject({ status: 'completed' });
  });

  it('does no harm by having a run looked at again that waits for people', async () => {
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    const before = await system.view(run.runId);

    await nudgeRun(system.kept(), run.runId);
    await system.drain();

    expect(await system.view(run.runId)).toEqual(before);
    expect(system.notices).toHaveLength(1);
    await system.decide(run.runId, KEY, { action: 'approve' }, boss);
    await system.drain();
    expect(await system.view(run.runId)).toMatchObject({ status: 'completed' });
  });
});

describeOnBothStores('an operator’s wish', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  beforeAll(async () => {
    stores = await freshStores();
    system = createTestSystem({ workflows: [], stores });
  });

  const VERBS = {
    cancel: (runId: string) => cancelRun(system.kept(), runId, operator),
    retry: (runId: string) => retryRun(system.kept(), runId),
    resume: (runId: string) => nudgeRun(system.kept(), runId),
  };
  type Verb = keyof typeof VERBS;
  const ANSWERS: Record<Verb, Record<State, string>> = {
    cancel: {
      ...{
        held: 'cancelled',
        expired: 'cancelled',
        released: 'cancelled',
        waiting: 'cancelled',
        'needs-review': 'cancelled',
      },
      ...{ completed: 'run-finished', failed: 'run-finished', cancelled: 'run-finished' },
    },
    retry: {
      ...{
        held: 'run-not-retryable',
        expired: 'run-not-retryable',
        released: 'run-not-retryable',
        waiting: 'run-not-retryable',
      },
      ...{ failed: 'running', 'needs-review': 'running', completed: 'run-finished', cancelled: 'run-finished' },
    },
    resume: {
      ...{ held: 'running', expired: 'running', released: 'running', waiting: 'running', 'needs-review': 'running' },
      ...{ completed: 'run-finished', failed: 'run-finished', cancelled: 'run-finished' },
    },
  };

  it.each(
    (Object.keys(VERBS) as Verb[]).flatMap((verb) =>
      STATES.map((state) => [verb, state, ANSWERS[verb][state]] as const),
    ),
  )('answers "%s" of a run that is %s with %s', async (verb, state, expected) => {
    const run = await keepRun(stores.runs, state);

    const answer = await VERBS[verb](run.runId).then(
      ({ status }) => status,
      ({ code }) => code,
    );

    expect(answer).toBe(expected);
  });

  it.each(Object.keys(VERBS) as Verb[])('refuses to "%s" a run that there is not', async (verb) => {
    await expect(VERBS[verb]('run-nobody-started')).rejects.toMatchObject({ code: 'run-unknown' });
  });
});
