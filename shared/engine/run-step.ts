/** Runs one step until it succeeds, has failed for good, or waits for people. */
import { entryName } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { decode, encode } from '../domain/value.ts';
import { askAlone, decidedValue, refusalOf } from './ask-people.ts';
import type { Execution } from './execution.ts';
import { isRefusal, StepFailure } from './failures.ts';
import { isPendingApproval, type PendingApproval } from './pending-approval.ts';
import { at, hold, newPlace, type Place, type StepCall } from './place.ts';
import { isResult } from './result.ts';
import { delayAfter, type RetryPolicy } from './retry.ts';

/** A step as it is called. */
export interface StepToRun {
  id: string;
  key: string;
  work: (call: StepCall) => unknown;
  options?: { retry?: RetryPolicy; timeout?: number };
}

const HELD = Symbol('held');

/** The value of the step, whose success is remembered; throws `StepFailure`, or the refusal of the people that it asked. */
export async function runStep(execution: Execution, step: StepToRun): Promise<unknown> {
  const place = newPlace(execution, step.key);
  const value = await execution.activity.during(place, () => tries(place, step));
  return value === HELD ? hold(execution) : value;
}

async function tries(place: Place, { id, key, work, options = {} }: StepToRun): Promise<unknown> {
  const { execution } = place;
  const { clock, random, runId } = execution.plan;
  const policy = options.retry ?? { attempts: 1 };
  const startedAt = clock.now();
  for (let attempt = 1; ; attempt++) {
    if (!(await execution.mayBegin())) return HELD;
    if (attempt === 1) execution.tell({ type: 'step_started', key, id });
    const call = { idempotencyKey: `${runId}/${key}`, attempt };
    const outcome = await at(place, () => tryOnce(place, work, call, options.timeout));
    if ('value' in outcome) return remember(execution, { id, key, value: outcome.value, startedAt, attempts: attempt });
    const { error } = outcome;
    if (attempt >= policy.attempts || isRefusal(error)) {
      execution.tell({ type: 'step_failed', key, id, error, attempts: attempt });
      throw isRefusal(error) ? error : new StepFailure(key, error, outcome.wasThrown);
    }
    const delayMs = delayAfter(attempt, policy, random);
    execution.tell({ type: 'step_retried', key, id, error, attempt: attempt + 1, delayMs });
    await clock.sleep(delayMs, execution.plan.signal);
  }
}

/** The value of a step that is remembered; the step is skipped then. */
export function rememberedStep({ plan, tell }: Execution, key: string, id = key): { value: unknown } | undefined {
  const entry = plan.entries.get(entryName({ kind: 'step', key }));
  if (entry?.kind !== 'step') return undefined;
  tell({ type: 'step_skipped', key, id });
  return { value: decode(entry.value) };
}

/** Takes note of a success, and hands back the very value that a replay gives, whatever becomes of the one that was returned. */
export function remember(
  { plan, tell }: Execution,
  step: { id: string; key: string; value: unknown; startedAt: Date; attempts?: number },
): unknown {
  const { id, key, startedAt, attempts = 1 } = step;
  const encoded = encode(step.value, `The value of step "${key}"`);
  const entry = {
    kind: 'step' as const,
    key,
    ...(id !== key && { id }),
    value: encoded,
    startedAt: timeOf(startedAt),
    ms: plan.clock.now().getTime() - startedAt.getTime(),
    ...(attempts > 1 && { attempts }),
  };
  plan.journal.succeeded(entry);
  const value = decode(encoded);
  tell({ type: 'step_completed', key, id, value, entry });
  return value;
}

type Tried = { value: unknown } | { error: unknown; wasThrown: boolean };

async function tryOnce(
  place: Place,
  work: StepToRun['work'],
  told: Omit<StepCall, 'signal'>,
  timeout: number | undefined,
): Promise<Tried> {
  const over = lazily(() => new AbortController());
  const call = callOf(told, over, place.execution.plan.signal);
  place.call = call;
  place.gates.clear();
  try {
    const returned = await (timeout === undefined ? work(call) : inTime(place, work(call), timeout, over));
    if (!isResult(returned)) return { value: returned };
    if (returned.ok) return { value: returned.value };
    const { error } = returned;
    return isPendingApproval(error) ? await decided(place, error) : { error, wasThrown: false };
  } catch (error) {
    return isPendingApproval(error) ? decided(place, error) : { error, wasThrown: true };
  }
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** Most steps never look at their signal, which takes longer to make than all the rest: it is made for who asks. */
function callOf(told: Omit<StepCall, 'signal'>, over: () => AbortController, ofRun: AbortSignal | undefined): StepCall {
  const signal = lazily(() => (ofRun ? AbortSignal.any([over().signal, ofRun]) : over().signal));
  return {
    idempotencyKey: told.idempotencyKey,
    attempt: told.attempt,
    get signal() {
      return signal();
    },
  };
}

/** What a try gives back; or, once its time is over, an error, by which its signal aborts. */
async function inTime(place: Place, working: unknown, ms: number, over: () => AbortController): Promise<unknown> {
  const done = new AbortController();
  const late = async (): Promise<never> => {
    await place.execution.plan.clock.sleep(ms, done.signal);
    if (place.isHeld) return new Promise<never>(() => {}); // it waits for people, and that takes what it takes
    const error = new Error(`It took longer than ${ms} ms.`);
    if (!done.signal.aborted) over().abort(error);
    throw error;
  };
  place.execution.onClose(() => place.isHeld && done.abort());
  try {
    return await Promise.race([working, late()]);
  } finally {
    done.abort();
  }
}

/** What people decided of what a step says it waits for. */
async function decided(
  { execution, stepKey }: Place,
  { stepKey: key, reason, metadata = {} }: PendingApproval,
): Promise<Tried> {
  const { pendingArgs, ...declared } = metadata;
  const options = Object.keys(declared).length > 0 ? { metadata: declared } : {};
  const settlement = await askAlone(execution, key, options, { reason, pendingArgs, step: stepKey });
  const error = refusalOf(key, settlement);
  return error ? { error, wasThrown: false } : { value: decidedValue(settlement) };
}
