/** `createApprovalWebhookHandler`: the body of a decision, and what HTTP answers to it. */
import {
  type ApprovalStore,
  type ApprovalWebhookRequest,
  createApprovalWebhookHandler,
  type HITLOrchestrator,
} from 'countersign/hitl';
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { NOW } from '../support/clock.ts';
import { describeOnBothLibraries, type Library } from '../support/library.ts';
import { workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const ANN = 'ann@example.com';
const PROPOSED = { amount: 5_000 };

const budget = workflowOf('budget', async ({ approval }) => {
  const form = z.object({ amount: z.number().max(5_000) });
  return (await approval('budget', { form, proposed: PROPOSED, timeout: '24h' })).value;
});

describeOnBothLibraries('the webhook handler', (freshLibrary) => {
  let library: Library;
  let store: ApprovalStore;
  let orchestrator: HITLOrchestrator;
  beforeEach(async () => {
    library = await freshLibrary();
    store = library.open().approvalStore;
    orchestrator = library.process();
    await orchestrator.start(budget, { workflowId: 'b-1' });
  });

  const handle = (request: ApprovalWebhookRequest) => createApprovalWebhookHandler(store)(request);
  /** What a client sends, of any shape. */
  const send = (body: unknown) => handle(body as ApprovalWebhookRequest);
  const isPending = async () => (await store.getApproval('budget', { runId: 'b-1' })).status === 'pending';

  /** The body as the document's Express route makes it: absent fields are there, and undefined. */
  const asInTheDocument = (body: ApprovalWebhookRequest): ApprovalWebhookRequest => ({
    ...{ key: body.key, action: body.action, value: body.value, reason: body.reason, actorId: body.actorId },
    ...{ originalValue: body.originalValue, editedValue: body.editedValue },
  });

  it('C10: approves, and answers with the receipt', async () => {
    const answer = await handle(asInTheDocument({ key: 'budget', action: 'approve', actorId: ANN }));

    expect(answer).toEqual({
      ...{ success: true, status: 200, message: 'Approval "budget" of run "b-1" is approved.' },
      data: expect.objectContaining({ runId: 'b-1', key: 'budget', action: 'approve', by: ANN, at: NOW }),
    });
    expect(valueIn(await orchestrator.resume('b-1'))).toEqual(PROPOSED);
  });

  it('C10: approves with a value', async () => {
    await handle(asInTheDocument({ key: 'budget', action: 'approve', value: { amount: 1 }, actorId: ANN }));

    expect(valueIn(await orchestrator.resume('b-1'))).toEqual({ amount: 1 });
  });

  it('C10: rejects with a reason', async () => {
    const answer = await handle(asInTheDocument({ key: 'budget', action: 'reject', reason: 'No.', actorId: ANN }));

    expect(answer).toMatchObject({ success: true, status: 200, data: { status: 'rejected', reason: 'No.', by: ANN } });
    expect(errorIn(await orchestrator.resume('b-1'))).toMatchObject({ type: 'APPROVAL_REJECTED', by: ANN });
  });

  it('C10: edits with both values', async () => {
    const values = { originalValue: PROPOSED, editedValue: { amount: 4_500 } };

    const answer = await handle(asInTheDocument({ key: 'budget', action: 'edit', actorId: ANN, ...values }));

    expect(answer).toMatchObject({ success: true, data: { status: 'edited', value: { amount: 4_500 } } });
    expect(await store.getApproval('budget')).toMatchObject({ ...values, editedBy: ANN });
  });

  it('C10: cancels', async () => {
    const answer = await handle(asInTheDocument({ key: 'budget', action: 'cancel', actorId: ANN, reason: 'Oops.' }));

    expect(answer).toMatchObject({ success: true, data: { status: 'cancelled', reason: 'Oops.', by: ANN } });
  });

  it('C10: takes a decision without an actor, whose name is then unknown', async () => {
    const answer = await handle({ key: 'budget', action: 'approve' });

    expect(answer).toMatchObject({ success: true, data: { by: 'unknown' } });
  });

  it.each([
    ['no reason to reject', { action: 'reject' }, ['reason']],
    ['an empty reason', { action: 'reject', reason: ' ' }, ['reason']],
    ['no value to edit', { action: 'edit' }, ['originalValue', 'editedValue']],
    ['no original value', { action: 'edit', editedValue: { amount: 1 } }, ['originalValue']],
    ['no edited value', { action: 'edit', originalValue: PROPOSED }, ['editedValue']],
    ['an action that there is not', { action: 'applaud' }, ['action']],
    ['no action', {}, ['action']],
    ['no key', { key: undefined, action: 'approve' }, ['key']],
    ['a key of another type', { key: 7, action: 'approve' }, ['key']],
    ['a key that cannot be one', { key: 'a b', action: 'approve' }, ['key']],
    ['an unknown field', { action: 'approve', aproved: true }, ['aproved']],
    ['a reason of another type', { action: 'cancel', reason: 7 }, ['reason']],
    ['a run that cannot be one', { action: 'approve', runId: 'a b' }, ['runId']],
    ['a value that does not fit', { action: 'approve', value: { amount: 5_001 } }, ['value.amount']],
    [
      'an edit that does not fit',
      { action: 'edit', originalValue: PROPOSED, editedValue: { amount: 'x' } },
      ['editedValue.amount'],
    ],
  ])('C10: answers %s with 422 and the field, and changes nothing', async (_, body, paths) => {
    const answer = await send({ key: 'budget', ...body });

    expect(answer).toMatchObject({ success: false, status: 422, data: { code: 'invalid-input' } });
    expect((answer.data as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
    for (const path of paths) expect(answer.message).toContain(path);
    expect(await isPending()).toBe(true);
  });

  it.each<[string, unknown?]>([['nothing'], ['null', null], ['text', 'approve'], ['a list', []], ['a number', 7]])(
    'C10: answers a body that is %s with 422',
    async (_, body) => {
      expect(await send(body)).toMatchObject({ success: false, status: 422, data: { code: 'invalid-input' } });
    },
  );

  it('C10: refuses a key that nobody asks', async () => {
    expect(await handle({ key: 'nothing', action: 'approve' })).toMatchObject({
      ...{ success: false, status: 404, data: { code: 'approval-unknown' } },
    });
  });

  it('C10: refuses a key that the named run does not ask', async () => {
    expect(await handle({ key: 'budget', action: 'approve', runId: 'b-2' })).toMatchObject({
      ...{ success: false, status: 404, data: { code: 'approval-unknown' } },
    });
    expect(await isPending()).toBe(true);
  });

  it('C10: answers a decided approval with 409 and the first decision', async () => {
    await handle({ key: 'budget', action: 'reject', reason: 'No.', actorId: ANN });

    const answer = await handle({ key: 'budget', action: 'approve', actorId: 'bob@example.com' });

    expect(answer).toMatchObject({
      ...{ success: false, status: 409, message: expect.stringContaining(ANN) },
      data: { code: 'already-decided', decision: { action: 'reject', by: ANN, reason: 'No.', at: NOW } },
    });
  });

  it('C10: answers the same decision of the same actor again with the same receipt', async () => {
    const body: ApprovalWebhookRequest = { key: 'budget', action: 'reject', reason: 'No.', actorId: ANN };
    const first = await handle(body);
    library.clock.advance('1h');

    expect(await handle(body)).toEqual(first);
  });

  it('C10: answers a late decision with 410', async () => {
    library.clock.advance('24h');

    expect(await handle({ key: 'budget', action: 'approve' })).toMatchObject({
      ...{ success: false, status: 410, data: { code: 'expired', decision: { by: 'timeout' } } },
    });
  });

  it('C10: answers a cancelled approval with 410', async () => {
    await handle({ key: 'budget', action: 'cancel', actorId: ANN });

    expect(await handle({ key: 'budget', action: 'approve' })).toMatchObject({
      ...{ success: false, status: 410, data: { code: 'cancelled' } },
    });
  });

  it('C10: answers an original value that is not proposed with 409', async () => {
    const values = { originalValue: { amount: 4_999 }, editedValue: { amount: 1 } };

    expect(await handle({ key: 'budget', action: 'edit', ...values })).toMatchObject({
      ...{ success: false, status: 409, data: { code: 'changed' } },
    });
    expect(await isPending()).toBe(true);
  });

  it('C10: answers a key that waits in several runs with 409 and names them; with the run it decides', async () => {
    await orchestrator.start(budget, { workflowId: 'b-2' });

    const bare = await handle({ key: 'budget', action: 'approve' });
    const named = await handle({ key: 'budget', action: 'approve', runId: 'b-2' });

    expect(bare).toMatchObject({ success: false, status: 409, data: { code: 'ambiguous-key' } });
    expect((bare.data as { runs: string[] }).runs.sort()).toEqual(['b-1', 'b-2']);
    expect(named).toMatchObject({ success: true, data: { runId: 'b-2' } });
  });

  it('C10: works over decisions of an application, which it checks all the same', async () => {
    const decided: unknown[] = [];
    const note = async (...args: unknown[]) => {
      decided.push(args);
      return {
        runId: '-',
        key: 'k',
        action: 'approve',
        status: 'approved',
        by: ANN,
        at: NOW,
        proof: 'local',
        digest: 'd',
      } as const;
    };
    const handler = createApprovalWebhookHandler({
      ...{ grantApproval: note, rejectApproval: note, editApproval: note, cancelApproval: note },
    });

    const refused = await handler({ key: 'k', action: 'reject' });
    const granted = await handler({ key: 'k', action: 'approve', value: 7, actorId: ANN });

    expect(refused).toMatchObject({ success: false, status: 422 });
    expect(granted).toMatchObject({ success: true, data: { by: ANN } });
    expect(decided).toEqual([['k', 7, { approvedBy: ANN }]]);
  });

  it('C10: passes on what is no refusal: a database that is away', async () => {
    const away = async () => {
      throw new Error('The database is away.');
    };
    const handler = createApprovalWebhookHandler({
      ...{ grantApproval: away, rejectApproval: away, editApproval: away, cancelApproval: away },
    });

    await expect(handler({ key: 'k', action: 'approve' })).rejects.toThrow('The database is away.');
  });
});
