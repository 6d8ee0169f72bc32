/** One try of a step: what its function gave back, within its time. */
import type { Place, StepCall } from './place.ts';
import { isResult } from './result.ts';

/** What a try came to. */
export type Tried = { value: unknown } | { error: unknown; wasThrown: boolean; cause?: unknown };

/** Calls the function of a step once. `timeout` is in ms. */
export async function tryOnce(
  place: Place,
  work: (call: StepCall) => unknown,
  told: Omit<StepCall, 'signal'>,
  timeout: number | undefined,
): Promise<Tried> {
  const over = lazily(() => new AbortController());
  const call = callOf(told, over, place.execution.plan.signal);
  try {
    const returned = await (timeout === undefined ? work(call) : inTime(place, work(call), timeout, over));
    if (!isResult(returned)) return { value: returned };
    if (returned.ok) return { value: returned.value };
    return { error: returned.error, wasThrown: false, cause: returned.cause };
  } catch (error) {
    return { error, wasThrown: true };
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
