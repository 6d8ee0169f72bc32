/** `createWorkflow`: runs that the caller keeps, from their first step to their end. */
import { isCountersignError } from 'countersign';
import { createApprovalStep, isPendingApproval } from 'countersign/hitl';
import {
  createWorkflow,
  err,
  isUnexpectedError,
  ok,
  type ResumeState,
  type StepCall,
  StepFailure,
  UnexpectedError,
} from 'countersign/workflow';
import { describe, expect, it, vi } from 'vitest';
import { createTestClock, NOW } from '../support/clock.ts';
import { errorIn, record, turn, valueIn } from './runs.ts';

const workflow = createWorkflow('refund');

describe('run', () => {
  it('A1: hands the body step, approval, deps, input and ctx', async () => {
    const deps = { double: (n: number) => n * 2 };
    const clock = createTestClock();

    const result = await createWorkflow('refund', deps, { input: 20, clock }).run(
      async ({ step, approval, deps: given, input, ctx }) => {
        const doubled = await step('double', () => given.double(input));
        return { doubled, approval: typeof approval, ctx: { ...ctx, now: ctx.now().toISOString() } };
      },
    );

    expect(valueIn(result)).toEqual({
      doubled: 40,
      approval: 'function',
      ctx: { runId: expect.stringMatching(/^run_/), workflow: 'refund', version: '1', startedBy: undefined, now: NOW },
    });
  });

  it.each([
    ['a value', () => 7, 7],
    ['a promise', async () => 7, 7],
    ['an ok', () => ok(7), 7],
    ['a promise of an ok', async () => ok(7), 7],
    ['nothing', () => undefined, undefined],
  ])('A1: gives back %s of the body as its value', async (_, body, value) => {
    const result = await workflow.run<unknown>(body);

    expect(result).toEqual({ ok: true, value });
  });

  it('A1: gives back the error that the body returns', async () => {
    const result = await workflow.run(() => err({ type: 'TOO_MUCH', amount: 7 }));

    expect(result).toEqual({ ok: false, error: { type: 'TOO_MUCH', amount: 7 } });
  });

  it('A1: gives back the error that a step returns, and does not wrap it', async () => {
    const charge = () => err('declined');

    const result = await createWorkflow('refund', { charge }).run(({ step, deps }) => step('charge', deps.charge));

    expect(result).toEqual({ ok: false, error: 'declined' });
  });

  it.each([
    ['an error', new TypeError('no such field')],
    ['a text', 'boom'],
    ['undefined', undefined],
    ['null', null],
    ['an object', { code: 7 }],
    ['what is circular', circular()],
  ])('A1: turns %s that the body throws into an UnexpectedError that keeps it', async (_, thrown) => {
    const result = await workflow.run(async () => {
      throw thrown;
    });

    const error = errorIn(result);
    expect(error).toBeInstanceOf(UnexpectedError);
    expect(isUnexpectedError(error)).toBe(true);
    expect(error).toMatchObject({ type: 'UNEXPECTED_ERROR', message: expect.any(String) });
    expect(error).toHaveProperty('cause', thrown);
    expect(result).toEqual({ ok: false, error, ...(thrown !== undefined && { cause: thrown }) });
  });

  it.each([
    ['an error', new TypeError('no such field')],
    ['a text', 'boom'],
    ['undefined', undefined],
    ['null', null],
  ])('A1: turns %s that a step throws into an UnexpectedError that keeps it', async (_, thrown) => {
    const result = await workflow.run(({ step }) =>
      step('charge', async () => {
        throw thrown;
      }),
    );

    expect(errorIn(result)).toBeInstanceOf(UnexpectedError);
    expect(errorIn(result)).toHaveProperty('cause', thrown);
  });

  it('A1: keeps the cause of the cause', async () => {
    const root = new Error('socket closed');

    const result = await workflow.run(({ step }) =>
      step('charge', () => Promise.reject(new Error('declined', { cause: root }))),
    );

    expect(errorIn(result)).toMatchObject({ message: 'declined', cause: { message: 'declined', cause: root } });
  });

  it('A1: does not throw where the body throws before its first await', async () => {
    const running = workflow.run(() => {
      throw new Error('at once');
    });

    await expect(running).resolves.toMatchObject({ ok: false, error: { message: 'at once' } });
  });

  it('A1: does not throw where the body throws in a finally', async () => {
    const result = await workflow.run(async ({ step }) => {
      try {
        await step('charge', () => Promise.reject(new Error('declined')));
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what the body throws last is what it fails with
        throw new Error('while closing');
      }
    });

    expect(errorIn(result)).toMatchObject({ type: 'UNEXPECTED_ERROR', message: 'while closing' });
  });

  it('A1: lets the body handle a failed step and go on', async () => {
    const result = await workflow.run(async ({ step }) => {
      try {
        return await step('charge', () => Promise.reject(new Error('declined')));
      } catch (error) {
        return error instanceof StepFailure ? error.stepKey : 'another';
      }
    });

    expect(valueIn(result)).toBe('charge');
  });

  it.each(['', 'a b', 'x'.repeat(65)])('A1: refuses a workflow named %o', (name) => {
    const creating = () => createWorkflow(name);

    expect(creating).toThrow(expect.objectContaining({ code: 'invalid-workflow' }));
  });

  it('A1: prefers what the run is given to what the workflow is', async () => {
    const typed = createWorkflow('refund', {}, { input: 'of the workflow' });

    const results = [
      await typed.run(({ input }) => input),
      await typed.run(({ input }) => input, { input: 'of the run' }),
    ];

    expect(results.map(valueIn)).toEqual(['of the workflow', 'of the run']);
  });

  it('A1: gives each run its own id', async () => {
    const ids = await Promise.all([workflow.run(({ ctx }) => ctx.runId), workflow.run(({ ctx }) => ctx.runId)]);

    expect(new Set(ids.map(valueIn)).size).toBe(2);
  });

  it.each([
    ['a text', 'saved', 'resumeState'],
    ['a list', [], 'resumeState'],
    ['an object of something else', { steps: [] }, 'resumeState.entries'],
    ['waits that are none', { entries: [], waits: [{ kind: 'rain' }] }, 'resumeState.waits.0.kind'],
    ['a step without a value', { entries: [{ kind: 'step', key: 'a' }], waits: [] }, 'resumeState.entries.0.value'],
  ])('A1: refuses %s for a resume state, and names the field', async (_, resumeState, path) => {
    const body = vi.fn();

    const running = workflow.run(body, { resumeState: resumeState as unknown as ResumeState });

    await expect(running).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(path),
      details: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
    expect(body).not.toHaveBeenCalled();
  });

  it('A1: ends only when the steps that it did not wait for have ended', async () => {
    const done = vi.fn();

    const result = await workflow.run(async ({ step }) => {
      void step('log', async () => {
        await turn();
        done();
      });
      return 'ended';
    });

    expect(valueIn(result)).toBe('ended');
    expect(done).toHaveBeenCalledOnce();
  });
});

describe('signal', () => {
  it('A1: begins no step of a run that is aborted, and keeps the reason', async () => {
    const work = vi.fn(() => {});
    const reason = new Error('deploying');

    const result = await workflow.run(({ step }) => step('charge', work), { signal: AbortSignal.abort(reason) });

    expect(errorIn(result)).toMatchObject({ type: 'UNEXPECTED_ERROR', cause: reason });
    expect(work).not.toHaveBeenCalled();
  });

  it('A1: aborts the step at work, and begins none after it', async () => {
    const aborting = new AbortController();
    const second = vi.fn(() => {});

    const result = await workflow.run(
      async ({ step }) => {
        await step('first', ({ signal }) => {
          const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
          aborting.abort(new Error('deploying'));
          return aborted.then(() => 'noticed');
        });
        await step('second', second);
      },
      { signal: aborting.signal },
    );

    expect(errorIn(result)).toMatchObject({ cause: { message: 'deploying' } });
    expect(second).not.toHaveBeenCalled();
  });

  it('A1: remembers the step that ended while the run was aborted', async () => {
    const aborting = new AbortController();
    const { onEvent, state } = record();
    const body = vi.fn(() => aborting.abort());

    await workflow.run(
      async ({ step }) => {
        await step('first', body);
        await step('second', () => {});
      },
      { signal: aborting.signal, onEvent },
    );

    expect(state().entries.map(({ key }) => key)).toEqual(['first']);
  });

  it('A1: stops waiting for the next try when it is aborted', async () => {
    const aborting = new AbortController();
    const clock = createTestClock();
    const work = vi.fn(() => Promise.reject(new Error('busy')));
    const running = workflow.run(({ step }) => step('charge', work, { retry: { attempts: 5 } }), {
      clock,
      signal: aborting.signal,
    });
    await vi.waitFor(() => expect(clock.slept).toHaveLength(1));

    aborting.abort();
    const result = await running;

    expect(errorIn(result)).toBeInstanceOf(UnexpectedError);
    expect(work).toHaveBeenCalledOnce();
  });

  it('A1: stops sleeping when it is aborted', async () => {
    const aborting = new AbortController();
    const clock = createTestClock();
    const running = workflow.run(({ step }) => step.sleep('nap', '2d'), { clock, signal: aborting.signal });
    await vi.waitFor(() => expect(clock.slept).toHaveLength(1));

    aborting.abort(new Error('deploying'));

    expect(errorIn(await running)).toMatchObject({ cause: { message: 'deploying' } });
  });
});

describe('step', () => {
  it.each<[string, () => unknown, unknown]>([
    ['a value', () => 7, 7],
    ['a promise', async () => 7, 7],
    ['an ok', () => ok(7), 7],
    ['a promise of an ok', async () => ok(7), 7],
    ['an object that only looks like a result', () => ({ ok: true, data: 7 }), { ok: true, data: 7 }],
    ['nothing', () => {}, undefined],
  ])('A2: gives back what %s holds', async (_, work, value) => {
    const result = await workflow.run(({ step }) => step<unknown>('load', work));

    expect(result).toEqual({ ok: true, value });
  });

  it('A2: hands its work a key for idempotency, the number of the try and a signal', async () => {
    const calls: StepCall[] = [];

    const result = await workflow.run(async ({ step, ctx }) => {
      await step('charge', (call) => void calls.push(call), { key: 'charge:7' });
      return ctx.runId;
    });

    expect(calls).toEqual([
      { idempotencyKey: `${valueIn(result)}/charge:7`, attempt: 1, signal: expect.any(AbortSignal) },
    ]);
  });

  it('A2: hands a step the same key for idempotency again when the run is resumed', async () => {
    const keys: string[] = [];
    const { onEvent, state } = record();
    const charge = ({ idempotencyKey }: StepCall) => {
      keys.push(idempotencyKey);
      if (keys.length === 1) throw new Error('declined');
    };

    await workflow.run(
      async ({ step }) => {
        await step('load', () => 1);
        await step('charge', charge);
      },
      { onEvent },
    );
    await workflow.run(({ step }) => step('charge', charge), { resumeState: state() });

    expect(keys[1]).toBe(keys[0]);
  });

  it.each(['', undefined, 7])('A2: refuses a step named %o', async (id) => {
    const work = vi.fn(() => {});

    const result = await workflow.run(({ step }) => step(id as string, work));

    expect(errorIn(result)).toMatchObject({ cause: { code: 'invalid-workflow' } });
    expect(work).not.toHaveBeenCalled();
  });

  it('A2: is tried once without a policy', async () => {
    const clock = createTestClock();
    const work = vi.fn(() => Promise.reject(new Error('busy')));

    await workflow.run(({ step }) => step('charge', work), { clock });

    expect(work).toHaveBeenCalledOnce();
    expect(clock.slept).toEqual([]);
  });

  it.each<['exponential' | 'linear' | 'fixed', number[]]>([
    ['exponential', [100, 200, 400, 500]],
    ['linear', [100, 200, 300, 400]],
    ['fixed', [100, 100, 100, 100]],
  ])('A2: tries again with %s backoff', async (backoff, delays) => {
    const clock = createTestClock({ sleep: 'at-once' });
    const work = vi.fn(({ attempt }: StepCall) => (attempt < 5 ? Promise.reject(new Error('busy')) : 'paid'));
    const retry = { attempts: 5, initialDelay: 100, maxDelay: 500, backoff, jitter: false };

    const result = await workflow.run(({ step }) => step('charge', work, { retry }), { clock });

    expect(valueIn(result)).toBe('paid');
    expect(clock.slept).toEqual(delays);
    expect(work.mock.calls.map(([{ attempt }]) => attempt)).toEqual([1, 2, 3, 4, 5]);
  });

  it('A2: tries an error that is returned again, too, and gives back the last', async () => {
    const clock = createTestClock({ sleep: 'at-once' });
    const charge = vi.fn(({ attempt }: StepCall) => err(`busy ${attempt}`));

    const result = await createWorkflow('refund', { charge }).run(
      ({ step, deps }) => step('charge', deps.charge, { retry: { attempts: 3, initialDelay: 1, jitter: false } }),
      { clock },
    );

    expect(result).toEqual({ ok: false, error: 'busy 3' });
    expect(clock.slept).toEqual([1, 2]);
  });

  it('A2: draws the wait by chance where jitter is not off, never longer than its full length', async () => {
    const clock = createTestClock({ sleep: 'at-once' });
    const work = () => Promise.reject(new Error('busy'));
    const retry = { attempts: 20, initialDelay: 1_000, backoff: 'fixed' as const };

    await workflow.run(({ step }) => step('charge', work, { retry }), { clock });

    expect(clock.slept.every((ms) => ms >= 0 && ms <= 1_000)).toBe(true);
    expect(new Set(clock.slept).size).toBeGreaterThan(1);
  });

  it('A2: gives up a try that takes too long, and aborts its signal', async () => {
    const clock = createTestClock({ sleep: 'at-once' });
    const noticed = vi.fn();

    const result = await workflow.run(
      ({ step }) =>
        step(
          'charge',
          ({ signal }) => new Promise<void>(() => signal.addEventListener('abort', () => noticed(signal.reason))),
          { timeout: 50 },
        ),
      { clock },
    );

    expect(errorIn(result)).toMatchObject({ cause: { message: 'It took longer than 50 ms.' } });
    expect(noticed).toHaveBeenCalledWith(expect.objectContaining({ message: 'It took longer than 50 ms.' }));
    expect(clock.slept).toEqual([50]);
  });

  it('A2: times each try anew', async () => {
    const clock = createTestClock({ sleep: 'at-once' });
    const never = new Promise<string>(() => {});

    const result = await workflow.run(
      ({ step }) =>
        step('charge', ({ attempt }) => (attempt === 1 ? never : 'paid'), {
          timeout: 50,
          retry: { attempts: 2, initialDelay: 7, jitter: false },
        }),
      { clock },
    );

    expect(valueIn(result)).toBe('paid');
    expect(clock.slept).toEqual([50, 7, 50]);
  });

  it('A2: never times out while it waits for people', async () => {
    const clock = createTestClock();
    const { told, onEvent } = record();
    const requireApproval = createApprovalStep({ key: 'approve:refund' });

    const result = await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) =>
        Promise.all([
          step('requireApproval', deps.requireApproval, { timeout: 1_000 }),
          step('slow', async () => {
            while (!told().includes('approval_pending approve:refund')) await turn();
            clock.advance('1h');
            await turn();
          }),
        ]),
      { clock, onEvent },
    );

    expect(isPendingApproval(errorIn(result))).toBe(true);
  });

  it('A2: leaves no timer behind that would hold the process, where it waits for people', async () => {
    const requireApproval = createApprovalStep({ key: 'approve:refund' });
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();

    await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('requireApproval', deps.requireApproval, { timeout: 3_600_000 }),
    );
    await turn();

    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('A3: refuses two steps under one key and names both', async () => {
    const second = vi.fn(() => 2);

    const result = await workflow.run(async ({ step }) => {
      await step('load', () => 1, { key: 'data' });
      return step('save', second, { key: 'data' });
    });

    const error = errorIn(result);
    expect(isUnexpectedError(error) && isCountersignError(error.cause, 'duplicate-key')).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(/"save".*"data".*"load"/) });
    expect(second).not.toHaveBeenCalled();
  });

  it('A3: says of a loop that its keys need an index', async () => {
    const result = await workflow.run(async ({ step }) => {
      for (const mail of ['ann', 'bob']) await step('send', () => mail);
    });

    expect(errorIn(result)).toMatchObject({
      cause: { code: 'duplicate-key', message: expect.stringMatching(/in a loop.*`send:\${i}`/) },
    });
  });

  it('A3: lets a loop use indexed keys', async () => {
    const result = await workflow.run(async ({ step }) => {
      const sent: string[] = [];
      for (const [i, mail] of ['ann', 'bob'].entries()) sent.push(await step('send', () => mail, { key: `send:${i}` }));
      return sent;
    });

    expect(valueIn(result)).toEqual(['ann', 'bob']);
  });

  it('A3: refuses two steps under one key that run side by side', async () => {
    const result = await workflow.run(({ step }) => Promise.all([step('load', turn), step('load', turn)]));

    expect(errorIn(result)).toMatchObject({ cause: { code: 'duplicate-key' } });
  });

  it('A3: refuses two steps under one key also where the first is remembered', async () => {
    const { onEvent, state } = record();
    await workflow.run(({ step }) => step('send', () => 'ann'), { onEvent });

    const result = await workflow.run(
      async ({ step }) => {
        await step('send', () => 'ann');
        return step('send', () => 'bob');
      },
      { resumeState: state() },
    );

    expect(errorIn(result)).toMatchObject({ cause: { code: 'duplicate-key' } });
  });

  it('A3: does not take the key of one run for that of another', async () => {
    const body = () => workflow.run(({ step }) => step('load', () => 1));

    expect(await Promise.all([body(), body()])).toEqual([ok(1), ok(1)]);
  });
});

describe('resume', () => {
  it('A4: runs no step again that succeeded, and gives its value back', async () => {
    const { onEvent, state } = record();
    const load = vi.fn(() => ({ at: new Date(0) }));
    const body = () => workflow.run(({ step }) => step('load', load), { onEvent, resumeState: state() });
    await body();

    const result = await body();

    expect(valueIn(result)).toEqual({ at: new Date(0) });
    expect(load).toHaveBeenCalledOnce();
  });

  it('A4: remembers undefined as a success', async () => {
    const { onEvent, state } = record();
    const log = vi.fn(() => {});
    await workflow.run(({ step }) => step('log', log), { onEvent });

    await workflow.run(({ step }) => step('log', log), { resumeState: state() });

    expect(log).toHaveBeenCalledOnce();
  });

  it('A4: runs a failed step again, and none before it', async () => {
    const { onEvent, state } = record();
    const load = vi.fn(() => 40);
    const charge = vi.fn(() => 'paid').mockImplementationOnce(() => Promise.reject(new Error('declined')) as never);
    const body = () =>
      workflow.run(
        async ({ step }) => {
          await step('load', load);
          return step('charge', charge);
        },
        { onEvent, resumeState: state() },
      );
    const first = await body();

    const second = await body();

    expect(errorIn(first)).toMatchObject({ message: 'declined' });
    expect(valueIn(second)).toBe('paid');
    expect([load, charge].map((work) => work.mock.calls.length)).toEqual([1, 2]);
  });

  it('A4: completes the main flow of the document: save, grant, load, run again', async () => {
    const granted = new Map<string, string>();
    const { onEvent, state } = record();
    const deps = {
      calculateRefund: vi.fn(async () => ({ amount: 40 })),
      requireApproval: createApprovalStep({
        key: 'approve:refund',
        checkApproval: async () => {
          const value = granted.get('refund-123');
          return value === undefined ? { status: 'pending' } : { status: 'approved', value };
        },
      }),
      processRefund: vi.fn(async (refund: { amount: number }, by: string) => `${refund.amount} by ${by}`),
    };
    const body = () =>
      createWorkflow('refund', deps, { onEvent }).run(
        async ({ step, deps: given }) => {
          const refund = await step('calculateRefund', () => given.calculateRefund());
          const by = await step('requireApproval', given.requireApproval, { key: 'approve:refund' });
          return step('processRefund', () => given.processRefund(refund, by));
        },
        { resumeState: state() },
      );

    const first = await body();
    granted.set('refund-123', 'alice');
    const second = await body();

    expect(isPendingApproval(errorIn(first))).toBe(true);
    expect(valueIn(second)).toBe('40 by alice');
    expect(deps.calculateRefund).toHaveBeenCalledOnce();
    expect(deps.processRefund).toHaveBeenCalledOnce();
  });

  it('A4: takes the state that the workflow was created with', async () => {
    const { onEvent, state } = record();
    const load = vi.fn(() => 1);
    await workflow.run(({ step }) => step('load', load), { onEvent });

    await createWorkflow('refund', {}, { resumeState: state() }).run(({ step }) => step('load', load));

    expect(load).toHaveBeenCalledOnce();
  });

  it('A4: leaves the state that it is given as it is', async () => {
    const { onEvent, state } = record();
    await workflow.run(({ step }) => step('load', () => 1), { onEvent });
    const resumeState = state();

    await workflow.run(
      async ({ step }) => {
        await step('load', () => 1);
        await step('more', () => 2);
      },
      { resumeState },
    );

    expect(resumeState).toEqual(state());
  });
});

describe('several at once', () => {
  it('A8: files every pending approval of a Promise.all before it pauses', async () => {
    const { onEvent, state } = record();
    const { a, b } = { a: createApprovalStep({ key: 'a' }), b: createApprovalStep({ key: 'b' }) };
    const slow = vi.fn(turn);

    await createWorkflow('refund', { a, b }).run(
      ({ step, deps }) =>
        Promise.all([
          step('a', deps.a),
          step('slow', slow)
            .then(() => step('slower', slow))
            .then(() => step('b', deps.b)),
        ]),
      { onEvent },
    );

    expect(state().waits.map((wait) => wait.kind === 'approval' && wait.ask.key)).toEqual(['a', 'b']);
    expect(slow).toHaveBeenCalledTimes(2);
  });

  it('A8: files every pending approval of a step.all, and lets the other steps end', async () => {
    const { onEvent, state } = record();
    const deps = {
      a: createApprovalStep({ key: 'a' }),
      b: createApprovalStep({ key: 'b' }),
      c: createApprovalStep({ key: 'c' }),
    };

    const result = await createWorkflow('refund', deps).run(
      ({ step }) => step.all({ ...deps, load: () => turn().then(() => 7) }),
      { onEvent },
    );

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'a' });
    expect(state().waits).toHaveLength(3);
    expect(state().entries.map(({ key }) => key)).toEqual(['load']);
  });

  it('A8: keeps the others pending where some are decided', async () => {
    const decided = new Map<string, string>();
    const { onEvent, state } = record();
    const waitFor = (key: string) =>
      createApprovalStep<string>({
        key,
        checkApproval: () => {
          const value = decided.get(key);
          return value === undefined ? { status: 'pending' } : { status: 'approved', value };
        },
      });
    const deps = { a: waitFor('a'), b: waitFor('b'), c: waitFor('c') };
    const body = () =>
      createWorkflow('refund', deps, { onEvent }).run(({ step }) => step.all(deps), { resumeState: state() });
    const waiting = () => state().waits.map((wait) => wait.kind === 'approval' && wait.ask.key);

    await body();
    decided.set('b', 'yes');
    await body();
    const afterOne = waiting();
    decided.set('a', 'yes').set('c', 'yes');
    const result = await body();

    expect(afterOne).toEqual(['a', 'c']);
    expect(valueIn(result)).toEqual({ a: 'yes', b: 'yes', c: 'yes' });
  });

  it('A8: gives back each value of a step.all under its name', async () => {
    const result = await workflow.run(({ step }) => step.all({ one: () => 1, two: async () => ok('2') }));

    expect(valueIn(result)).toEqual({ one: 1, two: '2' });
  });

  it('A8: goes on with the winner of a Promise.race, though the loser waits for people', async () => {
    const { onEvent, state } = record();
    const a = createApprovalStep<string>({ key: 'a' });

    const result = await createWorkflow('refund', { a }).run(
      ({ step, deps }) => Promise.race([step('a', deps.a), step('load', () => turn().then(() => 'loaded'))]),
      { onEvent },
    );

    expect(valueIn(result)).toBe('loaded');
    expect(state().waits).toEqual([]);
  });

  it('A8: waits where every branch of a Promise.race waits', async () => {
    const { a, b } = { a: createApprovalStep({ key: 'a' }), b: createApprovalStep({ key: 'b' }) };

    const result = await createWorkflow('refund', { a, b }).run(({ step, deps }) =>
      Promise.race([step('a', deps.a), step('b', deps.b)]),
    );

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'a' });
  });

  it('A8: fails where one branch fails, though another waits for people', async () => {
    const a = createApprovalStep({ key: 'a' });

    const result = await createWorkflow('refund', { a }).run(({ step, deps }) =>
      Promise.all([step('a', deps.a), step('b', () => Promise.reject(new Error('declined')))]),
    );

    expect(errorIn(result)).toMatchObject({ type: 'UNEXPECTED_ERROR', message: 'declined' });
  });

  it('A8: runs no catch and no finally of the body where it pauses', async () => {
    const ran = vi.fn();
    const a = createApprovalStep({ key: 'a' });

    await createWorkflow('refund', { a }).run(async ({ step, deps }) => {
      try {
        await step('a', deps.a);
        ran('after');
      } catch {
        ran('catch');
      } finally {
        ran('finally');
      }
    });

    expect(ran).not.toHaveBeenCalled();
  });
});

describe('chain', () => {
  /** The chain of the document: manager always, finance over 1,000, the CEO over 10,000. */
  function expense(amount: number) {
    const approved = new Set<string>();
    const ran: string[] = [];
    const { events, onEvent, state } = record();
    const stage = (name: string) =>
      createApprovalStep({
        key: `approval:${name}`,
        checkApproval: async () =>
          approved.has(name) ? { status: 'approved', value: `${name} says yes` } : { status: 'pending' },
      });
    const work = createWorkflow(
      'expense',
      { manager: stage('manager'), finance: stage('finance'), ceo: stage('ceo') },
      { onEvent },
    );
    const run = () =>
      work.run(
        async ({ step, deps }) => {
          const validated = await step('validate', () => {
            ran.push('validate');
            return { amount };
          });
          await step('approval:manager', deps.manager);
          await step('book', () => void ran.push('book'));
          if (validated.amount > 1_000) await step('approval:finance', deps.finance);
          if (validated.amount > 10_000) await step('approval:ceo', deps.ceo);
          return step('process', () => {
            ran.push('process');
            return validated.amount;
          });
        },
        { resumeState: state() },
      );
    const paused = () => events.flatMap((event) => (event.type === 'approval_pending' ? [event.key] : []));
    return { run, ran, approved, paused };
  }

  it.each([
    [500, ['manager']],
    [1_000, ['manager']],
    [1_001, ['manager', 'finance']],
    [10_001, ['manager', 'finance', 'ceo']],
  ])('A9: asks for %i only whom it must, and runs no earlier step twice', async (amount, stages) => {
    const { run, ran, approved, paused } = expense(amount);
    const waitedFor: unknown[] = [];

    let result = await run();
    for (const stage of stages) {
      const error = errorIn(result);
      waitedFor.push(isPendingApproval(error) && error.stepKey);
      approved.add(stage);
      result = await run();
    }

    expect(valueIn(result)).toBe(amount);
    expect(waitedFor).toEqual(stages.map((stage) => `approval:${stage}`));
    expect(paused()).toEqual(waitedFor);
    expect(ran).toEqual(['validate', 'book', 'process']);
  });

  it('A9: asks the same again, and runs nothing, where it is resumed before anybody decided', async () => {
    const { run, ran, paused } = expense(20_000);

    await run();
    await run();
    const result = await run();

    expect(errorIn(result)).toMatchObject({ stepKey: 'approval:manager' });
    expect(ran).toEqual(['validate']);
    expect(paused()).toEqual(['approval:manager', 'approval:manager', 'approval:manager']);
  });
});

describe('time and nesting', () => {
  it('waits for time by itself, and goes on', async () => {
    const clock = createTestClock();
    const { onEvent, told } = record();
    const ran: string[] = [];
    const running = workflow.run(
      async ({ step }) => {
        await step('before', () => void ran.push('before'));
        await step.sleep('nap', '2d');
        return step('after', () => void ran.push('after'));
      },
      { clock, onEvent },
    );
    await vi.waitFor(() => expect(clock.slept).toEqual([172_800_000]));

    clock.advance('2d');
    const result = await running;

    expect(result.ok).toBe(true);
    expect(ran).toEqual(['before', 'after']);
    expect(told().filter((type) => type.startsWith('workflow'))).toEqual([
      ...['workflow_started', 'workflow_paused', 'workflow_resumed', 'workflow_completed'],
    ]);
  });

  it('gives control back where it waits for people and for time', async () => {
    const clock = createTestClock();
    const a = createApprovalStep({ key: 'a' });

    const result = await createWorkflow('refund', { a }).run(
      ({ step, deps }) => Promise.all([step.sleep('nap', '2d'), step('a', deps.a)]),
      { clock },
    );

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(clock.slept).toEqual([]);
  });

  it('A4: remembers a step inside of a step of its own', async () => {
    const { onEvent, state } = record();
    const inner = vi.fn(() => 1);
    const body = (fails: boolean) =>
      workflow.run(
        ({ step }) =>
          step('outer', async () => {
            const one = await step('inner', inner);
            if (fails) throw new Error('after the inner');
            return one + 1;
          }),
        { onEvent, resumeState: state() },
      );
    await body(true);

    const result = await body(false);

    expect(valueIn(result)).toBe(2);
    expect(inner).toHaveBeenCalledOnce();
  });

  it('A1: runs a workflow inside of a step of another, each with its own steps', async () => {
    const inner = createWorkflow('inner');

    const result = await workflow.run(({ step }) =>
      step('load', () =>
        step('load:inner', async () => valueIn(await inner.run(({ step: own }) => own('load', () => 7)))),
      ),
    );

    expect(valueIn(result)).toBe(7);
  });

  it('A1: gives back the error of a workflow inside of a step', async () => {
    const inner = () => createWorkflow('inner').run(() => err('TOO_MUCH'));

    const result = await createWorkflow('outer', { inner }).run(({ step, deps }) => step('inner', deps.inner));

    expect(errorIn(result)).toBe('TOO_MUCH');
  });

  it('A8: waits where a workflow inside of a step waits for people', async () => {
    const { onEvent, state } = record();
    const approve = createApprovalStep<string>({ key: 'approve:inner', pendingReason: 'Inner refund' });
    const inner = () =>
      createWorkflow('inner', { approve }).run(({ step, deps }) => step('requireApproval', deps.approve));

    const result = await createWorkflow('outer', { inner }).run(({ step, deps }) => step('inner', deps.inner), {
      onEvent,
    });

    expect(errorIn(result)).toMatchObject({
      type: 'PENDING_APPROVAL',
      stepKey: 'approve:inner',
      reason: 'Inner refund',
    });
    expect(state().waits).toHaveLength(1);
  });
});

function circular(): object {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
}
