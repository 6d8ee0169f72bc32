/** Runs that began in a version of their workflow that is there no more. */
import { expect, it } from 'vitest';
import * as z from 'zod';
import { renameStep } from '../../../shared/engine/state-tools.ts';
import { type BodyArgs, defineWorkflow, type Migration } from '../../../shared/engine/workflow.ts';
import { retryRun } from '../../../shared/use-cases/operate-run.ts';
import { person } from '../../support/builders.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';

type Args = BodyArgs<unknown, undefined>;

describeOnBothStores('a run of an earlier version', (freshStores) => {
  const ann = person('ann@example.com', ['finance']);
  const effects: string[] = [];
  const executed = () => effects.splice(0);
  const did = ({ step }: Args, key: string) => step(key, () => void effects.push(key));
  const ask = ({ approval }: Args) => approval('sign-off', { title: 'Ship it?', assignee: 'finance' });

  const version = (version: string, keys: [string, string], migrate?: Record<string, Migration>) =>
    defineWorkflow({
      ...{ name: 'order', version, input: z.unknown(), ...(migrate && { migrate }) },
      async run(args) {
        await did(args, keys[0]);
        await ask(args);
        await did(args, keys[1]);
        return version;
      },
    });
  const one = version('1', ['reserve', 'ship']);
  const two = (migrate?: Record<string, Migration>) => version('2', ['allocate', 'send'], migrate);
  const renaming = { '1': (snapshot) => renameStep(snapshot, 'reserve', 'allocate') } satisfies Record<
    string,
    Migration
  >;

  /** Parks a run of version 1, then has it approved where these versions are registered. */
  async function approvedIn(workflows: ReturnType<typeof version>[]) {
    const stores = await freshStores();
    const before = createTestSystem({ workflows: [one], stores });
    const { run } = await before.start('order');
    await before.drain();
    const after = createTestSystem({ workflows, stores });
    await after.decide(run.runId, 'sign-off', { action: 'approve' }, ann);
    await after.drain();
    return { stores, after, run: await after.run(run.runId) };
  }
  const approvalsOf = async (system: TestSystem, runId: string) =>
    (await system.kept().approvals.ofRun(runId)).map(({ key, status }) => `${key} ${status}`);

  it('goes on in its own version where that is registered beside the newer one', async () => {
    const { run } = await approvedIn([one, two(renaming)]);

    expect(run).toMatchObject({ status: 'completed', version: '1' });
    expect(executed()).toEqual(['reserve', 'ship']);
  });

  it('needs review where nothing says what becomes of it, and has begun nothing', async () => {
    const { run } = await approvedIn([two()]);

    expect(run).toMatchObject({ status: 'needs-review', version: '1', error: { code: 'workflow-unknown' } });
    expect('error' in run && run.error.message).toContain("migrate: { '1': (snapshot) => … }");
    expect(executed()).toEqual(['reserve']);
  });

  it('I2, I3, I5: goes on in the version that migrates it: what was done is done, what was decided is decided', async () => {
    const { run, after } = await approvedIn([two(renaming)]);

    expect(run).toMatchObject({ status: 'completed', version: '2', formerly: ['1'] });
    expect(executed()).toEqual(['reserve', 'send']);
    expect(await approvalsOf(after, run.runId)).toEqual(['sign-off approved']);
  });

  it('keeps what people are asked where it waits on', async () => {
    const stores = await freshStores();
    const before = createTestSystem({ workflows: [one], stores });
    const { run } = await before.start('order');
    await before.drain();
    const after = createTestSystem({ workflows: [two(renaming)], stores });

    await after.resume({ runId: run.runId });
    await after.drain();
    const waiting = await after.run(run.runId);
    await after.decide(run.runId, 'sign-off', { action: 'approve' }, ann);
    await after.drain();

    expect(waiting).toMatchObject({ status: 'waiting', version: '2' });
    expect(await approvalsOf(after, run.runId)).toEqual(['sign-off approved']);
    expect(await after.run(run.runId)).toMatchObject({ status: 'completed', result: expect.stringContaining('2') });
    expect(executed()).toEqual(['reserve', 'send']);
  });

  it('needs review where the migration throws, says why, and can be retried once it is mended', async () => {
    const broken = {
      '1': () => {
        throw new Error('There is no warehouse.');
      },
    };
    const { run, stores } = await approvedIn([two(broken)]);
    expect(run).toMatchObject({
      status: 'needs-review',
      version: '1',
      error: { code: 'migration-failed', message: expect.stringContaining('There is no warehouse.') },
    });

    const mended = createTestSystem({ workflows: [two(renaming)], stores });
    await retryRun(mended.kept(), run.runId);
    await mended.drain();

    expect(await mended.run(run.runId)).toMatchObject({ status: 'completed', version: '2' });
    expect(executed()).toEqual(['reserve', 'send']);
  });

  it('needs review where the migration gives back what is no snapshot', async () => {
    const { run } = await approvedIn([two({ '1': () => ({ entries: 'none' }) as never })]);

    expect(run).toMatchObject({ error: { code: 'migration-failed', message: expect.stringContaining('entries') } });
    executed();
  });

  it('I3: begins nothing where the migrated snapshot does not fit either', async () => {
    const { run } = await approvedIn([two({ '1': (snapshot) => snapshot })]);

    expect(run).toMatchObject({ status: 'needs-review', error: { code: 'path-changed' } });
    expect(executed()).toEqual(['reserve']);
  });

  it('I3: migrates a snapshot of many pages, also where another runner died after it had written some', async () => {
    const stores = await freshStores();
    const long = (version: string, prefix: string, migrate?: Record<string, Migration>) =>
      defineWorkflow({
        ...{ name: 'long', version, input: z.unknown(), ...(migrate && { migrate }) },
        async run(args) {
          for (let i = 0; i < 60; i++) await did(args, `${prefix}:${i}`);
          await ask(args);
          await did(args, 'end');
        },
      });
    const before = createTestSystem({ workflows: [long('1', 'old')], stores });
    const { run } = await before.start('long');
    await before.drain();
    const renamed = Array.from({ length: 60 }, (_, i) => i);
    const next = long('2', 'new', {
      '1': (snapshot) => renamed.reduce((state, i) => renameStep(state, `old:${i}`, `new:${i}`), snapshot),
    });
    await stores.runs.savePage(run.runId, 0, [], run.epoch + 1); // of a migration that came to nothing
    const after = createTestSystem({ workflows: [next], stores });

    await after.decide(run.runId, 'sign-off', { action: 'approve' }, ann);
    await after.drain();

    expect(await after.run(run.runId)).toMatchObject({ status: 'completed', version: '2' });
    expect(executed()).toEqual([...renamed.map((i) => `old:${i}`), 'end']);
  });
});
