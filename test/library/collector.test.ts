/** Collectors: what a run remembers, kept as text, and given to a later run. */
import { createApprovalStateCollector, createApprovalStep, injectApproval } from 'countersign/hitl';
import {
  createResumeStateCollector,
  createWorkflow,
  deserializeResumeState,
  type ResumeState,
  serializeResumeState,
} from 'countersign/workflow';
import { describe, expect, it, vi } from 'vitest';
import { createTestClock, NOW } from '../support/clock.ts';
import { errorIn, record, throughJson, valueIn } from './runs.ts';

const workflow = createWorkflow('refund');

const requireApproval = createApprovalStep<string>({ key: 'approve:refund' });

/** A run that remembers two steps and waits for people. */
const paused = async (handleEvent: ReturnType<typeof createResumeStateCollector>['handleEvent']) =>
  createWorkflow('refund', { requireApproval }, { onEvent: handleEvent }).run(async ({ step, deps }) => {
    await step('load', () => 40);
    await step('book', () => 'booked', { key: 'book:7' });
    return step('requireApproval', deps.requireApproval);
  });

describe('createResumeStateCollector', () => {
  it('A5: holds nothing before a run', () => {
    const collector = createResumeStateCollector();

    expect(collector.getResumeState()).toEqual({ entries: [], waits: [] });
  });

  it('A5: holds the run, its successes in their order, and what it waits for', async () => {
    const collector = createResumeStateCollector();

    await paused(collector.handleEvent);

    expect(collector.getResumeState()).toMatchObject({
      runId: expect.stringMatching(/^run_/),
      entries: [
        { kind: 'step', key: 'load' },
        { kind: 'step', key: 'book:7', id: 'book' },
      ],
      waits: [{ kind: 'approval', ask: { key: 'approve:refund' } }],
    });
  });

  it('A5: holds when a step ran, how long, and how many tries it took', async () => {
    const collector = createResumeStateCollector();
    const clock = createTestClock({ sleep: 'at-once' });
    const charge = ({ attempt }: { attempt: number }) => {
      clock.advance('2s');
      if (attempt === 1) throw new Error('busy');
    };

    await workflow.run(({ step }) => step('charge', charge, { retry: { attempts: 2 } }), {
      clock,
      onEvent: collector.handleEvent,
    });

    expect(collector.getResumeState().entries).toMatchObject([{ startedAt: NOW, ms: 4_000, attempts: 2 }]);
  });

  it('A5: gives a state out whose change changes nothing here', async () => {
    const collector = createResumeStateCollector();
    await paused(collector.handleEvent);
    const before = collector.getResumeState();

    const state = collector.getResumeState();
    state.entries.length = 0;
    state.waits.length = 0;

    expect(collector.getResumeState()).toEqual(before);
  });

  it('A5: works where its method is taken from it', async () => {
    const { handleEvent, getResumeState } = createResumeStateCollector();

    await paused(handleEvent);

    expect(getResumeState().entries).toHaveLength(2);
  });

  it('A4: holds no failed step, and nothing that a failed run waited for', async () => {
    const collector = createResumeStateCollector();

    await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) =>
        Promise.all([
          step('load', () => 1),
          step('requireApproval', deps.requireApproval),
          step('charge', () => Promise.reject(new Error('declined'))),
        ]),
      { onEvent: collector.handleEvent },
    );

    const { entries, waits } = collector.getResumeState();
    expect(entries.map(({ key }) => key)).toEqual(['load']);
    expect(waits).toEqual([]);
  });

  it('A5: starts anew with a new run', async () => {
    const collector = createResumeStateCollector();
    await paused(collector.handleEvent);
    const first = collector.getResumeState();

    await workflow.run(({ step }) => step('other', () => 1), { onEvent: collector.handleEvent });

    const second = collector.getResumeState();
    expect(second.entries.map(({ key }) => key)).toEqual(['other']);
    expect(second.waits).toEqual([]);
    expect(second.runId).not.toBe(first.runId);
  });

  it('A9: holds a resumed run as a whole, in a new collector, what was replayed as well as what ran', async () => {
    const first = createResumeStateCollector();
    await paused(first.handleEvent);
    const fresh = createResumeStateCollector();

    await createWorkflow('refund', { requireApproval }).run(
      async ({ step, deps }) => {
        await step('load', () => 0);
        await step('more', () => 1);
        return step('requireApproval', deps.requireApproval);
      },
      { resumeState: throughJson(first.getResumeState()), onEvent: fresh.handleEvent },
    );

    const state = fresh.getResumeState();
    expect(state.runId).toBe(first.getResumeState().runId);
    expect(state.entries.map(({ key }) => key)).toEqual(['load', 'book:7', 'more']);
    expect(state.waits).toEqual(first.getResumeState().waits);
  });

  it('A9: holds no entry twice over any number of resumes', async () => {
    const collector = createResumeStateCollector();
    await paused(collector.handleEvent);
    const once = collector.getResumeState();

    for (let i = 0; i < 3; i++)
      await createWorkflow('refund', { requireApproval }).run(
        async ({ step, deps }) => {
          await step('load', () => 0);
          await step('book', () => 'booked', { key: 'book:7' });
          return step('requireApproval', deps.requireApproval);
        },
        { resumeState: throughJson(collector.getResumeState()), onEvent: collector.handleEvent },
      );

    expect(collector.getResumeState()).toEqual(once);
  });

  it('A9: goes on in another process, with a collector for each', async () => {
    const ran: string[] = [];
    const body = async (state: ResumeState | undefined) => {
      const { onEvent, state: after } = record();
      const result = await createWorkflow('refund', { requireApproval }).run(
        async ({ step, deps }) => {
          await step('load', () => void ran.push('load'));
          const by = await step('requireApproval', deps.requireApproval);
          await step('charge', () => void ran.push('charge'));
          return by;
        },
        { resumeState: state, onEvent },
      );
      return { result, state: after() };
    };

    const first = await body(undefined);
    const second = await body(first.state);
    const third = await body(injectApproval(second.state, { stepKey: 'approve:refund', value: 'ann' }));
    const fourth = await body(third.state);

    expect(errorIn(second.result)).toMatchObject({ type: 'PENDING_APPROVAL' });
    expect([third, fourth].map(({ result }) => valueIn(result))).toEqual(['ann', 'ann']);
    expect(ran).toEqual(['load', 'charge']);
  });
});

describe('createApprovalStateCollector', () => {
  it('A10: tells what waits for people', async () => {
    const collector = createApprovalStateCollector();

    await paused(collector.handleEvent);

    expect(collector.hasPendingApprovals()).toBe(true);
    expect(collector.getPendingApprovals()).toEqual([{ stepKey: 'approve:refund' }]);
  });

  it('A10: tells of nothing where the run has ended', async () => {
    const collector = createApprovalStateCollector();

    await workflow.run(({ step }) => step('load', () => 1), { onEvent: collector.handleEvent });

    expect(collector.hasPendingApprovals()).toBe(false);
    expect(collector.getPendingApprovals()).toEqual([]);
  });

  it('A10: gives a state with the approval given, and keeps its own as it is', async () => {
    const collector = createApprovalStateCollector();
    await paused(collector.handleEvent);
    const before = collector.getResumeState();

    const resumeState = collector.injectApproval('approve:refund', 'ann');
    const result = await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) => step('requireApproval', deps.requireApproval),
      { resumeState },
    );

    expect(valueIn(result)).toBe('ann');
    expect(collector.getResumeState()).toEqual(before);
  });
});

describe('values', () => {
  /** What a step gives back when it is replayed from text. */
  async function replayed(value: unknown): Promise<unknown> {
    const { onEvent, state } = record();
    const first = await workflow.run(({ step }) => step<unknown>('load', () => value), { onEvent });
    valueIn(first);
    const again = vi.fn((): unknown => 'not replayed');
    const second = await workflow.run(({ step }) => step('load', again), { resumeState: state() });
    expect(again).not.toHaveBeenCalled();
    return valueIn(second);
  }

  it.each<[string, unknown]>([
    ['a date', new Date('2026-01-05T09:00:00.123Z')],
    ['a date that is none', new Date(Number.NaN)],
    ['a map with keys of any type', new Map<unknown, unknown>([[{ id: 1 }, new Date(0)]])],
    ['a set', new Set([1, 'one', null])],
    ['a bigint', 12345678901234567890n],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['minus zero', -0],
    ['infinities', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['null', null],
    ['a regular expression', /a+/gi],
    ['bytes', new Uint8Array([1, 2, 255])],
    ['an object with undefined in it', { a: undefined, b: [undefined, 1] }],
    ['a text with every kind of letter', 'quote " slash \\ line \n </script> \u2028 \ud83d\ude00'],
    ['what holds all of them', { at: new Date(0), by: new Map([['a', new Set([1n, -0, Number.NaN, undefined])]]) }],
  ])('A5: keeps %s through JSON', async (_, value) => {
    expect(await replayed(value)).toStrictEqual(value);
  });

  it('A5: keeps minus zero apart from zero', async () => {
    expect(Object.is(await replayed(-0), -0)).toBe(true);
  });

  it('A5: keeps errors with their names, fields and causes', async () => {
    const error = new TypeError('declined', { cause: new Error('socket', { cause: { code: 7 } }) });

    const back = await replayed({ failed: Object.assign(error, { status: 402 }) });

    expect(back).toMatchObject({
      failed: {
        name: 'TypeError',
        message: 'declined',
        status: 402,
        cause: { message: 'socket', cause: { code: 7 } },
      },
    });
    expect((back as { failed: unknown }).failed).toBeInstanceOf(Error);
  });

  it('A5: keeps what is circular, and what is the same object twice', async () => {
    const address = { city: 'Graz' };
    const order: Record<string, unknown> = { from: address, to: address };
    order.self = order;

    const back = (await replayed(order)) as typeof order;

    expect(back.self).toBe(back);
    expect(back.from).toBe(back.to);
    expect(back.from).toEqual({ city: 'Graz' });
  });

  it('A5: gives the body what a replay will give it, and not what the step holds on to', async () => {
    const cart = { items: 1 };

    const result = await workflow.run(async ({ step }) => {
      const loaded = await step('load', () => cart);
      cart.items = 2;
      return loaded.items;
    });

    expect(valueIn(result)).toBe(1);
  });

  class Money {
    amount = 40;
  }

  it.each<[string, unknown, string]>([
    ['a function', { refund: { undo: () => {} } }, 'refund.undo'],
    ['an instance of a class', { orders: [{ total: new Money() }] }, 'orders[0].total'],
    ['a symbol', { kind: Symbol('refund') }, 'kind'],
    ['a function in a map', new Map([['undo', () => {}]]), 'get("undo")'],
    ['a promise', { later: Promise.resolve(1) }, 'later'],
  ])('A5: fails at the step whose value holds %s, and names the path', async (_, value, path) => {
    const { onEvent, state } = record();

    const result = await workflow.run(
      async ({ step }) => {
        await step('before', () => 1);
        return step<unknown>('load', () => value);
      },
      { onEvent },
    );

    expect(errorIn(result)).toMatchObject({
      message: expect.stringContaining(`The value of step "load" cannot be kept at ${path}: `),
      cause: { code: 'value-not-kept', details: { errors: [{ path }] } },
    });
    expect(state().entries.map(({ key }) => key)).toEqual(['before']);
  });

  it('A5: fails where a whole value cannot be kept', async () => {
    const result = await workflow.run(({ step }) => step('load', () => () => {}));

    expect(errorIn(result)).toMatchObject({ cause: { code: 'value-not-kept' } });
  });

  it('A5: fails where a value is too large, and says how large', async () => {
    const result = await workflow.run(({ step }) => step('load', () => 'x'.repeat(25 * 1024 * 1024)));

    expect(errorIn(result)).toMatchObject({
      message: expect.stringMatching(/step "load".*bytes/),
      cause: { code: 'value-not-kept' },
    });
  });
});

describe('serializeResumeState', () => {
  it('A5: says what it is, and comes back as it was', async () => {
    const collector = createResumeStateCollector();
    await paused(collector.handleEvent);
    const state = collector.getResumeState();

    const written = serializeResumeState(state);

    expect(written).toMatchObject({ kind: 'ResumeState' });
    expect(JSON.parse(JSON.stringify(written))).toEqual(written);
    expect(deserializeResumeState(JSON.parse(JSON.stringify(written)))).toEqual(state);
  });

  it('A5: takes a state that was written down without it', async () => {
    const collector = createResumeStateCollector();
    await paused(collector.handleEvent);
    const state = collector.getResumeState();

    expect(deserializeResumeState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'resumeState'],
    ['null', null, 'resumeState'],
    ['a text that was not parsed', '{"entries":[],"waits":[]}', 'resumeState'],
    ['entries that are none', { entries: 'many', waits: [] }, 'resumeState.entries'],
    ['a run id that is none', { runId: 'a b', entries: [], waits: [] }, 'resumeState.runId'],
    ['no waits', { entries: [] }, 'resumeState.waits'],
  ])('A5: refuses %s, and names the field', (_, written, path) => {
    expect(() => deserializeResumeState(written)).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringContaining(`${path}: `),
        details: { errors: [expect.objectContaining({ path })] },
      }),
    );
  });

  it('A5: refuses to write down what is no state', () => {
    expect(() => serializeResumeState({} as ResumeState)).toThrow();
  });
});
