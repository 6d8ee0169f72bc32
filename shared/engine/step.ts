/** `step`: does something once, remembers its success, and gives the remembered value back ever after. */
import { type Duration, durationOf } from '../domain/duration.ts';
import { entryName } from '../domain/snapshot.ts';
import { later, timeOf } from '../domain/time.ts';
import { decode, encode } from '../domain/value.ts';
import { CountersignError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Execution } from './execution.ts';
import { StepFailure } from './failures.ts';
import { isResult, type Unwrapped } from './result.ts';
import { delayAfter, type RetryPolicy } from './retry.ts';

/** What a step's function is handed. */
export interface StepCall {
  /** The same for this step of this run over every retry and crash: hand it to whatever must act only once. */
  readonly idempotencyKey: string;
  /** From 1. */
  readonly attempt: number;
  /** Aborts when the step's time is over. */
  readonly signal: AbortSignal;
}

export interface StepOptions {
  /** The name that the success is remembered under; default: the step's id. Each step of a run needs its own. */
  key?: string;
  /** Without it, the step is tried once. */
  retry?: RetryPolicy;
  /** How long one try may take, in ms. */
  timeout?: number;
}

/** Does one thing of a workflow. It runs at least once, and never again after its success was checkpointed. */
export interface Step {
  /**
   * Runs `work` unless its success is remembered, and gives back its value (of a `Result`, the value in it). What is
   * returned must be data: dates, maps, sets, bigints and errors survive, functions are refused (`value-not-kept`). Throws
   * `StepFailure` where `work` threw or returned an error.
   *
   * @example const receipt = await step('charge', ({ idempotencyKey }) => pay(order, idempotencyKey), { retry: { attempts: 3 } });
   */
  <R>(id: string, work: (call: StepCall) => R, options?: StepOptions): Promise<Unwrapped<Awaited<R>>>;
  /** Waits without compute. @example await step.sleep('cool-off', '2d'); */
  sleep(id: string, duration: Duration): Promise<void>;
  /** Waits without compute until a time. */
  sleepUntil(id: string, until: Date): Promise<void>;
  /** Runs several steps side by side, each under its name. @example const { a, b } = await step.all({ a: loadA, b: loadB }); */
  all<Works extends Record<string, (call: StepCall) => unknown>>(
    works: Works,
  ): Promise<{ [Name in keyof Works]: Unwrapped<Awaited<ReturnType<Works[Name]>>> }>;
}

const HELD = Symbol('held');

export function createStep(execution: Execution): Step {
  const step = async <R>(id: string, work: (call: StepCall) => R, options: StepOptions = {}) => {
    if (typeof id !== 'string' || id === '')
      throw new CountersignError('invalid-workflow', 'step needs a name: step("charge", () => …).');
    const key = options.key ?? id;
    execution.claim('step', key, id);
    const entry = execution.plan.entries.get(entryName({ kind: 'step', key }));
    const value =
      entry?.kind === 'step'
        ? decode(entry.value)
        : await execution.activity.during(() => attempt(execution, { id, key, work, options }));
    return (value === HELD ? execution.activity.hold() : value) as Unwrapped<Awaited<R>>;
  };
  const sleepUntil = (id: string, until: Date) => sleep(execution, id, timeOf(until));
  return Object.assign(step, {
    sleep: (id: string, duration: Duration) =>
      sleep(execution, id, later(timeOf(execution.plan.clock.now()), durationOf(duration, `step.sleep("${id}")`))),
    sleepUntil,
    all: async <Works extends Record<string, (call: StepCall) => unknown>>(works: Works) => {
      const done = await Promise.all(
        Object.entries(works).map(async ([name, work]) => [name, await step(name, work)] as const),
      );
      return Object.fromEntries(done) as { [Name in keyof Works]: Unwrapped<Awaited<ReturnType<Works[Name]>>> };
    },
  });
}

interface Work {
  id: string;
  key: string;
  work: (call: StepCall) => unknown;
  options: StepOptions;
}

async function attempt(execution: Execution, { id, key, work, options }: Work): Promise<unknown> {
  const { clock, journal, random, runId } = execution.plan;
  const policy = options.retry ?? { attempts: 1 };
  const startedAt = clock.now();
  for (let number = 1; ; number++) {
    if (!(await execution.mayBegin())) return HELD;
    const outcome = await tryOnce(work, { idempotencyKey: `${runId}/${key}`, attempt: number }, clock, options.timeout);
    if ('value' in outcome) {
      const value = encode(outcome.value, `The value of step "${key}"`);
      journal.succeeded({
        kind: 'step',
        key,
        ...(id !== key && { id }),
        value,
        ...span(startedAt, clock.now()),
        ...(number > 1 && { attempts: number }),
      });
      return decode(value); // the very value that a replay gives, whatever becomes of the one that was returned
    }
    if (number >= policy.attempts) throw new StepFailure(key, outcome.error);
    await clock.sleep(delayAfter(number, policy, random));
  }
}

const span = (from: Date, to: Date) => ({ startedAt: timeOf(from), ms: to.getTime() - from.getTime() });

async function tryOnce(
  work: Work['work'],
  call: Omit<StepCall, 'signal'>,
  clock: Clock,
  timeout?: number,
): Promise<{ value: unknown } | { error: unknown }> {
  const over = new AbortController();
  const done = new AbortController();
  const late = async (ms: number): Promise<never> => {
    await clock.sleep(ms, done.signal);
    const error = new Error(`It took longer than ${ms} ms.`);
    if (!done.signal.aborted) over.abort(error);
    throw error;
  };
  try {
    const working = work({ ...call, signal: over.signal });
    const returned = await (timeout === undefined ? working : Promise.race([working, late(timeout)]));
    if (!isResult(returned)) return { value: returned };
    return returned.ok ? { value: returned.value } : { error: returned.error };
  } catch (error) {
    return { error };
  } finally {
    done.abort();
  }
}

async function sleep(execution: Execution, id: string, until: string): Promise<void> {
  execution.claim('step', id, id);
  const { plan, waits, activity } = execution;
  if (plan.entries.has(entryName({ kind: 'step', key: id }))) return;
  const now = timeOf(plan.clock.now());
  const asked = plan.waits.find((wait) => wait.kind === 'time' && wait.key === id);
  const wait = asked?.kind === 'time' ? asked : { kind: 'time' as const, key: id, since: now, until };
  if (wait.until <= now) {
    const slept = span(new Date(wait.since), plan.clock.now());
    plan.journal.succeeded({ kind: 'step', key: id, value: encode(undefined, id), ...slept });
    return;
  }
  waits.set(`time:${id}`, wait);
  await activity.hold();
}
