/** Odd bodies and odd timings: what once went wrong, and must not again. */
import {
  approvalProgress,
  clearStep,
  createApprovalStep,
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
  gatedStep,
  getPendingApprovals,
  hasPendingApproval,
  injectApproval,
  isPendingApproval,
  pendingApproval,
} from 'countersign/hitl';
import {
  createResumeStateCollector,
  createWorkflow,
  ok,
  type ResumeState,
  type WorkflowEvent,
} from 'countersign/workflow';
import { expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createTestClock } from '../support/clock.ts';
import { silenceErrors } from '../support/silence.ts';
import { errorIn, record, turn, valueIn } from './runs.ts';

const wf = createWorkflow('w');
const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await turn();
};

it('a throwing workflow listener does not keep the run listener from its events', async () => {
  silenceErrors();
  const { events, onEvent } = record();
  await createWorkflow(
    'w',
    {},
    {
      onEvent: () => {
        throw new Error('x');
      },
    },
  ).run(({ step }) => step('a', () => 1), { onEvent });
  expect(events).toHaveLength(4);
});

it('a retried step runs the steps inside of it', async () => {
  const clock = createTestClock({ sleep: 'at-once' });
  const r = await wf.run(
    ({ step }) =>
      step(
        'outer',
        async ({ attempt }) => {
          const one = await step('inner', () => 1);
          if (attempt === 1) throw new Error('once');
          return one;
        },
        { retry: { attempts: 2 } },
      ),
    { clock },
  );
  expect(r).toEqual(ok(1));
});

it('a gate whose result cannot be kept executes once, though its step has a policy', async () => {
  const clock = createTestClock({ sleep: 'at-once' });
  const op = vi.fn((_: string) => new (class Response {})());
  const gate = gatedStep(op, { key: 'g', requiresApproval: false, description: 'd' });
  await createWorkflow('w', { gate }).run(
    ({ step, deps }) => step('s', () => deps.gate('a'), { retry: { attempts: 3 } }),
    { clock },
  );
  expect(op).toHaveBeenCalledTimes(1);
});

it('a step with a gate inside, reordered on resume: the other args are not silently skipped', async () => {
  const sent: string[] = [];
  const gate = gatedStep(
    (to: string) => {
      sent.push(to);
      return to;
    },
    { key: (_to) => `m:${'x'}`, requiresApproval: true, description: 'd' },
  );
  const { onEvent, state } = record();
  let todo = ['ann', 'bob'];
  const run = (resumeState: ResumeState) =>
    createWorkflow('w', { gate }, { onEvent }).run(
      ({ step, deps }) =>
        step('s', async () => {
          for (const to of todo) {
            const a = await deps.gate(to);
            if (!a.ok) return a;
          }
          return ok('done');
        }),
      { resumeState },
    );
  await run(state());
  await run(injectApproval(state(), { stepKey: 'm:x' })); // ann sent, bob pending
  todo = ['bob']; // the application's table says that ann is done
  const r = await run(injectApproval(state(), { stepKey: 'm:x' }));
  expect({ sent, ok: r.ok }).not.toEqual({ sent: ['ann'], ok: true });
});

it('checkApproval by key: other args on resume are not executed', async () => {
  const op = vi.fn((a: string) => a);
  let approved = false;
  const gate = gatedStep(op, {
    key: 'g',
    requiresApproval: true,
    description: (a) => a,
    checkApproval: () => (approved ? { status: 'approved' } : { status: 'pending' }),
  });
  const { onEvent, state } = record();
  const run = (a: string) =>
    createWorkflow('w', { gate }, { onEvent }).run(({ step, deps }) => step('s', () => deps.gate(a)), {
      resumeState: state(),
    });
  await run('small');
  approved = true;
  const _r = await run('LARGE');
  expect(op).not.toHaveBeenCalled();
});

it('approve with a value does not change the args of a gate', async () => {
  const op = vi.fn((_: { to: string }) => 'sent');
  const gate = gatedStep(op, { key: 'g', requiresApproval: true, description: 'd' });
  const { onEvent, state } = record();
  const run = (s: ResumeState) =>
    createWorkflow('w', { gate }, { onEvent }).run(({ step, deps }) => step('s', () => deps.gate({ to: 'ann' })), {
      resumeState: s,
    });
  await run(state());
  await run(injectApproval(state(), { stepKey: 'g', value: { approvedBy: 'alice' } }));
  expect(op.mock.calls[0]?.[0]).toEqual({ to: 'ann' });
});

it('approvalProgress: a step that names a stage is not the stage', async () => {
  const manager = createApprovalStep({ key: 'approval:manager' });
  const { onEvent, state } = record();
  await createWorkflow('w', { manager }, { onEvent }).run(async ({ step, deps }) => {
    await step('load-finance-data', () => 1);
    await step('approval:manager', deps.manager);
  });
  expect(approvalProgress(state(), ['manager', 'finance']).completed).toEqual([]);
});

it('approvalProgress: manager and senior-manager', async () => {
  const deps = {
    m: createApprovalStep({ key: 'approval:manager' }),
    s: createApprovalStep({ key: 'approval:senior-manager' }),
  };
  const { onEvent, state } = record();
  const run = (resumeState: ResumeState) =>
    createWorkflow('w', deps, { onEvent }).run(
      async ({ step }) => {
        await step('approval:manager', deps.m);
        await step('approval:senior-manager', deps.s);
      },
      { resumeState },
    );
  await run(state());
  await run(injectApproval(state(), { stepKey: 'approval:manager', value: 1 }));
  expect(approvalProgress(state(), ['manager', 'senior-manager'])).toMatchObject({
    completed: ['manager'],
    pending: ['senior-manager'],
  });
});

it('two runs at once with one collector do not mix', async () => {
  const c = createResumeStateCollector();
  const w = createWorkflow('w', {}, { onEvent: c.handleEvent });
  let go = () => {};
  const gate1 = {
    promise: new Promise<void>((r) => {
      go = r;
    }),
    resolve: () => go(),
  };
  const a = w.run(({ step }) =>
    step('load', async () => {
      await gate1.promise;
      return 'of A';
    }),
  );
  const b = w.run(({ step, ctx }) =>
    step('other', async () => {
      gate1.resolve();
      await turns(3);
      return ctx.runId;
    }),
  );
  const [, rb] = await Promise.all([a, b]);
  const s = c.getResumeState();
  expect(s.runId).toBe(valueIn(rb));
  expect(s.entries.map((e) => e.key)).toEqual(['other']);
});

it('step.sleep of 30 days on the machine clock does not spin', async () => {
  const ab = new AbortController();
  let resumed = 0;
  const p = wf.run(({ step }) => step.sleep('nap', '30d'), {
    signal: ab.signal,
    onEvent: (e) => {
      if (e.type === 'workflow_resumed') resumed++;
    },
  });
  await new Promise((r) => setTimeout(r, 60));
  ab.abort();
  await p;
  expect(resumed).toBe(0);
});

it('a step timeout of 30 days does not time out at once', async () => {
  const r = await wf.run(({ step }) =>
    step('a', () => new Promise((res) => setTimeout(() => res(1), 30)), { timeout: 30 * 86_400_000 }),
  );
  expect(r).toEqual(ok(1));
});

it('run does not throw for a thrown object without a prototype', async () => {
  const thrown = Object.assign(Object.create(null), { n: 1n });
  await expect(
    wf.run(() => {
      throw thrown;
    }),
  ).resolves.toMatchObject({ ok: false });
});
it('... nor for a message that is not text', async () => {
  await expect(
    wf.run(() => {
      throw { message: Object.create(null) };
    }),
  ).resolves.toMatchObject({ ok: false });
});

it('the cause that a step returns beside its error is kept', async () => {
  const cause = new Error('socket');
  const charge = () => ({ ok: false as const, error: 'declined', cause });
  const r = await createWorkflow('w', { charge }).run(({ step, deps }) => step('charge', deps.charge));
  expect(r).toEqual({ ok: false, error: 'declined', cause });
});
it('the cause that a body returns beside its error is kept', async () => {
  const cause = new Error('socket');
  const r = await wf.run(() => ({ ok: false as const, error: 'declined', cause }));
  expect(r).toEqual({ ok: false, error: 'declined', cause });
});

it('a listener that changes an event changes nothing in the run', async () => {
  const r = await wf.run(async ({ step }) => (await step('load', () => ({ secret: 's' }))).secret, {
    onEvent: (e) => {
      if (e.type === 'step_completed') (e.value as { secret: string }).secret = '***';
    },
  });
  expect(valueIn(r)).toBe('s');
});

it('body returning PENDING_APPROVAL of an inner run is a pause', async () => {
  const a = createApprovalStep({ key: 'a' });
  const inner = createWorkflow('inner', { a });
  const { onEvent, told, state } = record();
  const r = await wf.run(async () => inner.run(({ step, deps }) => step('a', deps.a)), { onEvent });
  expect(isPendingApproval(errorIn(r))).toBe(true);
  expect(told()).not.toContain('workflow_failed');
  expect(getPendingApprovals(state())).toHaveLength(1);
});

it('clearStep of the step of a gate asks again', async () => {
  const op = vi.fn((_: string) => 'sent');
  const gate = gatedStep(op, { key: 'mail', requiresApproval: true, description: 'd' });
  const { onEvent, state } = record();
  const run = (s: ResumeState) =>
    createWorkflow('w', { gate }, { onEvent }).run(
      ({ step, deps }) => step('send', () => deps.gate('ann'), { key: 'send-email' }),
      { resumeState: s },
    );
  await run(state());
  await run(injectApproval(state(), { stepKey: 'mail' }));
  const r = await run(clearStep(state(), 'send-email'));
  expect({ calls: op.mock.calls.length, ok: r.ok }).toEqual({ calls: 1, ok: false });
});
it('clearStep by the key of the gate asks again', async () => {
  const op = vi.fn((_: string) => 'sent');
  const gate = gatedStep(op, { key: 'mail', requiresApproval: true, description: 'd' });
  const { onEvent, state } = record();
  const run = (s: ResumeState) =>
    createWorkflow('w', { gate }, { onEvent }).run(
      ({ step, deps }) => step('send', () => deps.gate('ann'), { key: 'send-email' }),
      { resumeState: s },
    );
  await run(state());
  await run(injectApproval(state(), { stepKey: 'mail' }));
  const r = await run(clearStep(state(), 'mail'));
  expect(r.ok).toBe(false);
});
it('clearStep of an approval step asks again', async () => {
  const a = createApprovalStep({ key: 'approve:refund' });
  const { onEvent, state } = record();
  const run = (s: ResumeState) =>
    createWorkflow('w', { a }, { onEvent }).run(({ step, deps }) => step('requireApproval', deps.a), {
      resumeState: s,
    });
  await run(state());
  await run(injectApproval(state(), { stepKey: 'approve:refund', value: 1 }));
  expect((await run(clearStep(state(), 'requireApproval'))).ok).toBe(false);
});
it('clearStep by the approval key of an approval step asks again', async () => {
  const a = createApprovalStep({ key: 'approve:refund' });
  const { onEvent, state } = record();
  const run = (s: ResumeState) =>
    createWorkflow('w', { a }, { onEvent }).run(({ step, deps }) => step('requireApproval', deps.a), {
      resumeState: s,
    });
  await run(state());
  await run(injectApproval(state(), { stepKey: 'approve:refund', value: 1 }));
  expect((await run(clearStep(state(), 'approve:refund'))).ok).toBe(false);
});
it('clearStep does not clear the step load/1 with load', async () => {
  const { onEvent, state } = record();
  await wf.run(
    async ({ step }) => {
      await step('load', () => 1);
      await step('load/1', () => 1);
    },
    { onEvent },
  );
  expect(clearStep(state(), 'load').entries.map((e) => e.key)).toEqual(['load/1']);
});

it('a step keyed like the gate of another step is not silently skipped', async () => {
  const gate = gatedStep((_: string) => 'sent', { key: 'mail', requiresApproval: false, description: 'd' });
  const work = vi.fn(() => 'worked');
  const r = await createWorkflow('w', { gate }).run(async ({ step, deps }) => {
    await step('send', () => deps.gate('a'));
    return step('send/mail', work);
  });
  expect(r.ok && r.value === 'sent').toBe(false);
});

it('gates in the body whose requiresApproval is slow are all filed', async () => {
  const g = (key: string, slow: boolean) =>
    gatedStep((_: string) => 'x', {
      key,
      requiresApproval: async () => {
        if (slow) await turns(5);
        return true;
      },
      description: 'd',
    });
  const deps = { a: g('a', false), b: g('b', true) };
  const { onEvent, state } = record();
  await createWorkflow('w', deps, { onEvent }).run(() => Promise.all([deps.a('1'), deps.b('1')]));
  expect(getPendingApprovals(state()).map((p) => p.stepKey)).toEqual(['a', 'b']);
});
it('approval steps in one step whose checkApproval is slow are all filed', async () => {
  const g = (key: string, slow: boolean) =>
    createApprovalStep<number>({
      key,
      checkApproval: async () => {
        if (slow) await turns(5);
        return { status: 'pending' };
      },
    });
  const deps = { a: g('a', false), b: g('b', true) };
  const { onEvent, state } = record();
  const _r = await createWorkflow('w', deps, { onEvent }).run(({ step }) =>
    step('both', async () => {
      await Promise.all([deps.a(), deps.b()]);
    }),
  );
  const pend = getPendingApprovals(state()).map((p) => p.stepKey);
  expect(pend).toEqual(['a', 'b']);
});

it('approval_resolved is told once, though the operation is tried again', async () => {
  const clock = createTestClock({ sleep: 'at-once' });
  const op = vi
    .fn((_: string) => 'sent')
    .mockImplementationOnce(() => {
      throw new Error('x');
    });
  const gate = gatedStep(op, { key: 'mail', requiresApproval: true, description: 'd' });
  const { onEvent, state, told } = record();
  const run = (s: ResumeState) =>
    createWorkflow('w', { gate }, { onEvent, clock }).run(
      ({ step, deps }) => step('send', () => deps.gate('ann'), { retry: { attempts: 2 } }),
      { resumeState: s },
    );
  await run(state());
  await run(injectApproval(state(), { stepKey: 'mail' }));
  expect(told().filter((t) => t.startsWith('approval_resolved'))).toHaveLength(1);
});

it('a step whose value cannot be kept tells step_failed', async () => {
  const { onEvent, told } = record();
  await wf.run(({ step }) => step('a', () => () => {}), { onEvent });
  expect(told()).toContain('step_failed a');
});
it('a step that throws a PENDING_APPROVAL with a bad key tells step_failed', async () => {
  const { onEvent, told } = record();
  await wf.run(({ step }) => step('a', () => Promise.reject(pendingApproval('a b').error)), { onEvent });
  expect(told()).toContain('step_failed a');
});
it('an aborted run tells its end', async () => {
  const { onEvent, told } = record();
  await wf.run(({ step }) => step('a', () => 1), { onEvent, signal: AbortSignal.abort() });
  expect(told()).toEqual(['workflow_started', 'workflow_failed']);
});

it('explicit undefined of a run does not hide what the workflow has', async () => {
  const clock = createTestClock();
  const w = createWorkflow('w', {}, { input: 7, clock });
  const r = await w.run(({ input, ctx }) => [input, ctx.now().toISOString()], {
    clock: undefined,
    input: undefined,
  } as never);
  expect(valueIn(r)).toEqual([7, '2026-01-05T09:00:00.000Z']);
});

it('args in another key order are the same args', async () => {
  const op = vi.fn((_: object) => 'sent');
  const gate = gatedStep(op, { key: 'mail', requiresApproval: true, description: 'd' });
  const { onEvent, state } = record();
  const run = (a: object, s: ResumeState) =>
    createWorkflow('w', { gate }, { onEvent }).run(({ step, deps }) => step('send', () => deps.gate(a)), {
      resumeState: s,
    });
  await run({ a: 1, b: 2 }, state());
  const r = await run({ b: 2, a: 1 }, injectApproval(state(), { stepKey: 'mail' }));
  expect(r.ok).toBe(true);
});

it('args changed after the gate was called are not executed', async () => {
  const op = vi.fn((a: { to: string }) => a.to);
  const gate = gatedStep(op, { key: 'mail', requiresApproval: ({ to }) => to !== 'inside', description: 'd' });
  const mail = { to: 'inside' };
  await createWorkflow('w', { gate }).run(({ step, deps }) =>
    step('send', () => {
      const p = deps.gate(mail);
      mail.to = 'OUTSIDE';
      return p;
    }),
  );
  expect(op.mock.results.map((r) => r.value)).toEqual(['inside']);
});

it('an edited value that does not fit the form is refused', async () => {
  const a = createApprovalStep({
    key: 'a',
    form: z.object({ amount: z.number().max(10) }),
    checkApproval: () => ({ status: 'edited', editedValue: { amount: 100 } }),
  });
  const r = await createWorkflow('w', { a }).run(({ step, deps }) => step('a', deps.a));
  expect(r.ok).toBe(false);
});
it('an injected value that does not fit the form is refused', async () => {
  const a = createApprovalStep({ key: 'a', form: z.object({ amount: z.number().max(10) }) });
  const { onEvent, state } = record();
  await createWorkflow('w', { a }, { onEvent }).run(({ step, deps }) => step('a', deps.a));
  expect(() => injectApproval(state(), { stepKey: 'a', value: { amount: 'x' } })).toThrow();
});
it('injected approvals are pending no more', async () => {
  const a = createApprovalStep({ key: 'a' });
  const { onEvent, state } = record();
  await createWorkflow('w', { a }, { onEvent }).run(({ step, deps }) => step('a', deps.a));
  const s = injectApproval(state(), { stepKey: 'a', value: 1 });
  expect([hasPendingApproval(s, 'a'), approvalProgress(s, ['a']).completed]).toEqual([false, ['a']]);
});
it('empty key and a nonsense policy are refused', async () => {
  const work = vi.fn(() => 1);
  const rs = [
    await wf.run(({ step }) => step('a', work, { key: '' })),
    await wf.run(({ step }) => step('a', work, { retry: { attempts: 0 } })),
    await wf.run(({ step }) => step('a', work, { timeout: -1 })),
  ];
  expect(rs.map((r) => r.ok)).toEqual([false, false, false]);
});
it('nothing is told after workflow_completed', async () => {
  const a = createApprovalStep({ key: 'a' });
  const { onEvent, told, state } = record();
  await createWorkflow('w', { a }, { onEvent }).run(({ deps }) => {
    void turns(2).then(() => deps.a());
    return 1;
  });
  await turns(10);
  expect(told().at(-1)).toBe('workflow_completed');
  expect(state().waits).toEqual([]);
});
it('a retried step asks its approval again though another branch failed the try', async () => {
  const clock = createTestClock({ sleep: 'at-once' });
  const a = createApprovalStep<string>({ key: 'a' });
  let n = 0;
  const r = await createWorkflow('w', { a }, { clock }).run(({ step, deps }) =>
    step(
      'outer',
      async () => {
        await Promise.all([
          deps.a(),
          (async () => {
            if (++n === 1) throw new Error('flaky');
          })(),
        ]);
      },
      { retry: { attempts: 2 } },
    ),
  );
  expect(isPendingApproval(errorIn(r))).toBe(true);
});
it('two gates open in one step under one key are named apart', async () => {
  const gate = gatedStep((_: string) => 'x', { key: 'mail', requiresApproval: true, description: 'd' });
  const _r = await createWorkflow('w', { gate }).run(({ step, deps }) =>
    step('send', async () => {
      await Promise.all([deps.gate('a'), deps.gate('b')]);
    }),
  );
});
it('async listener that rejects', async () => {
  const unhandled = vi.fn();
  process.once('unhandledRejection', unhandled);
  await wf.run(() => 1, {
    onEvent: (async () => {
      throw new Error('x');
    }) as (e: WorkflowEvent) => void,
  });
  await turns(3);
  expect(unhandled).not.toHaveBeenCalled();
});
it('value-not-kept of a step in AggregateError keeps errors', async () => {
  const { onEvent, state } = record();
  const body = () =>
    wf.run(({ step }) => step('a', () => new AggregateError([new Error('x')], 'm')), { onEvent, resumeState: state() });
  const r = valueIn(await body());
  expect(r.errors).toHaveLength(1);
});

it('a throwing listener of the orchestrator does not keep that of its workflow from the events', async () => {
  silenceErrors();
  const { events, onEvent } = record();
  const orchestrator = createHITLOrchestrator({
    approvalStore: createMemoryApprovalStore(),
    workflowStateStore: createMemoryWorkflowStateStore(),
    createWorkflow: () => createWorkflow('w', {}, { onEvent }),
    onEvent() {
      throw new Error('The log is full.');
    },
  });

  await orchestrator.start(({ step }) => step('a', () => 1));

  expect(events.map(({ type }) => type)).toEqual([
    ...['workflow_started', 'step_started', 'step_completed', 'workflow_completed'],
  ]);
});
