/** Tries that are far apart: no runner waits for the next one. */
import { expect, it } from 'vitest';
import { resumeTerms } from '../../../shared/lambda/terms.ts';
import { person } from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const TERMS = resumeTerms({ getRemainingTimeInMillis: () => 900_000 });
const HOURLY = { attempts: 4, initialDelay: 3_600_000, maxDelay: 3_600_000, backoff: 'fixed', jitter: false } as const;

describeOnBothStores('a step whose tries are an hour apart', (freshStores) => {
  /** A charge that fails so often, and which try each call was. */
  function charging(failures: number) {
    const tries: number[] = [];
    const workflow = workflowOf('charge', async ({ step }) => {
      await step('reserve', () => 'reserved');
      return step(
        'charge',
        ({ attempt }) => {
          tries.push(attempt);
          if (tries.length <= failures) throw new Error('The bank is closed.');
          return `charged at try ${attempt}`;
        },
        { retry: HOURLY },
      );
    });
    return { workflow, tries };
  }

  it('parks between them, and counts on where it was', async () => {
    const { workflow, tries } = charging(2);
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores(), terms: TERMS });

    const { run } = await system.start('charge');
    await system.drain();
    const waiting = await system.view(run.runId);
    await system.pass('59m');
    const early = [...tries];
    await system.pass('2m');
    await system.pass('61m');

    expect(waiting).toMatchObject({
      status: 'waiting',
      waitingFor: [{ kind: 'time', key: 'charge', until: plus('1h') }],
    });
    expect(early).toEqual([1]);
    expect(await system.view(run.runId)).toMatchObject({ status: 'completed', result: 'charged at try 3' });
    expect(tries).toEqual([1, 2, 3]);
  });

  it('C6: fails after the last one, and can be retried', async () => {
    const { workflow, tries } = charging(4);
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores(), terms: TERMS });
    const { run } = await system.start('charge');
    await system.drain();

    for (let hour = 0; hour < 4; hour++) await system.pass('61m');

    expect(await system.run(run.runId)).toMatchObject({ status: 'failed', error: { stepKey: 'charge' } });
    expect(tries).toEqual([1, 2, 3, 4]);
  });

  it('A8: lets the other branches of the body go on meanwhile', async () => {
    const { tries } = charging(0);
    const workflow = workflowOf('both', ({ step, approval }) =>
      Promise.all([
        step(
          'charge',
          ({ attempt }) => {
            tries.push(attempt);
            if (attempt === 1) throw new Error('The bank is closed.');
            return attempt;
          },
          { retry: HOURLY },
        ),
        approval('sign-off', { assignee: 'finance' }).then(({ by }) => step('note', () => by)),
      ]),
    );
    const system = createTestSystem({ workflows: [workflow], stores: await freshStores(), terms: TERMS });
    const { run } = await system.start('both');
    await system.drain();

    await system.decide(run.runId, 'sign-off', { action: 'approve' }, person('ann@example.com', ['finance']));
    await system.drain();
    const between = await system.view(run.runId);
    await system.pass('61m');

    expect(between.timeline?.map(({ key }) => key)).toEqual(expect.arrayContaining(['sign-off', 'note']));
    expect(between.waitingFor).toMatchObject([{ key: 'charge', until: plus('1h') }]);
    expect(await system.view(run.runId)).toMatchObject({ status: 'completed', result: [2, 'ann@example.com'] });
    expect(tries).toEqual([1, 2]);
  });
});
