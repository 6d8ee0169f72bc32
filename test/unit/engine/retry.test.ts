/** How long a step waits between its tries. */
import { describe, expect, it } from 'vitest';
import { delayAfter, type RetryPolicy } from '../../../shared/engine/retry.ts';

const delays = (policy: Omit<RetryPolicy, 'attempts'>, random = 1) =>
  [1, 2, 3, 4, 5].map((attempt) => delayAfter(attempt, { attempts: 6, ...policy }, () => random));

describe('delayAfter', () => {
  it.each<[string, Omit<RetryPolicy, 'attempts'>, number[]]>([
    ['doubles from 100 ms by default', {}, [100, 200, 400, 800, 1_600]],
    ['grows by the same', { backoff: 'linear', initialDelay: 50 }, [50, 100, 150, 200, 250]],
    ['stays the same', { backoff: 'fixed', initialDelay: 70 }, [70, 70, 70, 70, 70]],
    ['ends at the longest', { initialDelay: 1_000, maxDelay: 3_000 }, [1_000, 2_000, 3_000, 3_000, 3_000]],
    ['ends at 30 s by default', { initialDelay: 10_000 }, [10_000, 20_000, 30_000, 30_000, 30_000]],
  ])('%s', (_, policy, expected) => {
    expect(delays({ jitter: false, ...policy })).toEqual(expected);
  });

  it('is drawn between none and its full length', () => {
    expect(delays({}, 0)).toEqual([0, 0, 0, 0, 0]);
    expect(delays({}, 0.5)).toEqual([50, 100, 200, 400, 800]);
    expect(delays({}, 1)).toEqual([100, 200, 400, 800, 1_600]);
  });

  it('draws nothing without jitter', () => {
    expect(delays({ jitter: false }, 0)).toEqual([100, 200, 400, 800, 1_600]);
  });

  it('stays a number however often it is tried', () => {
    expect(delayAfter(5_000, { attempts: 9_999 }, () => 1)).toBe(30_000);
  });
});
