/** How often a step is tried, and how long it waits between tries: data, so that it can be read and tested. */

export interface RetryPolicy {
  /** How often the step is tried in all; 1 is no retry. */
  attempts: number;
  /** Wait before the second try, in ms (default 100). For a wait of more than 20 s the run parks, and uses no compute. */
  initialDelay?: number;
  /** Longest wait, in ms (default 30,000). */
  maxDelay?: number;
  /** How the wait grows (default `exponential`: it doubles). */
  backoff?: 'exponential' | 'linear' | 'fixed';
  /** Whether the wait is drawn between none and its full length, so that many retries do not come at once (default true). */
  jitter?: boolean;
}

/** The wait in ms after the try numbered `attempt` (from 1) failed. `random` gives 0 to 1. */
export function delayAfter(attempt: number, policy: RetryPolicy, random: () => number): number {
  const { initialDelay = 100, maxDelay = 30_000, backoff = 'exponential', jitter = true } = policy;
  const growth = backoff === 'fixed' ? 1 : backoff === 'linear' ? attempt : 2 ** (attempt - 1);
  const delay = Math.min(initialDelay * growth, maxDelay);
  return Math.round(jitter ? delay * random() : delay); // full jitter, as AWS's architecture blog recommends
}
