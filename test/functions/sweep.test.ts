/** The sweep function, by the events that it is run with: the schedule's, and a part that another sweep left to it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createSweep } from '../../functions/sweep.ts';
import type { Sweepers } from '../../shared/ports/sweepers.ts';
import type { DuePart } from '../../shared/ports/workflow-state-store.ts';
import { keepRun } from '../contract/run-states.ts';
import { aDelivery } from '../support/builders.ts';
import { NOW, plus } from '../support/clock.ts';
import { silenceErrors } from '../support/silence.ts';
import { memoryStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';

/** One more than a sweep reads at once. */
const MANY = 1_001;
const IN_TIME = { getRemainingTimeInMillis: () => 55_000 };
const SCHEDULED = { 'detail-type': 'Scheduled Event', detail: {} };

describe('the sweep function', () => {
  let stores: TestStores;
  let system: TestSystem;
  let sent: DuePart[];
  beforeEach(async () => {
    stores = await memoryStores();
    system = createTestSystem({ workflows: [], stores });
    sent = [];
  });
  const sweepers = (fails = false): Sweepers => ({
    parts: 4,
    async send(parts) {
      if (fails) throw new Error('Too many requests.');
      sent.push(...parts);
    },
  });
  const run = (event: unknown, { fails = false } = {}) =>
    createSweep(system.kept(), system.teller(), undefined, sweepers(fails))(event, IN_TIME);
  /** As many as that are due since a while. */
  const keepDue = async (count: number) => {
    system.clock.advance('1h');
    for (let i = 0; i < count; i += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, count - i) }, () => keepRun(stores.runs, 'waiting', { dueAt: plus('1m') })),
      );
  };

  it('has no help where one sweep can take what is due', async () => {
    await keepDue(20);

    expect(await run(SCHEDULED)).toEqual({ runs: 20, failed: 0, more: false });
    expect(sent).toEqual([]);
  });

  it('shares out what is due where it is more, and tries again what was not delivered all the same', async () => {
    await keepDue(MANY);
    await stores.deliveries.keep(aDelivery({ due: { list: 'delivery', at: NOW } }));

    expect(await run(SCHEDULED)).toEqual({ runs: 0, failed: 0, more: true });

    expect(sent).toEqual([0, 1, 2, 3].map((number) => ({ number, of: 4 })));
    expect(await stores.deliveries.due(plus('1h'), 10)).toEqual([]);
  });

  it('takes the part that it is left, and nothing else; all parts together take everything', async () => {
    await keepDue(40);
    await stores.deliveries.keep(aDelivery({ due: { list: 'delivery', at: NOW } }));

    const swept = await Promise.all([0, 1, 2, 3].map((number) => run({ part: { number, of: 4 } })));

    expect(swept.reduce((sum, { runs }) => sum + runs, 0)).toBe(40);
    expect(await stores.runs.due(plus('1h'), { limit: 10 })).toEqual({ items: [] });
    expect(await stores.deliveries.due(plus('1h'), 10)).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  it('I8: takes all of it itself where who is asked for help does not answer', async () => {
    silenceErrors();
    await keepDue(MANY);
    const silent: Sweepers = { parts: 4, send: () => new Promise<never>(() => {}) };

    const sweeping = createSweep(system.kept(), system.teller(), undefined, silent)(SCHEDULED, IN_TIME);
    const ticking = setInterval(() => system.clock.advance('1s'), 10);

    expect(await sweeping.finally(() => clearInterval(ticking))).toEqual({ runs: MANY, failed: 0, more: false });
  });

  it('takes all of it itself where no help can be had', async () => {
    silenceErrors();
    await keepDue(MANY);

    expect(await run(SCHEDULED, { fails: true })).toEqual({ runs: MANY, failed: 0, more: false });
  });
});
