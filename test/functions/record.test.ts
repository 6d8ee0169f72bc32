/** The record of a run over HTTP, and what a later export shows of whoever wrote to the table besides. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createWebhook } from '../../functions/webhook.ts';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import type { RunRecord } from '../../shared/domain/record.ts';
import { type RecordVerdict, verifyRecord } from '../../shared/domain/verify-record.ts';
import { cancelRun, retryRun } from '../../shared/use-cases/operate-run.ts';
import { person } from '../support/builders.ts';
import { answered, gatewayEvent, jwt } from '../support/gateway.ts';
import { BONUS, bonusWorkflow, decidedBonus, exportOf } from '../support/records.ts';
import { describeOnBothStores, memoryStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { refundWorkflow, workflowOf } from '../support/workflows.ts';

const AWS = { local: false, origins: [] };
const REFUND = { orderId: 'o-1', amount: 40 };
const operator = person('olga@example.com', ['operator']);

/** Asks the same key of somebody else, once it is tried again. */
let asked = 'finance';
const asksAnew = workflowOf('anew', async ({ step, approval }) => {
  await approval('go', { title: `To ${asked}`, assignee: asked });
  await step('act', () => {
    if (asked === 'finance') throw new Error('Not of these');
  });
});

describeOnBothStores('the record of a run', (freshStores) => {
  const signer = createMemorySigner();
  let stores: TestStores;
  let system: TestSystem;

  beforeEach(async () => {
    asked = 'finance';
    stores = await freshStores();
    system = createTestSystem({ workflows: [bonusWorkflow, refundWorkflow([]), asksAnew], stores, signer });
  });

  const recordOf = async (runId: string) => JSON.parse(await exportOf(system, runId)) as RunRecord;
  const verdictOf = async (runId: string): Promise<RecordVerdict> =>
    verifyRecord(await exportOf(system, runId), { keys: await signer.keys() });

  it('tells everything that happened to an approval by several people, and is sound', async () => {
    const runId = await decidedBonus(system);

    const { entries, approvals, seal } = await recordOf(runId);

    expect(entries.map(({ what, key }) => [what, key])).toEqual([
      ['started', undefined],
      ['done', 'calculate'],
      ['answered', BONUS],
      ['done', 'pay'],
      ['ended', undefined],
    ]);
    expect(approvals.map((one) => one.entries.map(({ what, by }) => [what, by]))).toEqual([
      [
        ['asked', undefined],
        ['commented', 'ann@example.com'],
        ['voted', 'ann@example.com'],
        ['withdrawn', 'ann@example.com'],
        ['reassigned', 'ben@example.com'],
        ['voted', 'ben@example.com'],
        ['reminded', undefined],
        ['voted', 'cleo@example.com'],
        ['approved', 'cleo@example.com'],
      ],
    ]);
    expect(entries[2]).toMatchObject({ chain: approvals[0]?.entries.at(-1)?.before, votes: [{}, {}] });
    expect(seal).toMatch(/^[\w-]{8}\.[\w-]{86}$/);
    expect(await verdictOf(runId)).toMatchObject({ sound: true });
  });

  it('is sound at every stage of a run, and where what people are shown is too large for a record', async () => {
    const { run } = await system.start('bonus', { note: 'x'.repeat(150_000) });
    const verdicts = [await verdictOf(run.runId)];
    await system.drain();
    verdicts.push(await verdictOf(run.runId));
    const other = await decidedBonus(system, 'x'.repeat(150_000));
    verdicts.push(await verdictOf(other));

    expect(verdicts.map(({ sound, status, approvals }) => [sound, status, approvals])).toEqual([
      ...[
        [true, 'waiting', 0],
        [true, 'waiting', 1],
      ],
      [true, 'completed', 1],
    ]);
  });

  it('is sound of a cancelled run, of one that was asked nothing in time, and of one that was asked anew', async () => {
    const cancelled = (await system.start('refund', REFUND)).run.runId;
    const expired = (await system.start('refund', REFUND)).run.runId;
    const anew = (await system.start('anew')).run.runId;
    await system.drain();
    await cancelRun(system.kept(), cancelled, operator);
    await system.decide(anew, 'go', { action: 'approve' });
    await system.drain();
    asked = 'legal';
    await retryRun(system.kept(), anew);
    await system.pass('25h');
    await system.decide(anew, 'go', { action: 'approve' }, person('li@example.com', ['legal']));
    await system.drain();

    const verdicts = [await verdictOf(cancelled), await verdictOf(expired), await verdictOf(anew)];

    expect(verdicts.map(({ problem, status }) => [problem, status])).toEqual([
      [undefined, 'cancelled'],
      [undefined, 'failed'],
      [undefined, 'completed'],
    ]);
    expect((await recordOf(anew)).approvals.map(({ entries }) => entries.map(({ what }) => what))).toEqual([
      ['asked', 'approved', 'superseded'],
      ['asked', 'approved'],
    ]);
    expect(await recordOf(cancelled)).toMatchObject({
      approvals: [{ entries: [{ what: 'asked' }, { what: 'cancelled', by: 'run-ended' }] }],
      entries: [{}, {}, { what: 'ended', status: 'cancelled', by: 'olga@example.com' }],
    });
  });

  /** A write to the table that no use case makes. */
  const tamper = (runId: string, set: object) =>
    stores.approvals.move(runId, 'approve:refund', { name: 'tamper', set, when: [{ status: ['approved'] }] });
  const decided = async () => {
    const { run } = await system.start('refund', REFUND);
    await system.drain();
    await system.decide(run.runId, 'approve:refund', { action: 'approve' });
    return run.runId;
  };

  it.each([
    ['the title of an approval', { title: 'Refund 4000 for o-1' }, 1],
    ['whom it was asked of', { assignee: ['sales'] }, 1],
    ['what was proposed', { proposed: '[{"amount":1},4000]' }, 1],
  ])('shows that somebody changed %s after the decision, and names the approval', async (_what, set, entry) => {
    const runId = await decided();

    await tamper(runId, set);
    await system.drain();

    expect(await verdictOf(runId)).toMatchObject({
      sound: false,
      problem: { kind: 'altered', approval: { key: 'approve:refund' }, entry },
    });
  });

  it('shows that somebody changed what was approved after the run went on with it', async () => {
    const runId = await decided();
    await system.drain();
    const approval = await stores.approvals.get(runId, 'approve:refund');
    if (approval?.status !== 'approved') throw new Error('It was not approved.');

    await tamper(runId, { settlement: { ...approval.settlement, value: '[{"amount":1},1]' } });

    expect(await verdictOf(runId)).toMatchObject({
      sound: false,
      problem: { kind: 'altered', approval: { key: 'approve:refund' }, entry: 2, says: expect.stringContaining('ann') },
    });
  });

  it('shows that somebody changed what a step gave back, or removed the seal, after the end', async () => {
    const [one, other] = [await decided(), await decided()];
    await system.drain();
    const { tail } = await system.run(one);
    const changed = tail.map((entry) => (entry.kind === 'step' ? { ...entry, value: '["another"]' } : entry));

    await stores.runs.move(one, { name: 'tamper', set: { tail: changed }, when: [{ status: ['completed'] }] });
    await stores.runs.move(other, { name: 'tamper', set: {}, remove: ['seal'], when: [{ status: ['completed'] }] });

    expect(await verdictOf(one)).toMatchObject({ sound: false, problem: { kind: 'seal' } });
    expect(await verdictOf(other)).toMatchObject({ sound: false, problem: { kind: 'seal' } });
  });
});

describe('the record over HTTP', () => {
  let system: TestSystem;
  const call = async (path: string, authorizer?: ReturnType<typeof jwt>) => {
    const webhook = createWebhook(system.kept(), AWS);
    return webhook(gatewayEvent({ method: 'GET', path, ...(authorizer && { authorizer }) }));
  };

  beforeEach(async () => {
    system = createTestSystem({ workflows: [refundWorkflow([])], stores: await memoryStores() });
    await system.start('refund', REFUND, { runId: 'r-1' });
  });

  it.each([
    ['a viewer', jwt('vera@example.com', 'viewer'), 200],
    ['an operator', jwt('olga@example.com', 'operator'), 200],
    ['who may start runs alone', jwt('sam@example.com', 'starter'), 403],
    ['who is asked', jwt('fay@example.com', 'finance'), 403],
    ['nobody known', undefined, 401],
  ])('answers %s with %s', async (_who, authorizer, status) => {
    expect((await call('/runs/r-1/record', authorizer)).statusCode).toBe(status);
  });

  it('knows no record of a run that there is not', async () => {
    const { status, body } = answered(await call('/runs/r-2/record', jwt('vera@example.com', 'viewer')));

    expect([status, body.code]).toEqual([404, 'run-unknown']);
  });

  it('shows the keys to anybody', async () => {
    const { status, body } = answered(await call('/keys'));

    expect([status, body]).toEqual([200, { keys: await system.kept().signer.keys() }]);
  });
});
