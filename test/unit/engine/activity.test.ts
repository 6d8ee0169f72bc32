/** When a body can go no further by itself. */
import { describe, expect, it } from 'vitest';
import { createActivity } from '../../../shared/engine/activity.ts';
import { play, waitsOf } from '../../support/plan.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const aWork = () => ({ isHeld: false });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Whether a promise has settled after a few turns of the event loop. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  for (let i = 0; i < 3; i++) await turn();
  return settled;
}

describe('createActivity', () => {
  it('is quiet once something is held and nothing is under way', async () => {
    const activity = createActivity();

    void activity.hold();

    expect(await settles(activity.quiet())).toBe(true);
  });

  it('is not quiet while nothing is held', async () => {
    const activity = createActivity();

    await activity.during(aWork(), async () => {});

    expect(await settles(activity.quiet())).toBe(false);
  });

  it('is not quiet while something is under way beside what is held', async () => {
    const activity = createActivity();
    let finish = () => {};
    const working = activity.during(
      aWork(),
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    void activity.hold();

    expect(await settles(activity.quiet())).toBe(false);
    expect(await settles(activity.idle())).toBe(false);
    finish();
    await working;

    expect(await settles(activity.quiet())).toBe(true);
    expect(await settles(activity.idle())).toBe(true);
  });

  it('is not quiet where a branch goes on right after its work', async () => {
    const activity = createActivity();
    const seen: string[] = [];
    void activity.quiet().then(() => seen.push('quiet'));
    void activity.hold();

    await activity.during(aWork(), turn);
    await activity.during(aWork(), turn);
    seen.push('done');
    await turn();
    await turn();

    expect(seen).toEqual(['done', 'quiet']);
  });
});

describe('what waits inside of a step', () => {
  it('B4: pauses the run, and the step with it', async () => {
    const played = await play(({ step, approval }) => step('send', async () => (await approval('email-approval')).by));

    expect(waitsOf(played)).toMatchObject([{ kind: 'approval', ask: { key: 'email-approval' } }]);
    expect(played.journal.saved).toEqual([]);
  });

  it('B4: pauses the run from a step in a step', async () => {
    const played = await play(({ step, approval }) => step('outer', () => step('inner', () => approval('deep'))));

    expect(waitsOf(played)).toMatchObject([{ ask: { key: 'deep' } }]);
  });

  it('is no other run that the step starts, though that waits for people', async () => {
    const stores = await memoryStores();
    const child = workflowOf('child', ({ approval }) => approval('check'));
    const parent = workflowOf('parent', async ({ step }) => {
      const { status } = await step('start', async () => (await system.start('child')).run);
      return step('note', () => status);
    });
    const system: TestSystem = createTestSystem({ workflows: [child, parent], stores });

    const { run } = await system.start('parent');

    expect(run).toMatchObject({ status: 'completed' });
  }, 3_000);
});
