/** Values that are too large for a record: kept outside, in full, encrypted, and removed with their run. */
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { createMemoryValueStore } from '../../../shared/adapters/memory/value-store.ts';
import type { DecisionInput } from '../../../shared/domain/decision.ts';
import { gatedStep } from '../../../shared/engine/gated-step.ts';
import { defineWorkflow, type Workflow } from '../../../shared/engine/workflow.ts';
import type { ValueStore } from '../../../shared/ports/value-store.ts';
import { explainApproval } from '../../../shared/use-cases/explain-approval.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { startRun } from '../../../shared/use-cases/start-run.ts';
import { person } from '../../support/builders.ts';
import { silenceErrors } from '../../support/silence.ts';
import { describeOnBothStores, describeWithDynamoDB, dynamoDBStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

const MB = 1024 * 1024;
const large = (letter: string, bytes = 300_000) => letter.repeat(bytes);
const operator = person('olga@example.com');
const ann = person('ann@example.com', ['finance']);

/** A store that tells what it keeps. */
function seen(): { values: ValueStore; kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  const values = createMemoryValueStore();
  return {
    kept,
    values: {
      ...values,
      async put(runId, name, bytes) {
        kept.set(`${runId}/${name}`, bytes);
        await values.put(runId, name, bytes);
      },
      async removeOfRun(runId) {
        for (const name of kept.keys()) if (name.startsWith(`${runId}/`)) kept.delete(name);
        await values.removeOfRun(runId);
      },
    },
  };
}

describeOnBothStores('a run with large values', (freshStores) => {
  let stores: TestStores;
  let kept: Map<string, Uint8Array>;
  beforeEach(async () => {
    const { values, kept: all } = seen();
    stores = { ...(await freshStores()), values };
    kept = all;
  });

  /** Its steps, and how often each ran. */
  const ran: string[] = [];
  const report = (): Workflow =>
    workflowOf('report', async ({ step, approval }) => {
      const data = await step('load', () => {
        ran.push('load');
        return { rows: large('ä', 150_000), when: new Date(0) };
      });
      await approval('publish', { details: { text: large('d') }, assignee: 'finance' });
      return step('publish', () => {
        ran.push('publish');
        return `${data.rows.length} ${data.when.toISOString()} ${large('r')}`;
      });
    });

  it('A5, I3: gives back each value in full after a pause, and runs no step again for it', async () => {
    ran.splice(0);
    const system = createTestSystem({ workflows: [report()], stores });
    const { run } = await system.start('report');
    await system.drain();

    await system.decide(run.runId, 'publish', { action: 'approve' }, ann);
    await system.drain();

    const view = await system.view(run.runId);
    expect(view).toMatchObject({ status: 'completed', result: `150000 1970-01-01T00:00:00.000Z ${large('r')}` });
    expect(ran).toEqual(['load', 'publish']);
  });

  it('keeps each outside of the run’s record, which stays small', async () => {
    const system = createTestSystem({ workflows: [report()], stores });
    const { run } = await system.start('report', { text: large('i', 200_000) });

    expect(JSON.stringify(await system.run(run.runId)).length).toBeLessThan(3_000);
    expect(kept.size).toBe(3);
    expect(await system.view(run.runId)).toMatchObject({ input: { text: large('i', 200_000) } });
  });

  it('keeps none of it in the clear', async () => {
    const system = createTestSystem({ workflows: [report()], stores });

    await system.start('report');

    for (const bytes of kept.values()) expect(Buffer.from(bytes).includes('dddd')).toBe(false);
    expect(kept.size).toBe(2);
  });

  it('I5: shows people the details in full, and lets them decide on them', async () => {
    const system = createTestSystem({ workflows: [report()], stores });
    const { run } = await system.start('report');
    await system.drain();

    const { view } = await readApproval(system.kept(), { runId: run.runId, key: 'publish' });

    expect(view.details).toEqual({ text: large('d') });
  });

  it.each<[string, DecisionInput]>([
    ['editedValue', { action: 'edit', originalValue: { text: large('a') }, editedValue: { text: 'short' } }],
    ['value', { action: 'approve', value: { text: large('a') } }],
    ['editedValue', { action: 'edit', originalValue: { keptOutside: { bytes: 300_011 } }, editedValue: 1 }],
  ])('B5: says of arguments kept outside that they are not edited, why, and what to do (%s)', async (path, input) => {
    const sent: number[] = [];
    const send = gatedStep(async ({ text }: { text: string }) => void sent.push(text.length), {
      ...{ key: 'send', requiresApproval: true, description: 'Send it' },
    });
    const mail = workflowOf('mail', ({ step }) => step('send', () => send({ text: large('a') })));
    const system = createTestSystem({ workflows: [mail], stores });
    const { run } = await system.start('mail');
    await system.drain();

    const { explanation } = await explainApproval(system.kept(), { runId: run.runId, key: 'send' }, operator);
    const edit = system.decide(run.runId, 'send', input, operator);

    await expect(edit).rejects.toMatchObject({
      code: 'invalid-input',
      details: {
        errors: [{ path, message: expect.stringMatching(/has \d{6} bytes .* outside .* Approve it as it is/) }],
      },
    });
    expect(explanation.you.actions).toEqual(['approve', 'reject', 'cancel', 'comment', 'reassign']);
    await system.decide(run.runId, 'send', { action: 'approve' }, operator);
    await system.drain();
    expect(sent).toEqual([300_000]);
  });

  it('starts the same run again by the same large input, and refuses another', async () => {
    const system = createTestSystem({ workflows: [report()], stores });
    const input = { text: large('i', 200_000) };
    const { run } = await system.start('report', input, { runId: 'report-1' });

    const again = await system.start('report', input, { runId: 'report-1' });
    const other = startRun(
      system.runner(),
      { workflow: 'report', input: { ...input, more: 1 }, runId: 'report-1' },
      { leaseMs: 1 },
    );

    expect(again).toMatchObject({ created: false, run: { runId: run.runId } });
    await expect(other).rejects.toMatchObject({ code: 'run-conflict' });
  });

  it('removes them with the run', async () => {
    const system = createTestSystem({ workflows: [report()], stores });
    const { run } = await system.start('report');
    await system.drain();
    const before = await system.run(run.runId);

    await stores.runs.remove(run.runId);
    await system.deliver({ kind: 'run', before });

    expect(kept.size).toBe(0);
  });

  it('lets go of the run where a value cannot be read, and goes on once it can', async () => {
    silenceErrors();
    let broken = true;
    const { values } = stores;
    const faulty: ValueStore = {
      ...values,
      get: (runId, name) => (broken ? Promise.reject(new Error('S3 is away.')) : values.get(runId, name)),
    };
    const system = createTestSystem({ workflows: [report()], stores: { ...stores, values: faulty } });
    const { run } = await system.start('report');
    await system.drain();
    await system.decide(run.runId, 'publish', { action: 'approve' }, ann);
    await system.drain();
    const during = await system.run(run.runId);

    broken = false;
    await system.pass('2m');

    expect(during.status).toBe('running');
    expect((await system.run(run.runId)).status).toBe('completed');
  });

  it('refuses what was changed where it is kept', async () => {
    silenceErrors();
    const system = createTestSystem({ workflows: [report()], stores });
    const { run } = await system.start('report');
    await system.drain();
    const { values } = stores;
    const get: ValueStore['get'] = async (runId, name) =>
      (await values.get(runId, name))?.map((byte, i) => (i === 99 ? byte ^ 1 : byte));
    const tampered = createTestSystem({ workflows: [report()], stores: { ...stores, values: { ...values, get } } });

    await tampered.decide(run.runId, 'publish', { action: 'approve' }, ann);

    await expect(tampered.resume({ runId: run.runId })).rejects.toThrow(/auth/i);
    expect(await stores.runs.load(run.runId)).toMatchObject({ status: 'running' });
  });

  it('fails a step whose value is over 25 MB, naming it and both sizes', async () => {
    const huge = workflowOf('huge', ({ step }) => step('load', () => 'x'.repeat(25 * MB)));
    const system = createTestSystem({ workflows: [huge], stores });

    const { run } = await system.start('huge');

    expect(run).toMatchObject({
      status: 'failed',
      error: {
        code: 'value-not-kept',
        message: expect.stringMatching(/step "load".*26214404 bytes, and at most 26214400/),
      },
    });
  });

  it('keeps a value of 25 MB', async () => {
    const huge = workflowOf('huge', async ({ step }) => {
      const text = await step('load', () => 'x'.repeat(25 * MB - 2 - 2));
      return step('count', () => text.length);
    });
    const system = createTestSystem({ workflows: [huge], stores });

    const { run } = await system.start('huge');

    expect(await system.view(run.runId)).toMatchObject({ status: 'completed', result: 25 * MB - 4 });
  });
});

describeWithDynamoDB('a run that asks very much at once', () => {
  it('C2: asks two hundred things, each with a page of details, and goes on with every answer', async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `sign:${i}`);
    const many = defineWorkflow({
      ...{ name: 'many', version: '1', input: z.unknown() },
      run: async ({ approval }) => {
        const all = await Promise.all(
          keys.map((key) => approval<number>(key, { assignee: 'finance', details: large(key, 2_000) })),
        );
        return all.map(({ value }) => value);
      },
    });
    const system = createTestSystem({ workflows: [many], stores: await dynamoDBStores() });
    const { run } = await system.start('many');
    await system.drain();

    for (const [i, key] of keys.entries()) await system.decide(run.runId, key, { action: 'approve', value: i }, ann);
    await system.loseChanges(); // two hundred wake-ups would have it executed two hundred times; the sweep makes up for all
    await system.pass('25h');

    expect(await system.view(run.runId)).toMatchObject({ status: 'completed', result: keys.map((_, i) => i) });
  }, 60_000);
});
