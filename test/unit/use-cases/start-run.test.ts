/** Starting runs: once for the same start, and never for bad input. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { StartInput } from '../../../shared/domain/start.ts';
import { decode } from '../../../shared/domain/value.ts';
import { defineWorkflow } from '../../../shared/engine/workflow.ts';
import { describeOnBothStores, memoryStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { type Effects, refundWorkflow, workflowOf } from '../../support/workflows.ts';

const INPUT = { orderId: 'o-1', amount: 40 };

describeOnBothStores('startRun', (freshStores) => {
  it('E1: gives the same run for the same start, also once it has moved on', async () => {
    const effects: Effects = [];
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores: await freshStores() });

    const first = await system.start('refund', INPUT, { runId: 'order-1' });
    const second = await system.start('refund', INPUT, { runId: 'order-1' });
    await system.drain();
    await system.decide('order-1', 'approve:refund', { action: 'approve' });
    await system.drain();
    const third = await system.start('refund', INPUT, { runId: 'order-1' });

    expect([first.created, second.created, third.created]).toEqual([true, false, false]);
    expect(third.run).toMatchObject({ runId: 'order-1', status: 'completed' });
    expect(effects).toEqual(['calculate', 'pay 40 (order-1/pay)']);
  });

  it('E1: starts one run for many equal starts at once', async () => {
    const effects: Effects = [];
    const system = createTestSystem({ workflows: [refundWorkflow(effects)], stores: await freshStores() });

    const all = await Promise.all(Array.from({ length: 8 }, () => system.start('refund', INPUT, { runId: 'order-1' })));

    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(effects).toEqual(['calculate']);
  });

  it.each([
    ['another input', 'refund', { ...INPUT, amount: 41 }],
    ['another workflow', 'other', INPUT],
  ])('E1: refuses %s under the id of a run', async (what, workflow, input) => {
    const other = workflowOf('other', async () => 1);
    const system = createTestSystem({ workflows: [refundWorkflow([]), other], stores: await freshStores() });
    await system.start('refund', INPUT, { runId: 'order-1' });

    const starting = system.start(workflow, input, { runId: 'order-1' });

    await expect(starting).rejects.toMatchObject({
      code: 'run-conflict',
      message: expect.stringContaining(what),
      details: { runs: ['order-1'] },
    });
  });

  it('E1: takes the same input for the same, in whatever order its fields come', async () => {
    const open = defineWorkflow({
      name: 'open',
      version: '1',
      input: z.record(z.string(), z.unknown()),
      run: async ({ input }) => input,
    });
    const system = createTestSystem({ workflows: [open], stores: await freshStores() });
    await system.start('open', { a: 1, b: { c: 2, d: 3 } }, { runId: 'open-1' });

    const again = await system.start('open', { b: { d: 3, c: 2 }, a: 1 }, { runId: 'open-1' });

    expect(again.created).toBe(false);
  });

  it('gives each run without an id one of its own', async () => {
    const system = createTestSystem({ workflows: [refundWorkflow([])], stores: await freshStores() });

    const [one, other] = [await system.start('refund', INPUT), await system.start('refund', INPUT)];

    expect(one.run.runId).toMatch(/^run_[0-9a-z]{26}$/);
    expect(other.run.runId).not.toBe(one.run.runId);
  });

  it('keeps nothing of a start that is refused', async () => {
    const stores = await freshStores();
    const system = createTestSystem({ workflows: [refundWorkflow([])], stores });

    await expect(system.start('refund', { orderId: 7, amount: -1 }, { runId: 'bad-1' })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { errors: [{ path: 'input.orderId' }, { path: 'input.amount' }] },
      message: expect.stringMatching(/input\.orderId: .*; input\.amount: /),
    });
    await expect(system.start('nobody-has-it', INPUT, { runId: 'bad-1' })).rejects.toMatchObject({
      code: 'workflow-unknown',
    });

    expect(await stores.runs.load('bad-1')).toBeUndefined();
    expect(await stores.changes()).toEqual([]);
  });
});

describe('startRun', () => {
  it('starts the version that is listed last, and goes on with the one that a run was started with', async () => {
    const stores = await memoryStores();
    const old = createTestSystem({ workflows: [refundWorkflow([], '1')], stores });
    await old.start('refund', INPUT, { runId: 'old' });
    const both = createTestSystem({
      workflows: [refundWorkflow([], '1'), refundWorkflow([], '2')],
      stores,
      clock: old.clock,
    });
    await both.drain();

    const { run } = await both.start('refund', INPUT);
    await both.decide('old', 'approve:refund', { action: 'approve' });
    await both.drain();

    expect(run.version).toBe('2');
    expect(await both.run('old')).toMatchObject({ status: 'completed', version: '1' });
  });

  it('keeps the input as its schema made it, with what JSON cannot say', async () => {
    const dated = defineWorkflow({
      ...{ name: 'dated', version: '1' },
      input: z.object({ at: z.coerce.date(), note: z.string().default('none'), big: z.bigint().optional() }),
      run: async ({ input }) => [input.at instanceof Date, input.note],
    });
    const system = createTestSystem({ workflows: [dated], stores: await memoryStores() });

    const { run } = await system.start('dated', { at: '2026-01-05', big: 7n });

    expect(decode(run.input)).toEqual({ at: new Date('2026-01-05'), note: 'none', big: 7n });
    expect(run.status === 'completed' && decode(run.result)).toEqual([true, 'none']);
  });

  it('refuses an input that is too large to be kept', async () => {
    const system = createTestSystem({ workflows: [workflowOf('any', async () => 1)], stores: await memoryStores() });

    await expect(system.start('any', { text: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'payload-too-large',
    });
  });

  it('refuses an input that cannot be kept', async () => {
    const system = createTestSystem({ workflows: [workflowOf('any', async () => 1)], stores: await memoryStores() });

    await expect(system.start('any', { run: () => {} })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { errors: [{ path: 'input.run' }] },
    });
  });

  it('tells the body about its run', async () => {
    const told = workflowOf('told', async ({ ctx }) => ({ ...ctx, now: ctx.now().toISOString() }));
    const system = createTestSystem({ workflows: [told], stores: await memoryStores() });

    const { run } = await system.start('told', {}, { runId: 'told-1', startedBy: 'shop' });

    expect(run.status === 'completed' && decode(run.result)).toEqual({
      ...{ runId: 'told-1', workflow: 'told', version: '1', startedBy: 'shop', now: system.clock.now().toISOString() },
    });
  });

  it.each<[string, () => Promise<unknown>, object]>([
    ['throws', () => Promise.reject(new Error('bug')), { code: 'unexpected-error', message: 'bug' }],
    ['throws a text', () => Promise.reject('bug'), { code: 'unexpected-error', message: 'bug' }],
    ['throws an object', () => Promise.reject({ message: 'bug', a: 1 }), { code: 'unexpected-error', message: 'bug' }],
    ['throws nothing', () => Promise.reject(), { code: 'unexpected-error', message: 'undefined' }],
    [
      'returns what cannot be kept',
      async () => () => {},
      { code: 'value-not-kept', message: expect.stringContaining('The result of the workflow') },
    ],
  ])('fails a run whose body %s, with the reason', async (_, body, error) => {
    const system = createTestSystem({ workflows: [workflowOf('bad', body)], stores: await memoryStores() });

    const { run } = await system.start('bad');

    expect(run).toMatchObject({ status: 'failed', error, due: { list: 'failed' } });
  });

  it('fails a run whose step fails, and names the step', async () => {
    const bad = workflowOf('bad', ({ step }) => step('charge', () => Promise.reject(new Error('declined'))));
    const system = createTestSystem({ workflows: [bad], stores: await memoryStores() });

    const { run } = await system.start('bad');

    expect(run).toMatchObject({
      error: { code: 'step-failed', stepKey: 'charge', message: 'Step "charge" failed: declined' },
    });
  });
});

describe('StartInput', () => {
  it('takes a workflow with what goes with it, and nothing else', () => {
    expect(
      StartInput.safeParse({ workflow: 'refund', input: 1, runId: 'order-1', startedBy: 'shop', taskToken: 't' })
        .success,
    ).toBe(true);
    for (const bad of [
      {},
      { workflow: '' },
      { workflow: 'a', runId: 'a b' },
      { workflow: 'a', inptu: 1 },
      'refund',
      null,
    ]) {
      expect(StartInput.safeParse(bad).success).toBe(false);
    }
  });
});
