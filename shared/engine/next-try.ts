/** The next try of a step that is so far off that no runner waits for it: the run parks, and another one tries again. */
import { later, timeOf } from '../domain/time.ts';
import type { TimeWait } from '../domain/wait.ts';
import type { Execution } from './execution.ts';

/** A longer wait between two tries, in ms, is not waited at work. A runner hands over half a minute before its time ends. */
export const LONGEST_WAIT_AT_WORK = 20_000;

export type NextTry = TimeWait & { readonly attempt: number };

/** The try that the run parked to wait for. */
export function nextTry({ plan }: Execution, key: string): NextTry | undefined {
  const wait = plan.waits.find((one) => one.kind === 'time' && one.key === key);
  return wait?.kind === 'time' && wait.attempt !== undefined ? { ...wait, attempt: wait.attempt } : undefined;
}

/** The try numbered `attempt` of a step, this many ms from now. */
export function tryIn(
  { plan }: Execution,
  { key, within }: { key: string; within?: string | undefined },
  attempt: number,
  delayMs: number,
): NextTry {
  const since = timeOf(plan.clock.now());
  const isInner = within !== undefined && { inner: true as const };
  return { kind: 'time', key, ...isInner, attempt, since, until: later(since, delayMs) };
}
