/** `step`: does something once, remembers its success, and gives the remembered value back ever after. */
import { type Duration, durationOf } from '../domain/duration.ts';
import { later, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { Execution } from './execution.ts';
import { enclosingStep, hold, placeNow, type StepCall } from './place.ts';
import type { ErrorIn, Unwrapped } from './result.ts';
import type { RetryPolicy } from './retry.ts';
import { remember, rememberedStep, runStep } from './run-step.ts';

/** How a step is remembered, tried again and bounded in time. */
export interface StepOptions {
  /** The name that the success is remembered under; default: the step's id. Each step of a run needs its own. */
  key?: string;
  /** Without it, the step is tried once. */
  retry?: RetryPolicy;
  /** How long one try may take, in ms. */
  timeout?: number;
}

/** A step's function whose errors the workflow declares, because one of its deps has them; else what the compiler shows. */
export type StepWork<R, E> = [ErrorIn<Awaited<R>>] extends [E]
  ? (call: StepCall) => R
  : unknown extends ErrorIn<Awaited<R>> // the function's type does not tell its errors
    ? (call: StepCall) => R
    : { 'returns an error that none of the deps of the workflow declares': ErrorIn<Awaited<R>> };

/** Does one thing of a workflow. It runs at least once, and never again after its success was checkpointed. */
export interface Step<E = unknown> {
  /**
   * Runs `work` unless its success is remembered, and gives back its value (of a `Result`, the value in it). What is
   * returned must be data: dates, maps, sets, bigints and errors survive, functions are refused (`value-not-kept`). Throws
   * `StepFailure` where `work` threw or returned an error.
   *
   * @example const receipt = await step('charge', ({ idempotencyKey }) => pay(order, idempotencyKey), { retry: { attempts: 3 } });
   */
  <R>(
    id: string,
    work: ((call: StepCall) => R) & StepWork<R, E>,
    options?: StepOptions,
  ): Promise<Unwrapped<Awaited<R>>>;
  /** Waits without compute. @example await step.sleep('cool-off', '2d'); */
  sleep(id: string, duration: Duration): Promise<void>;
  /** Waits without compute until a time. */
  sleepUntil(id: string, until: Date): Promise<void>;
  /** Runs several steps side by side, each under its name. @example const { a, b } = await step.all({ a: loadA, b: loadB }); */
  all<Works extends Record<string, (call: StepCall) => unknown>>(
    works: Works,
  ): Promise<{ [Name in keyof Works]: Unwrapped<Awaited<ReturnType<Works[Name]>>> }>;
}

export function createStep(execution: Execution): Step {
  const step = async (id: string, work: (call: StepCall) => unknown, options: StepOptions = {}): Promise<unknown> => {
    if (typeof id !== 'string' || id === '')
      throw new CountersignError('invalid-workflow', 'step needs a name: step("charge", () => …).');
    const key = options.key ?? id;
    refuseUnsound(id, options);
    const giveBack = execution.claim('step', key, id);
    placeNow()?.trial.undo.push(giveBack); // a step inside of a step that is tried again comes again
    const before = rememberedStep(execution, key, id);
    return before ? before.value : runStep(execution, { id, key, work, options, within: enclosingStep(execution) });
  };
  return Object.assign(step as Step, {
    sleep: (id: string, duration: Duration) =>
      sleep(execution, id, later(timeOf(execution.plan.clock.now()), durationOf(duration, `step.sleep("${id}")`))),
    sleepUntil: (id: string, until: Date) => sleep(execution, id, timeOf(until)),
    all: async (works: Record<string, (call: StepCall) => unknown>) => {
      const done = Object.entries(works).map(async ([name, work]) => [name, await step(name, work)] as const);
      return Object.fromEntries(await Promise.all(done));
    },
  });
}

function refuseUnsound(id: string, { key, retry, timeout }: StepOptions): void {
  const unsound = (what: string) => new CountersignError('invalid-workflow', `step "${id}": ${what}`);
  if (key === '') throw unsound('its key is empty; leave it out, or give it a name.');
  if (retry && !(retry.attempts >= 1)) throw unsound('retry.attempts must be 1 or more.');
  if (timeout !== undefined && !(timeout > 0)) throw unsound('timeout must be more than 0 ms.');
}

async function sleep(execution: Execution, id: string, until: string): Promise<void> {
  execution.claim('step', id, id);
  const { plan, waits } = execution;
  if (rememberedStep(execution, id)) return;
  const now = timeOf(plan.clock.now());
  const asked = plan.waits.find((wait) => wait.kind === 'time' && wait.key === id);
  const step = enclosingStep(execution);
  const anew = {
    kind: 'time' as const,
    key: id,
    ...(step !== undefined && { inner: true as const }),
    since: now,
    until,
  };
  const wait = asked?.kind === 'time' ? asked : anew;
  if (wait.until <= now) {
    const startedAt = new Date(wait.since);
    remember(execution, { id, key: id, value: undefined, startedAt, within: step, slept: true });
    return;
  }
  waits.set(`time:${id}`, wait);
  await hold(execution);
}
