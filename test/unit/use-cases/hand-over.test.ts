/** Runs that take longer than any runner has: they are handed on from one to the next. */
import { describe, expect, it } from 'vitest';
import { resumeTerms } from '../../../shared/lambda/terms.ts';
import { createTestClock } from '../../support/clock.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

/** What Lambda gives a function: 15 minutes. */
const TERMS = resumeTerms({ getRemainingTimeInMillis: () => 900_000 });

describe('a run of ten thousand steps of a second each', () => {
  it('I3, I4: completes over many invocations, and runs each step once', async () => {
    const clock = createTestClock();
    const ran = new Map<number, number>();
    const epochs = new Set<number>();
    const long = workflowOf('long', async ({ step }) => {
      for (let i = 0; i < 10_000; i++)
        await step(`second:${i}`, () => {
          clock.advance('1s');
          ran.set(i, (ran.get(i) ?? 0) + 1);
        });
      return 'done';
    });
    const stores = await memoryStores();
    const system = createTestSystem({ workflows: [long], stores, clock, terms: TERMS });

    const { run } = await system.start('long', {}, { runId: 'long-1' });
    await system.drain();

    for (const change of system.log) if (change.kind === 'run' && change.after) epochs.add(change.after.epoch);
    expect(run.status).toBe('running');
    expect(await system.run('long-1')).toMatchObject({ status: 'completed', leases: 0 });
    expect([...ran.values()].filter((times) => times !== 1)).toEqual([]);
    expect(ran.size).toBe(10_000);
    expect(epochs.size).toBe(Math.ceil(10_000 / 870)); // each lets go 30 s before its time is over
  }, 60_000);
});
