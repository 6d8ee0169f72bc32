/** The time of the machine. */
import { expect, it } from 'vitest';
import { createSystemClock } from '../../shared/adapters/system/clock.ts';

const clock = createSystemClock();

it('tells the time of the machine', () => {
  const before = Date.now();

  const now = clock.now().getTime();

  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('wakes who sleeps when their time is over', async () => {
  await expect(clock.sleep(1)).resolves.toBeUndefined();
});

it('wakes who sleeps at once when the signal aborts, or has aborted before', async () => {
  const over = new AbortController();
  const sleeping = clock.sleep(3_600_000, over.signal);

  over.abort();

  await expect(sleeping).resolves.toBeUndefined();
  await expect(clock.sleep(3_600_000, over.signal)).resolves.toBeUndefined();
});
