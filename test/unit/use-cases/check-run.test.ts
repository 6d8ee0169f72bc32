/** Whether code that is about to be deployed could go on with the runs that wait. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { renameStep } from '../../../shared/engine/state-tools.ts';
import { type BodyArgs, createRegistry, defineWorkflow, type Workflow } from '../../../shared/engine/workflow.ts';
import { checkRun } from '../../../shared/use-cases/check-run.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';

type Args = BodyArgs<unknown, undefined>;

const effects: string[] = [];
const did = ({ step }: Args, key: string) => step(key, () => void effects.push(key));

const order = (run: (args: Args) => Promise<unknown>, more: Partial<Pick<Workflow, 'version' | 'migrate'>> = {}) =>
  defineWorkflow({
    name: 'order',
    version: more.version ?? '1',
    input: z.unknown(),
    run,
    ...(more.migrate && { migrate: more.migrate }),
  });

const original = order(async (args) => {
  await did(args, 'reserve');
  await args.approval('sign-off');
  await did(args, 'ship');
});

/** What the check says of a run of the original that waits, with nothing but its reads in the stores. */
async function check(...workflows: Workflow[]) {
  const stores = await memoryStores();
  const system = createTestSystem({ workflows: [original], stores });
  const { run } = await system.start('order');
  if (run.status !== 'waiting') throw new Error('The run does not wait.');
  effects.splice(0);
  await stores.changes();
  const problem = await checkRun({ ...system.kept(), workflows: createRegistry(workflows) }, run);
  expect(effects).toEqual([]);
  expect(await stores.changes()).toEqual([]);
  return problem;
}

describe('checkRun', () => {
  it('finds nothing where the code is as it was', async () => {
    expect(await check(original)).toBeUndefined();
  });

  it('finds nothing where only what comes later was changed', async () => {
    const changed = order(async (args) => {
      await did(args, 'reserve');
      await args.approval('sign-off');
      await did(args, 'pack');
    });

    expect(await check(changed)).toBeUndefined();
  });

  it('names the first step that differs', async () => {
    const changed = order(async (args) => {
      await did(args, 'allocate');
      await args.approval('sign-off');
    });

    expect(await check(changed)).toMatchObject({
      code: 'path-changed',
      message: expect.stringContaining('does not come to step "reserve", and comes to the new step "allocate"'),
    });
  });

  it('finds a version that is missing', async () => {
    expect(await check(order(async () => {}, { version: '2' }))).toMatchObject({ code: 'workflow-unknown' });
  });

  it('tries the migration out', async () => {
    const renamed = async (args: Args) => {
      await did(args, 'allocate');
      await args.approval('sign-off');
    };
    const migrating = (migrate: Workflow['migrate']) => check(order(renamed, { version: '2', migrate }));

    expect(await migrating({ '1': (state) => renameStep(state, 'reserve', 'allocate') })).toBeUndefined();
    expect(await migrating({ '1': (state) => state })).toMatchObject({ code: 'path-changed' });
    expect(await migrating({ '1': () => Promise.reject(new Error('No.')) })).toMatchObject({
      code: 'migration-failed',
    });
  });

  it('finds a body that throws over what the run remembers', async () => {
    const broken = order(async () => {
      throw new Error('No warehouse is configured.');
    });

    expect(await check(broken)).toMatchObject({ message: expect.any(String) });
  });
});
