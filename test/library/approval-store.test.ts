/** The approval store as applications use it, over every kind of storage. */
import type { ApprovalStore, HITLOrchestrator } from 'countersign/hitl';
import { beforeEach, expect, it } from 'vitest';
import { NOW, plus } from '../support/clock.ts';
import { describeOnBothLibraries, type Library } from '../support/library.ts';
import { type Effects, expenseWorkflow, pairWorkflow, refundWorkflow } from '../support/workflows.ts';

const KEY = 'approve:refund';
const ANN = 'ann@example.com';

describeOnBothLibraries('hitl stores: approvals', (freshLibrary) => {
  let library: Library;
  let store: ApprovalStore;
  let orchestrator: HITLOrchestrator;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    store = library.open().approvalStore;
    orchestrator = library.process();
    effects = [];
  });

  const refund = (workflowId: string) =>
    orchestrator.start(refundWorkflow(effects), { workflowId, input: { orderId: 'o-1', amount: 40 } });

  it('C11: creates an approval apart from any run, with what is said of it', async () => {
    const created = await store.createApproval('budget', {
      ...{ metadata: { amount: 5_000, by: new Date(0) }, expiresAt: plus('24h'), requestedBy: 'sam@example.com' },
    });

    expect(created).toMatchObject({ status: 'pending', key: 'budget', requestedAt: NOW, expiresAt: plus('24h') });
    expect(created).toMatchObject({ metadata: { amount: 5_000, by: new Date(0) }, requestedBy: 'sam@example.com' });
    expect(await store.getApproval('budget')).toEqual(created);
  });

  it('C11: takes a date for the deadline', async () => {
    await store.createApproval('budget', { expiresAt: new Date(plus('4h')) });

    expect(await store.getApproval('budget')).toMatchObject({ expiresAt: plus('4h') });
  });

  it('C11: leaves an approval as it is where it is created again', async () => {
    await store.createApproval('budget', { requestedBy: 'sam@example.com' });
    await store.grantApproval('budget', 7, { approvedBy: ANN });

    const again = await store.createApproval('budget', { requestedBy: 'bob@example.com' });

    expect(again).toMatchObject({ status: 'approved', value: 7, approvedBy: ANN });
  });

  it.each([
    ['a key that cannot be one', 'no spaces allowed', {}],
    ['an empty key', '', {}],
    ['a run id that cannot be one', 'budget', { runId: 'no spaces allowed' }],
  ])('C11: refuses to create an approval under %s', async (_, key, options) => {
    await expect(store.createApproval(key, options)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('C11: reads an approval that was never asked as pending, and nothing more', async () => {
    expect(await store.getApproval('nothing')).toEqual({ status: 'pending' });
    expect(await store.getApproval('nothing', { runId: 'nobody' })).toEqual({ status: 'pending' });
  });

  it('C11: grants an approval', async () => {
    await store.createApproval('budget');
    library.clock.advance('5m');

    const receipt = await store.grantApproval('budget', { amount: 5_000 }, { approvedBy: ANN, comment: 'Fine.' });

    expect(receipt).toMatchObject({ key: 'budget', action: 'approve', status: 'approved', by: ANN, at: plus('5m') });
    expect(await store.getApproval('budget')).toMatchObject({
      ...{ status: 'approved', value: { amount: 5_000 }, approvedBy: ANN, approvedAt: plus('5m'), comment: 'Fine.' },
    });
  });

  it('C11: rejects an approval, with its reason', async () => {
    await store.createApproval('budget');

    await store.rejectApproval('budget', 'Too much.', { rejectedBy: ANN });

    expect(await store.getApproval('budget')).toMatchObject({
      ...{ status: 'rejected', reason: 'Too much.', rejectedBy: ANN, rejectedAt: NOW },
    });
  });

  it('C11: edits an approval, and keeps both values', async () => {
    await store.createApproval('budget');

    await store.editApproval('budget', { amount: 5_000 }, { amount: 4_500 }, { editedBy: ANN });

    const status = await store.getApproval<{ amount: number }>('budget');
    if (status.status !== 'edited') throw new Error(`It is ${status.status}.`);
    expect([status.originalValue.amount, status.editedValue.amount, status.value.amount]).toEqual([
      5_000, 4_500, 4_500,
    ]);
    expect([status.editedBy, status.editedAt]).toEqual([ANN, NOW]);
  });

  it('C11: cancels an approval', async () => {
    await store.createApproval('budget');

    await store.cancelApproval('budget', { cancelledBy: ANN, reason: 'A mistake.' });

    expect(await store.getApproval('budget')).toMatchObject({
      ...{ status: 'cancelled', cancelledBy: ANN, cancelledAt: NOW, reason: 'A mistake.' },
    });
  });

  it('C11: reads an approval that has expired as expired, once a late decision or a sweep has found it', async () => {
    await store.createApproval('budget', { expiresAt: plus('1h') });
    library.clock.advance('2h');

    await expect(store.grantApproval('budget', 1)).rejects.toMatchObject({ code: 'expired' });

    expect(await store.getApproval('budget')).toMatchObject({
      ...{ status: 'expired', reason: 'Nobody decided within 1h.', expiredAt: plus('1h') },
    });
  });

  it('C11: lets the first of several decisions win, and gives its actor the same receipt again', async () => {
    await store.createApproval('budget');
    const receipt = await store.grantApproval('budget', 1, { approvedBy: ANN });

    const refused = store.rejectApproval('budget', 'No.', { rejectedBy: 'bob@example.com' });

    await expect(refused).rejects.toMatchObject({ code: 'already-decided', details: { decision: { by: ANN } } });
    expect(await store.grantApproval('budget', 1, { approvedBy: ANN })).toEqual(receipt);
  });

  it('C11: refuses a decision under a key that was never asked', async () => {
    await expect(store.grantApproval('nothing', 1)).rejects.toMatchObject({ code: 'approval-unknown' });
    await expect(store.cancelApproval('nothing', { runId: 'nobody' })).rejects.toMatchObject({
      ...{ code: 'approval-unknown' },
    });
  });

  it('C11: reads a key by its run, and without one the run in which it is pending', async () => {
    await refund('r-1');
    await store.grantApproval(KEY, undefined, { runId: 'r-1', approvedBy: ANN });
    library.clock.advance('1m');
    await refund('r-2');

    const [first, second, bare] = await Promise.all([
      ...[store.getApproval(KEY, { runId: 'r-1' }), store.getApproval(KEY, { runId: 'r-2' }), store.getApproval(KEY)],
    ]);

    expect(first).toMatchObject({ runId: 'r-1', status: 'approved' });
    expect(second).toMatchObject({ runId: 'r-2', status: 'pending' });
    expect(bare).toMatchObject({ runId: 'r-2', status: 'pending' });
  });

  it('C11: reads by a bare key that waits in several runs the latest; deciding it is refused', async () => {
    await refund('r-1');
    library.clock.advance('1m');
    await refund('r-2');

    expect(await store.getApproval(KEY)).toMatchObject({ runId: 'r-2' });
    await expect(store.grantApproval(KEY)).rejects.toMatchObject({ code: 'ambiguous-key' });
  });

  it('C11: keeps values of every kind', async () => {
    const value = { at: new Date(0), map: new Map([['a', new Set([1n])]]), nothing: undefined, nan: Number.NaN };
    await store.createApproval('budget');

    await store.grantApproval('budget', value);

    expect(await store.getApproval('budget')).toMatchObject({ value });
  });

  it('C11: refuses a value that cannot be kept, naming its path, and changes nothing', async () => {
    await store.createApproval('budget');

    const granted = store.grantApproval('budget', { inner: { call: () => 1 } });

    await expect(granted).rejects.toMatchObject({
      ...{ code: 'invalid-input', details: { errors: [{ path: 'value.inner.call' }] } },
    });
    expect(await store.getApproval('budget')).toMatchObject({ status: 'pending' });
  });

  it('C11: lists what a run waits for with its present status, in the order that it was reached', async () => {
    await orchestrator.start(pairWorkflow(effects), { workflowId: 'p-1' });
    await store.rejectApproval('security', 'No.', { runId: 'p-1', rejectedBy: ANN });

    const pending = await store.getPending('p-1');

    expect(pending).toMatchObject([
      { runId: 'p-1', key: 'legal', status: 'pending' },
      { runId: 'p-1', key: 'security', status: 'rejected', reason: 'No.' },
    ]);
  });

  it('C11: lists nothing of what a run waited for before, nor of one that has ended or is not there', async () => {
    await orchestrator.start(expenseWorkflow(effects), { workflowId: 'e-1', input: { amount: 5_000 } });
    await orchestrator.approve('e-1', 'approval:manager');
    await orchestrator.resume('e-1');
    const waiting = await store.getPending('e-1');
    await orchestrator.approve('e-1', 'approval:finance');
    await orchestrator.resume('e-1');

    const [ended, unknown] = [await store.getPending('e-1'), await store.getPending('nobody')];

    expect(waiting.map(({ key }) => key)).toEqual(['approval:finance']);
    expect([ended, unknown]).toEqual([[], []]);
  });

  it('C11: lists what is pending, soonest deadline first, those without one last', async () => {
    await store.createApproval('never');
    await store.createApproval('late', { expiresAt: plus('48h') });
    await store.createApproval('soon', { expiresAt: plus('1h') });
    await store.createApproval('done');
    await store.grantApproval('done', 1);

    const { items, cursor } = await store.listPending();

    expect(items.map(({ key }) => key)).toEqual(['soon', 'late', 'never']);
    expect(items.every(({ status }) => status === 'pending')).toBe(true);
    expect(cursor).toBeUndefined();
  });

  it('C11: lists what is pending page by page, each once', async () => {
    const keys = Array.from({ length: 7 }, (_, i) => `budget:${i}`);
    for (const key of keys) {
      await store.createApproval(key);
      library.clock.advance('1s');
    }

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listPending({ limit: 3, cursor });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(seen).toEqual(keys);
  });

  it('C11: lists what is pending under a prefix, a full page at a time', async () => {
    for (let i = 0; i < 4; i++) {
      await store.createApproval(`other:${i}`);
      await store.createApproval(`budget:${i}`);
      library.clock.advance('1s');
    }

    const first = await store.listPending({ prefix: 'budget:', limit: 3 });
    const rest = await store.listPending({ prefix: 'budget:', limit: 3, cursor: first.cursor });
    const none = await store.listPending({ prefix: 'nothing:' });

    expect(first.items.map(({ key }) => key)).toEqual(['budget:0', 'budget:1', 'budget:2']);
    expect(rest.items.map(({ key }) => key)).toEqual(['budget:3']);
    expect(none).toEqual({ items: [] });
  });

  it('C11: lists what somebody is asked', async () => {
    await orchestrator.start(pairWorkflow(effects), { workflowId: 'p-1' });
    await refund('r-1');

    const [legal, finance, nobody] = await Promise.all(
      ['legal', 'finance', 'nobody'].map((assignee) => store.listPending({ assignee })),
    );

    expect(legal?.items).toMatchObject([{ runId: 'p-1', key: 'legal' }]);
    expect(finance?.items).toMatchObject([{ runId: 'r-1', key: KEY }]);
    expect(nobody).toEqual({ items: [] });
  });
});
