/** What stays the same as things grow: a checkpoint in a long run, a sweep and a page of an inbox among many. */
import { LOCAL_AWS, startEngine } from '../../infra/local/engine.ts';
import { sleep } from '../../shared/adapters/system/clock.ts';
import { measureSteps, type StepsRow } from './growth/long-runs.ts';
import { measurePending, type PendingRow } from './growth/many-pending.ts';
import { benchKept, createTableWithoutStream } from './kept.ts';
import { createMeteredClient } from './metered-client.ts';
import { atMost, definePart } from './part.ts';

type GrowthRow = StepsRow | PendingRow;

const STEPS = [10, 100, 1_000, 10_000];
const PENDING = [100, 10_000, 100_000];

export const growth = definePart<GrowthRow>({
  name: 'growth',
  describe: 'a checkpoint at 10 to 10,000 steps; a sweep and an inbox among 100 to 100,000 approvals',
  async measure(progress) {
    const engine = await startEngine();
    try {
      const meter = createMeteredClient({ ...LOCAL_AWS, endpoint: engine.endpoint });
      const rows: GrowthRow[] = [];
      const runs = 'bench-runs';
      await createTableWithoutStream(meter.client, runs);
      const kept = benchKept(meter.client, runs);
      await measureSteps(kept, meter, runs, 1_000); // warms up
      for (const steps of STEPS) {
        progress(`${steps.toLocaleString('en-US')} steps`);
        rows.push(...(await measureSteps(kept, meter, runs, steps)));
      }
      const approvals = 'bench-approvals';
      const now = new Date();
      const still = benchKept(meter.client, approvals, { now: () => now, sleep });
      rows.push(...(await measurePending(still, meter, approvals, PENDING, progress)));
      return rows;
    } finally {
      await engine.stop();
    }
  },
  tables: (rows) => [
    {
      title: 'growth: what a step costs by the number of steps before it',
      rows: rows
        .filter(isOfSteps)
        .map(({ what, steps, requests, writeUnits, readUnits, cpuMs = Number.NaN, bytes = Number.NaN }) => ({
          ...{ what, 'after steps': steps, requests, 'write units': writeUnits, 'read units': readUnits },
          ...{ 'CPU ms': cpuMs, bytes },
        })),
      notes: [
        'Checkpoint: averages from one page to another. Page: what is frozen of the snapshot. Resume: until the next step begins.',
      ],
    },
    {
      title: 'growth: what is read among so many pending approvals',
      rows: rows.filter(isOfPending).map(({ what, pending, due, requests, readUnits, writeUnits }) => ({
        ...{ what, pending, 'of which due': due, requests, 'read units': readUnits, 'write units': writeUnits },
      })),
      notes: [
        'Sweep: looks at what is due, and sends a reminder for each. Inbox page: 25 approvals of one team, soonest deadline first.',
      ],
    },
  ],
  targets: (rows) => [
    atMost(
      'checkpoint after 1,000 steps, over one after 10: write units',
      [ratioOf(rows.filter(isOfSteps), 'checkpoint')],
      1.2,
    ),
    ...(['sweep', 'inbox page'] as const).flatMap((what) => [
      atMost(`${what}, 100,000 pending over 100: requests`, [growthOf(rows, what, 'requests')], 1.2),
      atMost(`${what}, 100,000 pending over 100: read units`, [growthOf(rows, what, 'readUnits')], 1.2),
    ]),
  ],
});

const isOfSteps = (row: GrowthRow): row is StepsRow => 'steps' in row;
const isOfPending = (row: GrowthRow): row is PendingRow => 'pending' in row;

function ratioOf(rows: readonly StepsRow[], what: StepsRow['what']): number {
  const at = (steps: number) => rows.find((row) => row.what === what && row.steps === steps)?.writeUnits ?? Number.NaN;
  return at(1_000) / at(10);
}

function growthOf(rows: readonly GrowthRow[], what: PendingRow['what'], figure: 'requests' | 'readUnits'): number {
  const at = (pending: number) =>
    rows.filter(isOfPending).find((row) => row.what === what && row.pending === pending)?.[figure] ?? Number.NaN;
  return at(100_000) / at(100);
}
