import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnection } from '../../inbox/src/connection.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a connection', () => {
  it('is tried again by itself, more and more slowly, and says when it is back', async () => {
    let answers = false;
    const tried: number[] = [];
    const back = vi.fn();
    const start = Date.now();
    const connection = createConnection(async () => {
      tried.push(Date.now() - start);
      if (!answers) throw new Error('nobody');
    }, back);

    connection.failed();
    const lost = connection.state();
    await vi.advanceTimersByTimeAsync(7_500);
    answers = true;
    await vi.advanceTimersByTimeAsync(10_000);

    expect(lost).toMatchObject({ online: false, since: start, nextTry: start + 1_000 });
    expect(tried).toEqual([1_000, 3_000, 7_000, 15_000]);
    expect(connection.state()).toEqual({ online: true });
    expect(back).toHaveBeenCalledOnce();
  });
});
