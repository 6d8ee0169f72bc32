/** Steps: done once, remembered, tried again, and refused where they cannot be kept. */
import { describe, expect, it, vi } from 'vitest';
import { decode } from '../../../shared/domain/value.ts';
import { StepFailure } from '../../../shared/engine/failures.ts';
import type { StepCall } from '../../../shared/engine/place.ts';
import { err, ok } from '../../../shared/engine/result.ts';
import { anApprovalEntry, aStepEntry, aTimeWait } from '../../support/builders.ts';
import { createTestClock, NOW, plus } from '../../support/clock.ts';
import { createJournal, play, thrownBy, waitsOf } from '../../support/plan.ts';

describe('step', () => {
  it('does its work, gives back the value, and has the success kept', async () => {
    const clock = createTestClock();

    const { outcome, journal } = await play(
      ({ step }) =>
        step('calculate', () => {
          clock.advance('3s');
          return { amount: 40 };
        }),
      { clock },
    );

    expect(outcome).toEqual({ kind: 'completed', value: { amount: 40 } });
    expect(journal.saved).toEqual([{ ...aStepEntry('calculate', { amount: 40 }), startedAt: NOW, ms: 3_000 }]);
  });

  it('I3: asks before each effect, after the successes before it were told', async () => {
    const { journal } = await play(async ({ step }) => {
      await step('a', () => 1);
      await step('b', () => 2);
    });

    expect(journal.told).toEqual(['ask', 'a', 'ask', 'b']);
  });

  it('A4: gives back a remembered success, and neither works nor asks', async () => {
    const work = vi.fn();

    const { outcome, journal } = await play(({ step }) => step('load', work), {
      entries: [aStepEntry('load', { at: new Date(0) })],
    });

    expect(outcome).toEqual({ kind: 'completed', value: { at: new Date(0) } });
    expect(work).not.toHaveBeenCalled();
    expect(journal.told).toEqual([]);
  });

  it('A4: remembers undefined as a success', async () => {
    const work = vi.fn();

    await play(({ step }) => step('log', work), { entries: [aStepEntry('log', undefined)] });

    expect(work).not.toHaveBeenCalled();
  });

  it('A4: keeps no step that failed', async () => {
    const { journal } = await play(({ step }) => step('charge', () => Promise.reject(new Error('declined'))));

    expect(journal.saved).toEqual([]);
  });

  it('tells a step from an approval under the same key', async () => {
    const work = vi.fn(() => 1);

    await play(({ step }) => step('pay', work), { entries: [anApprovalEntry('pay')] });

    expect(work).toHaveBeenCalledOnce();
  });

  it('A2: hands its work a key for idempotency, the number of the try and a signal', async () => {
    const calls: StepCall[] = [];

    await play(({ step }) => step('charge', (call) => void calls.push(call), { key: 'charge:7' }));

    expect(calls).toEqual([{ idempotencyKey: 'run-1/charge:7', attempt: 1, signal: expect.any(AbortSignal) }]);
  });

  it('A2: remembers under its key, and keeps its id beside', async () => {
    const { journal } = await play(({ step }) => step('charge', () => 1, { key: 'charge:7' }));

    expect(journal.saved).toMatchObject([{ key: 'charge:7', id: 'charge' }]);
  });

  it.each([
    ['a value', () => 7, 7],
    ['a promise', async () => 7, 7],
    ['an ok', () => ok(7), 7],
    ['a promise of an ok', async () => ok(7), 7],
    ['an object that only looks like a result', () => ({ ok: true, data: 7 }), { ok: true, data: 7 }],
    ['nothing', () => {}, undefined],
  ])('A2: gives back what %s holds', async (_, work, value) => {
    const { outcome } = await play(({ step }) => step<unknown>('load', work));

    expect(outcome).toEqual({ kind: 'completed', value });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('declined');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('declined');
      },
    ],
    ['returns an err', () => err(new Error('declined'))],
  ])('A2: fails where its work %s, with the cause', async (_, work) => {
    const thrown = thrownBy(await play(({ step }) => step<unknown>('charge', work)));

    expect(thrown).toBeInstanceOf(StepFailure);
    expect(thrown).toMatchObject({
      stepKey: 'charge',
      message: 'Step "charge" failed: declined',
      error: { message: 'declined' },
    });
  });

  it('lets the body handle a failure and go on', async () => {
    const { outcome } = await play(async ({ step }) => {
      const paid = await step('charge', () => err('declined')).catch(() => 'not paid');
      return step('note', () => paid);
    });

    expect(outcome).toEqual({ kind: 'completed', value: 'not paid' });
  });

  it.each(['', undefined, 7])('A2: refuses a step named %o', async (id) => {
    const thrown = thrownBy(await play(({ step }) => step(id as string, () => 1)));

    expect(thrown).toMatchObject({ code: 'invalid-workflow' });
  });

  it('A3: refuses two steps under one key and names both, and says what a loop does', async () => {
    const thrown = thrownBy(
      await play(async ({ step }) => {
        await step('load', () => 1, { key: 'data' });
        await step('save', () => 2, { key: 'data' });
      }),
    );

    expect(thrown).toMatchObject({
      code: 'duplicate-key',
      message: expect.stringMatching(/"save".*"data".*"load".*in a loop/s),
    });
  });

  it('A3: refuses a loop that uses one key, also on replay', async () => {
    const loop = play(
      async ({ step }) => {
        for (let i = 0; i < 2; i++) await step('send', () => i);
      },
      { entries: [aStepEntry('send', 0)] },
    );

    expect(thrownBy(await loop)).toMatchObject({ code: 'duplicate-key' });
  });

  it.each<[string, () => unknown, string]>([
    ['a function', () => ({ refund: { undo: () => {} } }), 'refund.undo'],
    ['an instance of a class', () => ({ at: new (class Money {})() }), 'at'],
  ])('A5: fails where its value holds %s, and names the step and the path', async (_, work, path) => {
    const played = await play(({ step }) => step('load', work));

    expect(thrownBy(played)).toMatchObject({
      code: 'value-not-kept',
      message: expect.stringContaining(`The value of step "load" cannot be kept at ${path}`),
    });
    expect(played.journal.saved).toEqual([]);
  });

  it('A5: does not try again what can never be kept', async () => {
    const work = vi.fn(() => () => {});

    await play(({ step }) => step('load', work, { retry: { attempts: 3 } }), {
      clock: createTestClock({ sleep: 'at-once' }),
    });

    expect(work).toHaveBeenCalledOnce();
  });

  it.each([
    ['the same object of two steps', (shared: object) => shared],
    ['an error', () => new TypeError('declined')],
    ['an error of a class of its own', () => new (class PaymentError extends Error {})('declined')],
    ['a date', () => new Date(0)],
  ])('I5: gives %s to the body as replay will, so that people are shown the same again', async (_, make) => {
    const shared = { amount: 40 };
    const body = async ({ step, approval }: Parameters<Parameters<typeof play>[0]>[0]) => {
      const one = await step('one', () => make(shared));
      const two = await step('two', () => make(shared));
      await approval('check', { details: { one, two } });
    };

    const first = await play(body);
    const again = await play(body, { entries: first.journal.saved, epoch: 2 });

    const digestOf = (played: typeof first) =>
      waitsOf(played).map((wait) => wait.kind === 'approval' && wait.ask.digest);
    expect(digestOf(again)).toEqual(digestOf(first));
  });

  it('I5: keeps what a step returned as it was then, though the step’s own code changes it later', async () => {
    const cart = { items: 1 };

    const { outcome, journal } = await play(async ({ step }) => {
      const loaded = await step('load', () => cart);
      await step('change', () => {
        cart.items = 2;
      });
      return loaded.items;
    });

    expect(decode(journal.saved[0]?.value ?? '')).toEqual({ items: 1 });
    expect(outcome).toEqual({ kind: 'completed', value: 1 });
  });
});

describe('retry', () => {
  const failing = (times: number) => {
    const attempts: number[] = [];
    const keys = new Set<string>();
    return {
      attempts,
      keys,
      work: ({ attempt, idempotencyKey }: StepCall) => {
        attempts.push(attempt);
        keys.add(idempotencyKey);
        if (attempts.length <= times) throw new Error(`no ${attempts.length}`);
        return 'done';
      },
    };
  };

  it('A2: tries once without a policy', async () => {
    const { attempts, work } = failing(1);

    const played = await play(({ step }) => step('charge', work));

    expect(attempts).toEqual([1]);
    expect(played.clock.slept).toEqual([]);
    expect(thrownBy(played)).toMatchObject({ message: 'Step "charge" failed: no 1' });
  });

  it('A2: tries again, waits between the tries, and keeps how many it took', async () => {
    const { attempts, keys, work } = failing(2);
    const clock = createTestClock({ sleep: 'at-once' });

    const { outcome, journal } = await play(
      ({ step }) => step('charge', work, { retry: { attempts: 3, initialDelay: 200 } }),
      { clock },
    );

    expect(outcome).toEqual({ kind: 'completed', value: 'done' });
    expect(attempts).toEqual([1, 2, 3]);
    expect(keys).toEqual(new Set(['run-1/charge']));
    expect(clock.slept).toEqual([100, 200]); // half of 200 and of 400, the random number being a half
    expect(journal.saved).toMatchObject([{ key: 'charge', attempts: 3 }]);
  });

  it('A2: fails with the last failure', async () => {
    const { attempts, work } = failing(9);
    const clock = createTestClock({ sleep: 'at-once' });

    const played = await play(({ step }) => step('charge', work, { retry: { attempts: 3 } }), { clock });

    expect(attempts).toEqual([1, 2, 3]);
    expect(thrownBy(played)).toMatchObject({ message: 'Step "charge" failed: no 3' });
  });

  it('I3: asks before every try whether it may begin', async () => {
    const { work } = failing(2);

    const { journal } = await play(({ step }) => step('charge', work, { retry: { attempts: 3 } }), {
      clock: createTestClock({ sleep: 'at-once' }),
    });

    expect(journal.told).toEqual(['ask', 'ask', 'ask', 'charge']);
  });

  it('I7: waits by the clock', async () => {
    const { attempts, work } = failing(1);
    const clock = createTestClock();
    const playing = play(
      ({ step }) => step('charge', work, { retry: { attempts: 2, initialDelay: 20_000, jitter: false } }),
      { clock },
    );
    await vi.waitFor(() => expect(clock.slept).toEqual([20_000]));

    expect(attempts).toEqual([1]);
    clock.advance('20s');
    await playing;

    expect(attempts).toEqual([1, 2]);
  });
});

describe('timeout', () => {
  it('A2: gives up a try that takes too long, and aborts its signal', async () => {
    let aborted: unknown;
    const work = ({ signal }: StepCall) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason;
        });
      });

    const thrown = thrownBy(
      await play(({ step }) => step('charge', work, { timeout: 5 }), { clock: createTestClock({ sleep: 'at-once' }) }),
    );

    expect(thrown).toMatchObject({ stepKey: 'charge', message: 'Step "charge" failed: It took longer than 5 ms.' });
    expect(aborted).toMatchObject({ message: 'It took longer than 5 ms.' });
  });

  it('A2: times each try anew', async () => {
    const work = ({ attempt, signal }: StepCall) =>
      attempt === 1 ? new Promise<never>(() => signal.addEventListener('abort', () => {})) : 'done';

    const { outcome } = await play(({ step }) => step('charge', work, { timeout: 5, retry: { attempts: 2 } }), {
      clock: createTestClock({ sleep: 'at-once' }),
    });

    expect(outcome).toEqual({ kind: 'completed', value: 'done' });
  });

  it('leaves a try that is in time alone', async () => {
    const { outcome } = await play(({ step }) => step('charge', async () => 'done', { timeout: 60_000 }));

    expect(outcome).toEqual({ kind: 'completed', value: 'done' });
  });
});

describe('sleep', () => {
  it('waits without compute until its time', async () => {
    const played = await play(async ({ step }) => {
      await step.sleep('cool-off', '2d');
      throw new Error('not yet');
    });

    expect(waitsOf(played)).toEqual([{ kind: 'time', key: 'cool-off', since: NOW, until: plus('2d') }]);
  });

  it('keeps its end where the run is woken before', async () => {
    const clock = createTestClock({ start: plus('1d') });

    const played = await play(({ step }) => step.sleep('cool-off', '2d'), { clock, waits: [aTimeWait()] });

    expect(waitsOf(played)).toEqual([aTimeWait()]);
  });

  it('goes on once its time has come, and remembers that it has', async () => {
    const clock = createTestClock({ start: plus('2d') });

    const { outcome, journal } = await play(({ step }) => step.sleep('cool-off', '2d'), {
      clock,
      waits: [aTimeWait()],
    });

    expect(outcome).toEqual({ kind: 'completed', value: undefined });
    expect(journal.saved).toMatchObject([{ key: 'cool-off', startedAt: NOW, ms: 172_800_000 }]);
  });

  it('does not sleep again', async () => {
    const { outcome, journal } = await play(({ step }) => step.sleep('cool-off', '2d'), {
      entries: [aStepEntry('cool-off', undefined)],
    });

    expect(outcome).toEqual({ kind: 'completed', value: undefined });
    expect(journal.told).toEqual([]);
  });

  it('waits until a time', async () => {
    const played = await play(({ step }) => step.sleepUntil('monday', new Date(plus('3d'))));

    expect(waitsOf(played)).toEqual([{ kind: 'time', key: 'monday', since: NOW, until: plus('3d') }]);
  });

  it('does not wait for a time that is over', async () => {
    const { outcome } = await play(({ step }) => step.sleepUntil('past', new Date(0)));

    expect(outcome).toMatchObject({ kind: 'completed' });
  });

  it('does not take the end of all time for a time that is over', async () => {
    const { outcome } = await play(({ step }) => step.sleepUntil('for-ever', new Date(8.64e15)));

    expect(outcome.kind).not.toBe('completed');
  });

  it('A3: shares its names with the steps', async () => {
    const played = await play(async ({ step }) => {
      await step('wait', () => 1);
      await step.sleep('wait', '2d');
    });

    expect(thrownBy(played)).toMatchObject({ code: 'duplicate-key' });
  });

  it('refuses a duration that is none', async () => {
    const played = await play(({ step }) => step.sleep('cool-off', 'soon' as '1h'));

    expect(thrownBy(played)).toMatchObject({ message: expect.stringContaining('step.sleep("cool-off")') });
  });
});

describe('step.all', () => {
  it('does its steps side by side, and gives back each under its name', async () => {
    let atOnce = 0;
    let most = 0;
    const work = (value: number) => async () => {
      atOnce++;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
      return ok(value);
    };

    const { outcome, journal } = await play(({ step }) => step.all({ a: work(1), b: work(2), c: work(3) }));

    expect(outcome).toEqual({ kind: 'completed', value: { a: 1, b: 2, c: 3 } });
    expect(most).toBe(3);
    expect(journal.saved.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  it('does only what is not remembered', async () => {
    const work = vi.fn(() => 2);

    const { outcome } = await play(({ step }) => step.all({ a: work, b: work }), { entries: [aStepEntry('a', 1)] });

    expect(outcome).toEqual({ kind: 'completed', value: { a: 1, b: 2 } });
    expect(work).toHaveBeenCalledOnce();
  });

  it('lets the others succeed, and has that kept, where one fails', async () => {
    const slow = () => new Promise((resolve) => setImmediate(() => resolve('slow')));

    const played = await play(({ step }) => step.all({ a: () => err('no'), b: slow }));

    expect(thrownBy(played)).toMatchObject({ stepKey: 'a' });
    expect(played.journal.saved).toMatchObject([{ key: 'b' }]);
  });
});

describe('a step that may not begin', () => {
  it.each(['hand-over', 'fenced'] as const)(
    'I3: begins nothing where the journal says "%s", and stops',
    async (why) => {
      const work = vi.fn();

      const { outcome } = await play(({ step }) => step('charge', work), { journal: createJournal(async () => why) });

      expect(outcome).toEqual({ kind: 'stopped', why });
      expect(work).not.toHaveBeenCalled();
    },
  );

  it('I4: begins nothing on any branch after it has lost the run once', async () => {
    const answers: ('go' | 'fenced')[] = ['go', 'fenced'];
    const done: string[] = [];
    const journal = createJournal(async () => answers.shift() ?? 'go');

    const { outcome } = await play(
      ({ step }) => Promise.all(['a', 'b', 'c'].map((key) => step(key, () => void done.push(key)))),
      { journal },
    );

    expect(outcome).toEqual({ kind: 'stopped', why: 'fenced' });
    expect(done).toEqual(['a']);
  });

  it('hands up what broke while the run was being kept: it is no failure of the workflow', async () => {
    const caught = vi.fn();
    const journal = createJournal(() => Promise.reject(new Error('The database is away.')));

    const playing = play(({ step }) => step('charge', () => 1).catch(caught), { journal });

    await expect(playing).rejects.toThrow('The database is away.');
    expect(caught).not.toHaveBeenCalled();
  });
});
