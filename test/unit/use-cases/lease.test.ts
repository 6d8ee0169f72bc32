/** For how long a runner holds a run. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningRun } from '../../../shared/domain/run.ts';
import { takeLease } from '../../../shared/domain/run-moves.ts';
import { holdLease, type LeaseTerms } from '../../../shared/use-cases/lease.ts';
import { aRun } from '../../support/builders.ts';
import { createTestClock, plus, type TestClock } from '../../support/clock.ts';
import { memoryStores, type TestStores } from '../../support/stores.ts';

describe('holdLease', () => {
  let stores: TestStores;
  let clock: TestClock;
  let run: RunningRun;
  beforeEach(async () => {
    stores = await memoryStores();
    clock = createTestClock();
    run = aRun({ leaseUntil: plus('10s') });
    await stores.runs.create(run);
  });
  const hold = (terms: Partial<LeaseTerms> = {}, runs = stores.runs) =>
    holdLease({ runs, clock }, run, { leaseMs: 10_000, ...terms });
  const leaseUntil = async () => (await stores.runs.load(run.runId)) as RunningRun;

  it('I4: holds until a second before its end', () => {
    const lease = hold();

    expect(lease.holds()).toBe(true);
    clock.advance('8999ms');
    expect(lease.holds()).toBe(true);
    clock.advance('1ms');
    expect(lease.holds()).toBe(false);
  });

  it('says when it is time to hand over', () => {
    const lease = hold({ handOverAfterMs: 5_000 });

    clock.advance('4999ms');
    expect(lease.timeIsUp()).toBe(false);
    clock.advance('1ms');
    expect(lease.timeIsUp()).toBe(true);
    expect(hold().timeIsUp()).toBe(false);
  });

  it('renews itself as often as its terms say', async () => {
    const lease = hold({ renewEveryMs: 3_000 });

    for (const until of ['13s', '16s', '19s']) {
      clock.advance('3s');
      await vi.waitFor(async () => expect(await leaseUntil()).toMatchObject({ leaseUntil: plus(until) }));
    }

    expect(lease.holds()).toBe(true);
    lease.drop();
  });

  it('I4: holds no more once somebody else has the run', async () => {
    const lease = hold({ renewEveryMs: 3_000 });
    await stores.runs.move(run.runId, takeLease({ holder: 'other', until: plus('1h'), now: plus('11s') }));

    clock.advance('3s');

    await vi.waitFor(() => expect(lease.holds()).toBe(false));
    expect(await leaseUntil()).toMatchObject({ holder: 'other', leaseUntil: plus('1h') });
  });

  it('tries again where renewing fails, and holds as long as it was told', async () => {
    let failures = 0;
    const move: TestStores['runs']['move'] = (...args) => {
      failures++;
      return failures === 1 ? Promise.reject(new Error('away')) : stores.runs.move(...args);
    };
    const lease = hold({ renewEveryMs: 3_000 }, { ...stores.runs, move });

    clock.advance('3s');
    await vi.waitFor(() => expect(clock.slept).toEqual([3_000, 3_000]));
    expect(lease.holds()).toBe(true);
    clock.advance('3s');

    await vi.waitFor(async () => expect(await leaseUntil()).toMatchObject({ leaseUntil: plus('16s') }));
    lease.drop();
  });

  it('renews nothing once it was dropped', async () => {
    const lease = hold({ renewEveryMs: 3_000 });

    lease.drop();
    clock.advance('3s');
    await new Promise((resolve) => setImmediate(resolve));

    expect(await leaseUntil()).toMatchObject({ leaseUntil: plus('10s') });
  });
});
