/** What a run tells of itself: which events, in which order, how often, and what they say. */
import { createApprovalStep, gatedStep, injectApproval, isPendingApproval } from 'countersign/hitl';
import { createWorkflow, err, type ResumeState, type WorkflowEvent } from 'countersign/workflow';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTestClock, NOW, plus } from '../support/clock.ts';
import { errorIn, record, valueIn } from './runs.ts';

const workflow = createWorkflow('refund');

const requireApproval = createApprovalStep<string>({ key: 'approve:refund', pendingReason: 'Refund over 100' });

/** Loads, waits for people, charges; over the state that the recording holds. */
function refund() {
  const recording = record();
  const run = (resumeState: ResumeState = recording.state()) =>
    createWorkflow('refund', { requireApproval }, { onEvent: recording.onEvent, clock: createTestClock() }).run(
      async ({ step, deps }) => {
        await step('load', () => 40);
        const by = await step('requireApproval', deps.requireApproval);
        return step('charge', () => `by ${by}`);
      },
      { resumeState },
    );
  const approved = () => injectApproval(recording.state(), { stepKey: 'approve:refund', value: 'ann' });
  /** What one more execution tells. */
  const next = async (resumeState?: ResumeState) => {
    const before = recording.events.length;
    const result = await run(resumeState);
    return { result, told: recording.told().slice(before), events: recording.events.slice(before) };
  };
  return { next, approved };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a run that goes straight through', () => {
  it('A7: tells its start, its steps and its end, in this order', async () => {
    const { onEvent, told } = record();

    await workflow.run(
      async ({ step }) => {
        await step('load', () => 40);
        await step('charge', () => 'paid', { key: 'charge:7' });
      },
      { onEvent },
    );

    expect(told()).toEqual([
      'workflow_started',
      ...['step_started load', 'step_completed load'],
      ...['step_started charge:7', 'step_completed charge:7'],
      'workflow_completed',
    ]);
  });

  it('A7: says in each event which run of which workflow, and when', async () => {
    const { onEvent, events } = record();
    const clock = createTestClock();

    const result = await workflow.run(
      async ({ step, ctx }) => {
        await step('load', () => clock.advance('1h'));
        return ctx.runId;
      },
      { onEvent, clock },
    );

    const about = { runId: valueIn(result), workflow: 'refund', version: '1' };
    expect(events).toMatchObject([
      { ...about, type: 'workflow_started', at: NOW },
      { ...about, type: 'step_started', at: NOW, key: 'load', id: 'load' },
      { ...about, type: 'step_completed', at: plus('1h'), key: 'load', id: 'load' },
      { ...about, type: 'workflow_completed', at: plus('1h') },
    ]);
  });

  it('A7: says what a step gave, what is remembered of it, and what the run gave', async () => {
    const { onEvent, events } = record();

    await workflow.run(({ step }) => step('charge', () => ({ at: new Date(0) }), { key: 'charge:7' }), { onEvent });

    expect(events).toMatchObject([
      {},
      { type: 'step_started', key: 'charge:7', id: 'charge' },
      {
        type: 'step_completed',
        key: 'charge:7',
        id: 'charge',
        value: { at: new Date(0) },
        entry: { kind: 'step', key: 'charge:7', id: 'charge' },
      },
      { type: 'workflow_completed', value: { at: new Date(0) } },
    ]);
  });

  it('A7: tells its start and its end where it has no steps', async () => {
    const { onEvent, told } = record();

    await workflow.run(() => 7, { onEvent });

    expect(told()).toEqual(['workflow_started', 'workflow_completed']);
  });
});

describe('a run that fails', () => {
  it('A7: tells the step that failed, and then its own failure', async () => {
    const { onEvent, told, events } = record();
    const error = new Error('declined');

    await workflow.run(
      async ({ step }) => {
        await step('load', () => 40);
        await step('charge', () => Promise.reject(error));
        await step('never', () => 1);
      },
      { onEvent },
    );

    expect(told()).toEqual([
      'workflow_started',
      ...['step_started load', 'step_completed load'],
      ...['step_started charge', 'step_failed charge'],
      'workflow_failed',
    ]);
    expect(events.slice(-2)).toMatchObject([
      { type: 'step_failed', error, attempts: 1 },
      { type: 'workflow_failed', error: { type: 'UNEXPECTED_ERROR', cause: error } },
    ]);
  });

  it('A7: tells the error that was returned as it is', async () => {
    const { onEvent, events } = record();
    const charge = () => err('declined');

    await createWorkflow('refund', { charge }).run(({ step, deps }) => step('charge', deps.charge), { onEvent });

    expect(events.slice(-2)).toMatchObject([
      { type: 'step_failed', error: 'declined' },
      { type: 'workflow_failed', error: 'declined' },
    ]);
  });

  it('A7: completes where the body handles the failed step', async () => {
    const { onEvent, told } = record();

    await workflow.run(
      ({ step }) => step('charge', () => Promise.reject(new Error('declined'))).catch(() => 'not paid'),
      {
        onEvent,
      },
    );

    expect(told()).toEqual(['workflow_started', 'step_started charge', 'step_failed charge', 'workflow_completed']);
  });

  it('A7: tells each try but the first as a retry, and its failure once', async () => {
    const { onEvent, told, events } = record();
    const clock = createTestClock({ sleep: 'at-once' });
    const retry = { attempts: 3, initialDelay: 100, jitter: false };

    await workflow.run(({ step }) => step('charge', () => Promise.reject(new Error('busy')), { retry }), {
      onEvent,
      clock,
    });

    expect(told()).toEqual([
      'workflow_started',
      ...['step_started charge', 'step_retried charge', 'step_retried charge', 'step_failed charge'],
      'workflow_failed',
    ]);
    expect(events.filter(({ type }) => type === 'step_retried')).toMatchObject([
      { attempt: 2, delayMs: 100, error: { message: 'busy' } },
      { attempt: 3, delayMs: 200, error: { message: 'busy' } },
    ]);
    expect(events.find(({ type }) => type === 'step_failed')).toMatchObject({ attempts: 3 });
  });

  it('A7: tells no failure where a later try succeeds', async () => {
    const { onEvent, told } = record();
    const clock = createTestClock({ sleep: 'at-once' });

    await workflow.run(
      ({ step }) =>
        step('charge', ({ attempt }) => (attempt === 1 ? Promise.reject(new Error('busy')) : 'paid'), {
          retry: { attempts: 2 },
        }),
      { onEvent, clock },
    );

    expect(told()).toEqual([
      'workflow_started',
      ...['step_started charge', 'step_retried charge', 'step_completed charge'],
      'workflow_completed',
    ]);
  });

  it('A7: begins again with what was remembered, and says so', async () => {
    const { onEvent, told, state } = record();
    const body = () =>
      workflow.run(
        async ({ step }) => {
          await step('load', () => 40);
          await step('charge', () => Promise.reject(new Error('declined')));
        },
        { onEvent, resumeState: state() },
      );
    await body();
    const before = told().length;

    await body();

    expect(told().slice(before)).toEqual([
      ...['workflow_resumed', 'step_skipped load', 'step_started charge', 'step_failed charge', 'workflow_failed'],
    ]);
  });
});

describe('a run that waits for people', () => {
  it('A7: tells that it waits, and no failure', async () => {
    const { next } = refund();

    const { told, events } = await next();

    expect(told).toEqual([
      'workflow_started',
      ...['step_started load', 'step_completed load'],
      ...['step_started requireApproval', 'approval_pending approve:refund'],
      'workflow_paused',
    ]);
    expect(events.slice(-2)).toMatchObject([
      {
        type: 'approval_pending',
        reason: 'Refund over 100',
        wait: { kind: 'approval', ask: { key: 'approve:refund' } },
      },
      { type: 'workflow_paused', waits: [{ kind: 'approval', ask: { key: 'approve:refund' } }] },
    ]);
  });

  it('A7: tells the answer once, when the run goes on', async () => {
    const { next, approved } = refund();
    await next();

    const { told, events } = await next(approved());

    expect(told).toEqual([
      ...['workflow_resumed', 'step_skipped load', 'step_started requireApproval'],
      ...['approval_resolved approve:refund', 'step_completed requireApproval'],
      ...['step_started charge', 'step_completed charge'],
      'workflow_completed',
    ]);
    expect(events.find(({ type }) => type === 'approval_resolved')).toMatchObject({
      action: 'approve',
      value: 'ann',
      by: 'injected',
    });
  });

  it('A7: does not tell the answer again on later replays', async () => {
    const { next, approved } = refund();
    await next();
    await next(approved());

    const { told } = await next();

    expect(told).toEqual([
      ...['workflow_resumed', 'step_skipped load', 'step_skipped requireApproval', 'step_skipped charge'],
      'workflow_completed',
    ]);
  });

  it('A7: does not tell the answer again where the body asks again on each replay', async () => {
    const recording = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('refund', {}, { onEvent: recording.onEvent }).run(
        async ({ approval }) => {
          const { value, by } = await approval<number>('a');
          await approval('b');
          return { value, by };
        },
        { resumeState },
      );
    await run(recording.state());
    await run(injectApproval(recording.state(), { stepKey: 'a', value: 7, by: 'ann' }));
    await run(recording.state());

    const result = await run(injectApproval(recording.state(), { stepKey: 'b' }));

    expect(valueIn(result)).toEqual({ value: 7, by: 'ann' });
    expect(recording.told().filter((told) => told.startsWith('approval'))).toEqual([
      'approval_pending a',
      ...['approval_resolved a', 'approval_pending b'],
      'approval_pending b',
      'approval_resolved b',
    ]);
  });

  it('A7: tells again for what it waits where nobody has decided', async () => {
    const { next } = refund();
    await next();

    const { told } = await next();

    expect(told).toEqual([
      ...['workflow_resumed', 'step_skipped load', 'step_started requireApproval'],
      ...['approval_pending approve:refund', 'workflow_paused'],
    ]);
  });

  it('A7: hands the whole state to whoever listens to a resumed run', async () => {
    const { next, approved } = refund();
    await next();
    const resumeState = approved();

    const { events } = await next(resumeState);

    expect(events[0]).toMatchObject({ type: 'workflow_resumed', state: resumeState });
  });

  it('A7: tells a rejection as the answer, and then as the failure that it is', async () => {
    const records = { rejected: false };
    const recording = record();
    const requireManager = createApprovalStep({
      key: 'approve:refund',
      checkApproval: () =>
        records.rejected ? { status: 'rejected', reason: 'Too much.', by: 'ann' } : { status: 'pending' },
    });
    const run = () =>
      createWorkflow('refund', { requireManager }, { onEvent: recording.onEvent }).run(
        ({ step, deps }) => step('requireManager', deps.requireManager),
        { resumeState: recording.state() },
      );
    await run();
    records.rejected = true;
    const before = recording.events.length;

    await run();

    expect(recording.told().slice(before)).toEqual([
      ...['workflow_resumed', 'step_started requireManager', 'approval_resolved approve:refund'],
      ...['step_failed requireManager', 'workflow_failed'],
    ]);
    expect(recording.events.slice(before + 2)).toMatchObject([
      { type: 'approval_resolved', action: 'reject', by: 'ann', reason: 'Too much.' },
      { type: 'step_failed', error: { type: 'APPROVAL_REJECTED' }, attempts: 1 },
      { type: 'workflow_failed', error: { type: 'APPROVAL_REJECTED' } },
    ]);
  });

  it.each([
    ['expired', 'expire'],
    ['cancelled', 'cancel'],
  ] as const)('A7: tells an approval that was %s as the answer %s', async (status, action) => {
    const records: { status: 'pending' | typeof status } = { status: 'pending' };
    const { events, onEvent, state } = record();
    const approval = createApprovalStep({
      key: 'a',
      checkApproval: () => ({ status: records.status, reason: 'late' }),
    });
    const run = () =>
      createWorkflow('refund', { approval }, { onEvent }).run(({ step, deps }) => step('a', deps.approval), {
        resumeState: state(),
      });
    await run();
    records.status = status;

    await run();

    expect(events.filter(({ type }) => type === 'approval_resolved')).toMatchObject([
      { key: 'a', action, reason: 'late' },
    ]);
  });

  it('A7: tells no answer that the run never waited for', async () => {
    const approval = createApprovalStep({ key: 'a', checkApproval: () => ({ status: 'approved', value: 1 }) });
    const { told, onEvent } = record();

    await createWorkflow('refund', { approval }).run(({ step, deps }) => step('a', deps.approval), { onEvent });

    expect(told()).toEqual(['workflow_started', 'step_started a', 'step_completed a', 'workflow_completed']);
  });

  it('A8: tells each of several that are open, and each answer once', async () => {
    const deps = { a: createApprovalStep<number>({ key: 'a' }), b: createApprovalStep<number>({ key: 'b' }) };
    const recording = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('refund', deps, { onEvent: recording.onEvent }).run(({ step }) => step.all(deps), { resumeState });

    await run(recording.state());
    await run(injectApproval(recording.state(), { stepKey: 'b', value: 2 }));
    await run(injectApproval(recording.state(), { stepKey: 'a', value: 1 }));
    await run(recording.state());

    expect(recording.told().filter((told) => /^approval|paused|workflow_completed/.test(told))).toEqual([
      ...['approval_pending a', 'approval_pending b', 'workflow_paused'],
      ...['approval_pending a', 'approval_resolved b', 'workflow_paused'],
      ...['approval_resolved a', 'workflow_completed'],
      'workflow_completed',
    ]);
  });

  it('B4: tells a gate by its own key, and its operation as a step', async () => {
    const gate = gatedStep((_: { to: string }) => 'sent', {
      key: 'email-approval',
      requiresApproval: true,
      description: ({ to }) => `Send to ${to}`,
    });
    const recording = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent: recording.onEvent }).run(
        ({ step, deps }) => step('send', () => deps.gate({ to: 'ann' }), { key: 'send-email' }),
        { resumeState },
      );
    await run(recording.state());
    const first = recording.told();

    await run(injectApproval(recording.state(), { stepKey: 'email-approval' }));

    expect(first).toEqual([
      ...['workflow_started', 'step_started send-email', 'approval_pending email-approval', 'workflow_paused'],
    ]);
    expect(recording.events.find(({ type }) => type === 'approval_pending')).toMatchObject({
      reason: 'Send to ann',
      metadata: { pendingArgs: { to: 'ann' } },
    });
    const operation = recording.events.find((event) => event.type === 'step_completed' && event.entry.within);
    expect(operation).toMatchObject({ entry: { within: 'send-email', approval: 'email-approval' } });
    const name = operation && 'key' in operation ? operation.key : '';
    expect(name).toMatch(/^send-email\/email-approval#/);
    expect(recording.told().slice(first.length)).toEqual([
      ...['workflow_resumed', 'step_started send-email', 'approval_resolved email-approval'],
      ...[`step_started ${name}`, `step_completed ${name}`],
      ...['step_completed send-email', 'workflow_completed'],
    ]);
  });
});

describe('who listens', () => {
  it('A1: tells both the listener of the workflow and that of the run, each of everything', async () => {
    const [one, other] = [record(), record()];

    await createWorkflow('refund', {}, { onEvent: one.onEvent }).run(({ step }) => step('load', () => 1), {
      onEvent: other.onEvent,
    });

    expect(one.told()).toHaveLength(4);
    expect(other.events).toEqual(one.events);
  });

  it('A1: goes on where a listener throws, and says so', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const thrown = new Error('no such channel');

    const result = await workflow.run(({ step }) => step('load', () => 40), {
      onEvent: () => {
        throw thrown;
      },
    });

    expect(valueIn(result)).toBe(40);
    expect(said).toHaveBeenCalledTimes(4);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('step_completed'), thrown);
  });

  it('A7: waits for people where a listener throws', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});

    const result = await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) => step('requireApproval', deps.requireApproval),
      {
        onEvent: () => {
          throw new Error('no such channel');
        },
      },
    );

    expect(isPendingApproval(errorIn(result))).toBe(true);
  });

  it('A1: tells of a workflow inside of a step to its own listener', async () => {
    const [outer, inner] = [record(), record()];
    const load = () => createWorkflow('inner', {}, { onEvent: inner.onEvent }).run(({ step }) => step('load', () => 7));

    await workflow.run(({ step }) => step('outer', load), { onEvent: outer.onEvent });

    expect(outer.told()).toEqual([
      'workflow_started',
      'step_started outer',
      'step_completed outer',
      'workflow_completed',
    ]);
    expect(inner.told()).toEqual([
      'workflow_started',
      'step_started load',
      'step_completed load',
      'workflow_completed',
    ]);
  });

  it('A7: tells nothing that is not of these types', async () => {
    const types = new Set<WorkflowEvent['type']>();
    const { next, approved } = refund();

    for (const state of [undefined, 'approved', undefined] as const)
      for (const { type } of (await next(state && approved())).events) types.add(type);

    expect([...types].sort()).toEqual([
      ...['approval_pending', 'approval_resolved', 'step_completed', 'step_skipped', 'step_started'],
      ...['workflow_completed', 'workflow_paused', 'workflow_resumed', 'workflow_started'],
    ]);
  });
});
