/** Runs one step until it succeeds, has failed for good, or waits for people. */

import { isOutside, MOST_VALUE } from '../domain/outside.ts';
import { entryName, type StepEntry } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { decode, type Encoded, encode } from '../domain/value.ts';
import { answerTo } from './ask-people.ts';
import type { Execution } from './execution.ts';
import { isApprovalEnd, isUnsound, StepFailure } from './failures.ts';
import { LONGEST_WAIT_AT_WORK, type NextTry, nextTry, tryIn } from './next-try.ts';
import { isPendingApproval, type PendingApproval } from './pending-approval.ts';
import { at, beginAnew, hold, newPlace, type Place, type StepCall, suspend } from './place.ts';
import { delayAfter, type RetryPolicy } from './retry.ts';
import { type Tried, tryOnce } from './try-once.ts';

/** A step as it is called. */
export interface StepToRun {
  id: string;
  key: string;
  work: (call: StepCall) => unknown;
  options?: { retry?: RetryPolicy; timeout?: number };
  /** The step that it is part of. */
  within?: string | undefined;
  /** The approval that let it through. */
  approval?: string | undefined;
}

const HELD = Symbol('held');

/** The value of the step, whose success is remembered; throws `StepFailure`, or how the approval that it asked for ended. */
export async function runStep(execution: Execution, step: StepToRun): Promise<unknown> {
  const place = newPlace(execution, step.key);
  const value = await execution.activity.during(place, () => tries(place, step));
  return value === HELD ? hold(execution) : value;
}

async function tries(place: Place, step: StepToRun): Promise<unknown> {
  const { execution } = place;
  const { id, key, work, options = {} } = step;
  const { clock, runId, signal } = execution.plan;
  const startedAt = clock.now();
  const fail = (error: unknown, attempts: number) => execution.tell({ type: 'step_failed', key, id, error, attempts });
  await untilReplayed(place, key);
  const parkUntil = (next: NextTry) => {
    execution.waits.set(`time:${key}`, next);
    return HELD;
  };
  const next = nextTry(execution, key);
  if (next && next.until > timeOf(startedAt)) return parkUntil(next);
  for (let attempt = next?.attempt ?? 1; ; attempt++) {
    if (!(await execution.mayBegin())) return HELD;
    execution.activity.retake(place);
    if (attempt === 1) execution.tell({ type: 'step_started', key, id });
    else beginAnew(place);
    const call = { idempotencyKey: `${runId}/${key}`, attempt };
    try {
      const tried = await at(place, () => tryOnce(place, work, call, options.timeout));
      const outcome = 'error' in tried && isPendingApproval(tried.error) ? await decided(place, tried.error) : tried;
      if (execution.hasEnded()) return HELD; // the run went on without it: another execution does it again
      if ('value' in outcome)
        return remember(execution, { ...step, ...outcome, ...passedBy(place), startedAt, attempt });
      const delayMs = delayBeforeNext(execution, step, outcome, attempt);
      if (delayMs > LONGEST_WAIT_AT_WORK) return parkUntil(tryIn(execution, step, attempt + 1, delayMs));
      await clock.sleep(delayMs, signal);
    } catch (error) {
      execution.stepFailed(key);
      fail(error instanceof StepFailure ? error.error : error, attempt);
      throw error;
    }
  }
}

/** How long to wait before the next try, in ms; throws where there is none. */
function delayBeforeNext(
  { plan, tell }: Execution,
  { id, key, options }: StepToRun,
  { error, wasThrown, cause }: Exclude<Tried, { value: unknown }>,
  attempt: number,
): number {
  const policy = options?.retry ?? { attempts: 1 };
  if (isApprovalEnd(error) || isUnsound(error)) throw error;
  if (attempt >= policy.attempts) throw new StepFailure(key, error, wasThrown, cause);
  const delayMs = delayAfter(attempt, policy, plan.random);
  tell({ type: 'step_retried', key, id, error, attempt: attempt + 1, delayMs });
  return delayMs;
}

/** A step that is new waits until the body has come by everything that the run remembers; but not what a step that runs calls. */
async function untilReplayed(place: Place, key: string): Promise<void> {
  const { execution, outer } = place;
  const isPart = outer?.execution === execution && outer.stepKey !== undefined;
  if (isPart || execution.replay.left() === 0 || execution.replay.isLoose(key)) return;
  await at(place, () => suspend(execution, (goOn) => execution.replay.whenOver(key, goOn)));
}

/** What people decided of what a step says it waits for. */
async function decided(place: Place, pending: PendingApproval) {
  const answer = await at(place, () => answerTo(place, pending));
  return answer.ok ? { value: answer.value } : { error: answer.error, wasThrown: false, cause: undefined };
}

const passedBy = ({ trial }: Place) => (trial.passed === undefined ? {} : { approval: trial.passed });

/** The value of a step that is remembered, or a promise of it; the step is skipped then. */
export function rememberedStep(execution: Execution, key: string, id = key): { value: unknown } | undefined {
  const { plan, replay, tell } = execution;
  replay.reachedStep(key);
  const entry = plan.entries.get(entryName({ kind: 'step', key }));
  if (entry?.kind !== 'step') return undefined;
  tell({ type: 'step_skipped', key, id });
  return { value: isOutside(entry.value) ? valueOutside(execution, entry.value) : decode(entry.value) };
}

/** The value of a step that is too large for a record. Where it cannot be read, not the workflow fails but what keeps the run. */
async function valueOutside(execution: Execution, text: Encoded): Promise<unknown> {
  const reading = { isHeld: false };
  const full = await execution.activity.during(reading, () =>
    execution.plan.journal.inFull(text).catch((error: unknown) => execution.breakOff(error)),
  );
  return full === undefined ? hold(execution) : decode(full);
}

/** A step that has succeeded. */
interface Succeeded extends Pick<StepToRun, 'id' | 'key' | 'within' | 'approval'> {
  value: unknown;
  startedAt: Date;
  attempt?: number;
  slept?: true;
}

/** Takes note of a success, and hands back the very value that a replay gives, whatever becomes of the one that was returned. */
export function remember({ plan, replay, tell }: Execution, step: Succeeded): unknown {
  const { id, key, startedAt, attempt = 1, within, approval, slept } = step;
  const value = encode(step.value, `The value of step "${key}"`, MOST_VALUE);
  const entry: StepEntry = {
    kind: 'step',
    key,
    ...(id !== key && { id }),
    ...(within !== undefined && { within }),
    ...(approval !== undefined && { approval }),
    ...(slept && { slept }),
    value,
    startedAt: timeOf(startedAt),
    ms: plan.clock.now().getTime() - startedAt.getTime(),
    ...(attempt > 1 && { attempts: attempt }),
  };
  plan.journal.succeeded(entry);
  if (replay.isLoose(key)) replay.leaveTheWay();
  if (plan.onEvent) tell({ type: 'step_completed', key, id, value: decode(value), entry });
  return decode(value);
}
