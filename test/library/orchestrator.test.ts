/** `createHITLOrchestrator`: starting, deciding and going on, in one process and in several. */
import {
  createApprovalStep,
  createHITLOrchestrator,
  isApprovalRejected,
  isPendingApproval,
  isPendingTime,
} from 'countersign/hitl';
import { createWorkflow, err, isUnexpectedError, type ok, type ResumeState } from 'countersign/workflow';
import { beforeEach, expect, it, vi } from 'vitest';
import { NOW, plus } from '../support/clock.ts';
import { createLatch, describeOnBothLibraries, type Library } from '../support/library.ts';
import { type Effects, expenseWorkflow, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };

describeOnBothLibraries('the orchestrator', (freshLibrary) => {
  let library: Library;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    effects = [];
  });

  const refund = () => refundWorkflow(effects);

  /** The document's orchestrator: deps, an approval step, and a factory that is handed what the run remembers. */
  const documented = () => {
    const states: (ResumeState | undefined)[] = [];
    const deps = {
      fetchData: async () => {
        effects.push('fetchData');
        return { rows: 3 };
      },
      requireApproval: createApprovalStep<string>({ key: 'approve:data', pendingReason: 'Three rows' }),
    };
    const orchestrator = createHITLOrchestrator({
      ...{ ...library.open(), clock: library.clock },
      createWorkflow: (resumeState) => {
        states.push(resumeState);
        return createWorkflow('workflow', deps, { resumeState });
      },
    });
    const start = (workflowId?: string) =>
      orchestrator.start(
        async ({ step, deps }) => {
          const data = await step('fetchData', () => deps.fetchData());
          const by = await step('requireApproval', deps.requireApproval, { key: 'approve:data' });
          return { ...data, by };
        },
        { workflowId },
      );
    return { orchestrator, start, states };
  };

  it('C1: starts, is approved, and goes on to the value, as in the document', async () => {
    const { orchestrator, start } = documented();

    const { runId, result } = await start('wf-1');
    const receipt = await orchestrator.approve(runId, 'approve:data', { approvedBy: 'alice', value: 'yes' });
    const final = await orchestrator.resume(runId);

    expect(runId).toBe('wf-1');
    expect(errorIn(result)).toEqual({ type: 'PENDING_APPROVAL', stepKey: 'approve:data', reason: 'Three rows' });
    expect(receipt).toMatchObject({ runId, key: 'approve:data', action: 'approve', status: 'approved', by: 'alice' });
    expect(final).toEqual({ ok: true, value: { rows: 3, by: 'yes' } });
    expect(effects).toEqual(['fetchData']);
  });

  it('C1: gives a run an id of its own where it is given none', async () => {
    const { start } = documented();

    const [one, other] = [await start(), await start()];

    expect(one.runId).toMatch(/^run_[0-9a-z]{26}$/);
    expect(other.runId).not.toBe(one.runId);
  });

  it('C1: hands `createWorkflow` what the run remembers', async () => {
    const { orchestrator, start, states } = documented();
    const { runId } = await start();

    await orchestrator.resume(runId);

    expect(states[0]).toBeUndefined();
    expect(states.at(-1)).toMatchObject({
      runId,
      entries: [{ key: 'fetchData' }],
      waits: [{ ask: { key: 'approve:data' } }],
    });
  });

  it('C1: runs a body without `createWorkflow`, with its input and its place', async () => {
    const orchestrator = library.process();

    const { runId, result } = await orchestrator.start(
      async ({ input, ctx, deps }) => ({ input, run: ctx.runId, by: ctx.startedBy, now: ctx.now(), deps }),
      { input: { amount: 40 }, startedBy: 'ann@example.com' },
    );

    expect(valueIn(result)).toEqual({
      ...{ input: { amount: 40 }, run: runId, by: 'ann@example.com', now: new Date(NOW), deps: {} },
    });
  });

  it('C1: starts a defined workflow, its input parsed', async () => {
    const orchestrator = library.process();

    const { runId, result } = await orchestrator.start(refund(), { input: INPUT });

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(await orchestrator.getStatus(runId)).toMatchObject({ workflow: 'refund', status: 'waiting', input: INPUT });
  });

  it('C1: refuses an input that does not fit the workflow, naming the field, and starts nothing', async () => {
    const orchestrator = library.process();

    const started = orchestrator.start(refund(), { workflowId: 'r-1', input: { orderId: 'o-1', amount: -1 } });

    await expect(started).rejects.toMatchObject({
      code: 'invalid-input',
      details: { errors: [{ path: 'input.amount' }] },
    });
    await expect(orchestrator.getStatus('r-1')).rejects.toMatchObject({ code: 'run-unknown' });
  });

  it('C1: gives the same run to the same start, wherever it stands', async () => {
    const { orchestrator, start } = documented();
    await start('wf-1');

    const waiting = await start('wf-1');
    await orchestrator.approve('wf-1', 'approve:data', { approvedBy: 'alice', value: 'yes' });
    await orchestrator.resume('wf-1');
    const completed = await start('wf-1');

    expect(errorIn(waiting.result)).toMatchObject({ type: 'PENDING_APPROVAL' });
    expect(valueIn(completed.result)).toEqual({ rows: 3, by: 'yes' });
    expect(effects).toEqual(['fetchData']);
  });

  it('C1: gives the same run to two starts at once, and runs it once', async () => {
    const latch = createLatch();
    const work = workflowOf('work', ({ step }) =>
      step('slow', async () => {
        effects.push('slow');
        await latch.pass();
        return 'done';
      }),
    );
    const first = library.process().start(work, { workflowId: 'w-1' });
    await latch.reached;

    const second = await library.process().start(work, { workflowId: 'w-1' });
    latch.open();

    expect(errorIn(second.result)).toMatchObject({ code: 'run-busy' });
    expect(valueIn((await first).result)).toBe('done');
    expect(effects).toEqual(['slow']);
  });

  it.each([
    ['another input', 'refund', { orderId: 'o-1', amount: 41 }, 'input'],
    ['another workflow', 'refund-b', INPUT, 'workflow'],
  ])('C1: refuses %s under the id of a run, which stays as it is', async (_, name, input, what) => {
    const orchestrator = library.process();
    await orchestrator.start(refund(), { workflowId: 'r-1', input: INPUT });

    const started = orchestrator.start({ ...refund(), name }, { workflowId: 'r-1', input });

    await expect(started).rejects.toMatchObject({
      ...{ code: 'run-conflict', details: { runs: ['r-1'] }, message: expect.stringContaining(`another ${what}`) },
    });
    expect(await orchestrator.getStatus('r-1')).toMatchObject({ workflow: 'refund', status: 'waiting', input: INPUT });
  });

  it('C1: takes the same input for the same, in whatever order its fields come', async () => {
    const orchestrator = library.process();
    await orchestrator.start(refund(), { workflowId: 'r-1', input: { orderId: 'o-1', amount: 40 } });

    const again = await orchestrator.start(refund(), { workflowId: 'r-1', input: { amount: 40, orderId: 'o-1' } });

    expect(errorIn(again.result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: KEY });
  });

  it('C1: says with its timeline how a run stands', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(refund(), { input: INPUT, startedBy: 'sam@example.com' });
    const before = await orchestrator.getStatus(runId);
    await orchestrator.approve(runId, KEY, { approvedBy: 'ann@example.com' });
    await orchestrator.resume(runId);

    const after = await orchestrator.getStatus(runId);

    expect(before).toMatchObject({
      ...{ runId, workflow: 'refund', version: '1', status: 'waiting', input: INPUT, startedBy: 'sam@example.com' },
      waitingFor: [{ kind: 'approval', key: KEY, title: 'Refund 40 for o-1', since: NOW, expiresAt: plus('24h') }],
    });
    expect(after).toMatchObject({ status: 'completed', result: { paid: 40 }, waitingFor: [] });
    const timeline = new Map(after.timeline?.map((entry) => [entry.key, entry]));
    expect([...timeline.keys()].sort()).toEqual([KEY, 'calculate', 'pay']);
    expect(timeline.get(KEY)).toMatchObject({ kind: 'approval', status: 'approved', by: 'ann@example.com' });
  });

  it('C1: lists runs, newest first, by workflow and status', async () => {
    const orchestrator = library.process();
    for (const runId of ['r-1', 'r-2', 'r-3']) {
      await orchestrator.start(refund(), { workflowId: runId, input: INPUT });
      library.clock.advance('1m');
    }
    await orchestrator.cancelRun('r-2');

    const all = await orchestrator.list({ workflow: 'refund', limit: 2 });
    const waiting = await orchestrator.list({ status: 'waiting' });

    expect(all.items.map(({ runId }) => runId)).toEqual(['r-3', 'r-2']);
    expect(all.cursor).toBeDefined();
    expect(waiting.items.map(({ runId }) => runId).sort()).toEqual(['r-1', 'r-3']);
  });

  it.each(['resume', 'retry'] as const)('C1: answers %s of an unknown run with run-unknown', async (verb) => {
    const result = await library.process()[verb]('nobody');

    expect(errorIn(result)).toMatchObject({ code: 'run-unknown' });
  });

  it.each(['getStatus', 'cancelRun'] as const)('C1: throws run-unknown at %s of an unknown run', async (verb) => {
    await expect(library.process()[verb]('nobody')).rejects.toMatchObject({ code: 'run-unknown' });
  });

  it('C1: says again what a run waits for where nobody has decided, and does nothing twice', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(refund(), { input: INPUT });

    const results = [await orchestrator.resume(runId), await orchestrator.resume(runId)];

    for (const result of results) expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: KEY });
    expect(effects).toEqual(['calculate']);
  });

  it('C1: gives the result of a completed run again, here and elsewhere', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(refund(), { input: INPUT });
    await orchestrator.approve(runId, KEY);
    const first = await orchestrator.resume(runId);

    const again = await orchestrator.resume(runId);
    const elsewhere = await library.process().resume(runId);

    expect(first).toEqual({ ok: true, value: { paid: 40 } });
    expect([again, elsewhere]).toEqual([first, first]);
    expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
  });

  it('C1: goes on in another process that is given the workflow by its name', async () => {
    const { runId } = await library.process().start(refund(), { input: INPUT });

    await library.process().approve(runId, KEY, { approvedBy: 'ann@example.com' });
    const result = await library.process({ workflows: [refund()] }).resume(runId);

    expect(valueIn(result)).toEqual({ paid: 40 });
    expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
  });

  it('C1: goes on in another process with a body that was started inline, found by its name', async () => {
    const { start } = documented();
    const { runId } = await start();
    const elsewhere = library.process({
      workflows: [
        workflowOf('workflow', async ({ step }) => {
          const data = await step('fetchData', () => ({ rows: 0 }));
          const ask = createApprovalStep({ key: 'approve:data', pendingReason: 'Three rows' });
          const by = await step('requireApproval', ask, { key: 'approve:data' });
          return { data, by };
        }),
      ],
    });

    await elsewhere.approve(runId, 'approve:data', { value: 'yes' });
    const result = await elsewhere.resume(runId);

    expect(valueIn(result)).toEqual({ data: { rows: 3 }, by: 'yes' });
  });

  it.each([
    ['no workflows', []],
    ['another version of it', [refundWorkflow([], '2')]],
    ['another workflow', [expenseWorkflow([])]],
  ])('C1: answers workflow-unknown in a process with %s, and leaves the run alone', async (_, workflows) => {
    const { runId } = await library.process().start(refund(), { input: INPUT });
    await library.process().approve(runId, KEY);
    const before = await library.ports.runs.load(runId);

    const result = await library.process({ workflows }).resume(runId);

    expect(errorIn(result)).toMatchObject({ code: 'workflow-unknown', message: expect.stringContaining('workflows') });
    expect(await library.ports.runs.load(runId)).toEqual(before);
    expect(valueIn(await library.process({ workflows: [refund()] }).resume(runId))).toEqual({ paid: 40 });
  });

  it('C1: tells what happens, to the listener of the orchestrator and to that of the workflow', async () => {
    const [ours, theirs] = [vi.fn(), vi.fn()];
    const orchestrator = createHITLOrchestrator({
      ...{ ...library.open(), clock: library.clock, onEvent: ({ type }) => ours(type) },
      createWorkflow: (resumeState) =>
        createWorkflow('workflow', {}, { resumeState, onEvent: ({ type }) => theirs(type) }),
    });

    const { runId } = await orchestrator.start(async ({ approval }) => (await approval('go')).by);
    await orchestrator.approve(runId, 'go', { approvedBy: 'ann@example.com' });
    await orchestrator.resume(runId);

    const told = ['workflow_started', 'approval_pending', 'workflow_paused'].concat([
      ...['workflow_resumed', 'approval_resolved', 'workflow_completed'],
    ]);
    for (const listener of [ours, theirs]) expect(listener.mock.calls.flat()).toEqual(told);
  });

  it('C1: cancels a run, which then does nothing more', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(refund(), { input: INPUT });

    const view = await orchestrator.cancelRun(runId, { cancelledBy: 'boss@example.com' });

    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'cancelled', by: 'boss@example.com' } });
    await expect(orchestrator.approve(runId, KEY)).rejects.toMatchObject({ code: 'cancelled' });
    expect(errorIn(await orchestrator.resume(runId))).toMatchObject({ code: 'run-finished' });
    await expect(orchestrator.cancelRun(runId)).rejects.toMatchObject({ code: 'run-finished' });
    expect(effects).toEqual(['calculate']);
  });

  /** Each way to fail, and what it is in the result of any process. */
  const failures = {
    'an error with its cause': {
      make: () => err(new Error('No money.', { cause: new TypeError('Balance is 0.') })),
      check: (error: unknown) => {
        expect(error).toBeInstanceOf(Error);
        expect(error).toMatchObject({ message: 'No money.', cause: { name: 'TypeError', message: 'Balance is 0.' } });
      },
    },
    'a plain object': {
      make: () => err({ code: 7, tags: new Set(['a']) }),
      check: (error: unknown) => expect(error).toEqual({ code: 7, tags: new Set(['a']) }),
    },
    'a tagged object': {
      make: () => err({ type: 'NO_MONEY' as const, missing: 40n }),
      check: (error: unknown) => expect(error).toEqual({ type: 'NO_MONEY', missing: 40n }),
    },
    'a string': {
      make: () => err('NO_MONEY' as const),
      check: (error: unknown) => expect(error).toBe('NO_MONEY'),
    },
    'a thrown error': {
      make: () => {
        throw new RangeError('No money.');
      },
      check: (error: unknown) => {
        expect(isUnexpectedError(error)).toBe(true);
        expect(error).toMatchObject({ message: 'No money.', cause: { name: 'RangeError', message: 'No money.' } });
      },
    },
    'a thrown string': {
      make: () => {
        throw 'NO_MONEY';
      },
      check: (error: unknown) => {
        expect(isUnexpectedError(error)).toBe(true);
        expect(error).toMatchObject({ cause: 'NO_MONEY' });
      },
    },
  };

  it.each(Object.entries(failures))('C1: gives %s of a failed run again, here and elsewhere', async (_, failure) => {
    const { make, check } = failure;
    const charge = (): ReturnType<typeof err<unknown>> | ReturnType<typeof ok<number>> => {
      effects.push('charge');
      return make();
    };
    const orchestrator = createHITLOrchestrator({
      ...{ ...library.open(), clock: library.clock },
      createWorkflow: (resumeState) => createWorkflow('workflow', { charge }, { resumeState }),
    });

    const { runId, result } = await orchestrator.start(({ step, deps }) => step('charge', deps.charge));
    const again = await orchestrator.resume(runId);
    const elsewhere = await library.process().resume(runId);

    for (const one of [result, again, elsewhere]) check(errorIn(one));
    expect(elsewhere).toEqual(expect.objectContaining('cause' in result ? { cause: expect.anything() } : {}));
    expect((await orchestrator.getStatus(runId)).status).toBe('failed');
    expect(effects).toEqual(['charge']);
  });

  it('B6: gives a rejection again in another process, with who, when and why', async () => {
    const { runId } = await library.process().start(refund(), { input: INPUT });
    const deciding = library.process({ workflows: [refund()] });
    library.clock.advance('5m');
    await deciding.reject(runId, KEY, { rejectedBy: 'ann@example.com', reason: 'Too much.' });
    await deciding.resume(runId);

    const error = errorIn(await library.process().resume(runId));

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({
      ...{ approvalKey: KEY, by: 'ann@example.com', at: plus('5m'), reason: 'Too much.', expired: false },
    });
    expect(effects).toEqual(['calculate']);
  });

  const RICH = {
    date: new Date(NOW),
    map: new Map<string, unknown>([['a', new Set([1n, 2n])]]),
    big: 9_007_199_254_740_993n,
    nothing: undefined,
    nan: Number.NaN,
    zero: -0,
    error: new TypeError('outer', { cause: new RangeError('inner') }),
  };

  it('C1: carries every value from the start to the result, over a pause and into another process', async () => {
    const rich = workflowOf('rich', async ({ step, approval, input }) => {
      const kept = await step('keep', () => {
        effects.push('keep');
        return RICH;
      });
      const { value } = await approval('go');
      return { input, kept, value };
    });
    const { runId } = await library.process().start(rich, { input: RICH });

    await library.process().approve(runId, 'go', { value: RICH });
    const result = await library.process({ workflows: [rich] }).resume(runId);
    const again = await library.process().resume(runId);

    for (const one of [result, again]) {
      const { input, kept, value } = valueIn(one) as Record<'input' | 'kept' | 'value', typeof RICH>;
      for (const carried of [input, kept, value]) {
        expect(carried).toEqual(RICH);
        expect(Object.is(carried.zero, -0)).toBe(true);
        expect('nothing' in carried).toBe(true);
        expect(carried.error.cause).toMatchObject({ name: 'RangeError', message: 'inner' });
      }
    }
    expect(effects).toEqual(['keep']);
  });

  it('C1: waits for time, and goes on once the clock has moved', async () => {
    const nap = workflowOf('nap', async ({ step }) => {
      await step.sleep('cool-off', '2d');
      return step('after', () => {
        effects.push('after');
        return 'rested';
      });
    });
    const orchestrator = library.process();
    const { runId, result } = await orchestrator.start(nap, {});

    library.clock.advance('47h');
    const early = await orchestrator.resume(runId);
    library.clock.advance('1h');
    const late = await library.process({ workflows: [nap] }).resume(runId);

    for (const one of [result, early]) {
      expect(isPendingTime(errorIn(one))).toBe(true);
      expect(errorIn(one)).toEqual({ type: 'PENDING_TIME', stepKey: 'cool-off', until: plus('48h') });
    }
    expect(valueIn(late)).toBe('rested');
    expect(effects).toEqual(['after']);
  });

  it('C1: names the approval first where a run waits for people and for time', async () => {
    const both = workflowOf('both', ({ step, approval }) =>
      Promise.all([step.sleep('cool-off', '2d'), approval('go')]),
    );

    const { result } = await library.process().start(both, {});

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'go' });
  });

  it('C5: runs one of two resumes at once; the other is answered at once with run-busy', async () => {
    const latch = createLatch();
    const slow = workflowOf('slow', async ({ step, approval }) => {
      await step('before', () => void effects.push('before'));
      await approval('go');
      return step('after', async () => {
        effects.push('after');
        await latch.pass();
        return 'done';
      });
    });
    const { runId } = await library.process().start(slow, {});
    await library.process().approve(runId, 'go');
    const first = library.process({ workflows: [slow] }).resume(runId);
    await latch.reached;

    const second = await library.process({ workflows: [slow] }).resume(runId);
    latch.open();

    expect(errorIn(second)).toMatchObject({ code: 'run-busy' });
    expect(valueIn(await first)).toBe('done');
    expect(effects).toEqual(['before', 'after']);
  });

  it('C5: runs no step twice however many processes resume at once', async () => {
    const { runId } = await library.process().start(expenseWorkflow(effects), { input: { amount: 500 } });
    await library.process().approve(runId, 'approval:manager', { approvedBy: 'boss@example.com' });

    const results = await Promise.all(
      Array.from({ length: 6 }, () => library.process({ workflows: [expenseWorkflow(effects)] }).resume(runId)),
    );

    for (const result of results) {
      if (result.ok) expect(result.value).toEqual(['boss@example.com']);
      else expect(result.error).toMatchObject({ code: 'run-busy' });
    }
    expect(results.some(({ ok }) => ok)).toBe(true);
    expect(effects).toEqual(['validate', 'note:manager', 'process']);
  });

  it('C5: answers a start of the same run with run-busy while it is driven', async () => {
    const latch = createLatch();
    const slow = workflowOf('slow', ({ step }) => step('work', () => latch.pass()));
    const first = library.process().start(slow, { workflowId: 's-1' });
    await latch.reached;

    const [again, resumed] = [
      await library.process().start(slow, { workflowId: 's-1' }),
      await library.process({ workflows: [slow] }).resume('s-1'),
    ];
    latch.open();

    for (const result of [again.result, resumed]) expect(errorIn(result)).toMatchObject({ code: 'run-busy' });
    expect((await first).result.ok).toBe(true);
  });
});
