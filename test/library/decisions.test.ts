/** Decisions through the orchestrator: which count, which are refused and why, and what the run goes on with. */
import { isCountersignError } from 'countersign';
import { createApprovalWebhookHandler, type HITLOrchestrator, isApprovalRejected } from 'countersign/hitl';
import { beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { timeInWords } from '../../shared/domain/notice-lines.ts';
import { NOW, plus } from '../support/clock.ts';
import { describeOnBothLibraries, type Library } from '../support/library.ts';
import { type Effects, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };
const ANN = 'ann@example.com';

/** Asks under `budget`, with a proposal and a form, and gives back what was decided. */
const budget = workflowOf('budget', async ({ approval }) => {
  const { action, value, by } = await approval('budget', {
    form: z.object({ amount: z.number().positive().max(5_000), note: z.optional(z.string()) }),
    proposed: { amount: 5_000 },
  });
  return { action, value, by };
});

/** Asks under `go`, proposing nothing. */
const open = workflowOf('open', async ({ approval }) => (await approval('go')).value);

describeOnBothLibraries('decisions', (freshLibrary) => {
  let library: Library;
  let orchestrator: HITLOrchestrator;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    orchestrator = library.process();
    effects = [];
  });

  const refund = async (workflowId = 'r-1') => {
    await orchestrator.start(refundWorkflow(effects), { workflowId, input: INPUT });
    return workflowId;
  };
  const statusOf = async (runId: string, key: string) =>
    (await library.open().approvalStore.getApproval(key, { runId })).status;

  it('C2: keeps the same key of two runs apart: a grant in one never satisfies the other', async () => {
    await refund('r-1');
    await refund('r-2');

    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    const [first, second] = [await orchestrator.resume('r-1'), await orchestrator.resume('r-2')];

    expect(valueIn(first)).toEqual({ paid: 40 });
    expect(errorIn(second)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: KEY });
    expect(effects).toEqual(['calculate', 'calculate', 'pay 40 (r-1/pay)']);
  });

  it('C2: lets two runs under one key end differently', async () => {
    await refund('r-1');
    await refund('r-2');

    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' });
    await orchestrator.edit('r-2', KEY, {
      ...{ editedBy: 'bob@example.com', originalValue: { amount: 40 }, editedValue: { amount: 5 } },
    });

    expect(isApprovalRejected(errorIn(await orchestrator.resume('r-1')))).toBe(true);
    expect(valueIn(await orchestrator.resume('r-2'))).toEqual({ paid: 5 });
  });

  it('C2: knows nothing in a new run of what was granted in an ended one', async () => {
    await refund('r-1');
    await orchestrator.approve('r-1', KEY);
    await orchestrator.resume('r-1');

    await refund('r-2');

    expect(errorIn(await orchestrator.resume('r-2'))).toMatchObject({ type: 'PENDING_APPROVAL' });
    expect(await statusOf('r-2', KEY)).toBe('pending');
  });

  it('C1: grants by the bare key where one run waits under it', async () => {
    await refund('r-1');
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    await refund('r-2');

    const receipt = await orchestrator.grantApproval(KEY, { amount: 30 }, { approvedBy: ANN });

    expect(receipt).toMatchObject({ runId: 'r-2', key: KEY, status: 'approved', value: { amount: 30 } });
    expect(valueIn(await orchestrator.resume('r-2'))).toEqual({ paid: 30 });
  });

  it('C1: takes all four decisions by the bare key', async () => {
    await refund('r-1');
    await orchestrator.grantApproval(KEY);
    await refund('r-2');
    await orchestrator.editApproval(KEY, { amount: 40 }, { amount: 10 }, { editedBy: ANN });
    await refund('r-3');
    await orchestrator.rejectApproval(KEY, 'No.', { rejectedBy: ANN });
    await refund('r-4');
    await orchestrator.cancelApproval(KEY, { cancelledBy: ANN, reason: 'A mistake.' });

    const statuses = await Promise.all(['r-1', 'r-2', 'r-3', 'r-4'].map((runId) => statusOf(runId, KEY)));

    expect(statuses).toEqual(['approved', 'edited', 'rejected', 'cancelled']);
  });

  it('C3: refuses a bare key that waits in several runs, and names them', async () => {
    await refund('r-1');
    await refund('r-2');

    const granted = orchestrator.grantApproval(KEY, undefined, { approvedBy: ANN });

    const error = await granted.catch((refused: unknown) => refused);
    if (!isCountersignError(error, 'ambiguous-key')) throw error;
    expect(error.details.runs?.toSorted()).toEqual(['r-1', 'r-2']);
    expect(await Promise.all([statusOf('r-1', KEY), statusOf('r-2', KEY)])).toEqual(['pending', 'pending']);
    expect(await orchestrator.grantApproval(KEY, undefined, { runId: 'r-2' })).toMatchObject({ runId: 'r-2' });
  });

  /** Every decision, as one who is too late or mistaken sends it. */
  const ALL = {
    approve: (runId: string, key: string) => orchestrator.approve(runId, key, { approvedBy: 'bob@example.com' }),
    reject: (runId: string, key: string) =>
      orchestrator.reject(runId, key, { rejectedBy: 'bob@example.com', reason: 'No.' }),
    edit: (runId: string, key: string) =>
      orchestrator.edit(runId, key, {
        ...{ editedBy: 'bob@example.com', originalValue: { amount: 40 }, editedValue: { amount: 1 } },
      }),
    cancel: (runId: string, key: string) => orchestrator.cancel(runId, key, { cancelledBy: 'bob@example.com' }),
  };
  const actions = Object.keys(ALL) as (keyof typeof ALL)[];

  it.each(actions)('C3: refuses to %s what was approved, with who decided, what and when', async (action) => {
    await refund();
    library.clock.advance('10m');
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    const refused = ALL[action]('r-1', KEY);

    await expect(refused).rejects.toMatchObject({
      code: 'already-decided',
      details: {
        decision: { action: 'approve', status: 'approved', by: ANN, at: plus('10m'), value: { amount: 40 } },
      },
      message: expect.stringContaining(`approved by ${ANN} on ${timeInWords(plus('10m'))}`),
    });
    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
  });

  it.each(actions)('C3: refuses to %s what was rejected', async (action) => {
    await refund();
    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'Too much.' });

    await expect(ALL[action]('r-1', KEY)).rejects.toMatchObject({
      ...{ code: 'already-decided', details: { decision: { action: 'reject', by: ANN, reason: 'Too much.' } } },
    });
  });

  it.each(actions)('C3: refuses to %s under a key that the run does not ask', async (action) => {
    await refund();

    await expect(ALL[action]('r-1', 'approve:nothing')).rejects.toMatchObject({ code: 'approval-unknown' });
  });

  it.each(actions)('C3: refuses to %s in a run that there is not', async (action) => {
    await expect(ALL[action]('nobody', KEY)).rejects.toMatchObject({ code: 'run-unknown' });
  });

  it.each(actions)('C3: refuses to %s what was cancelled', async (action) => {
    await refund();
    await orchestrator.cancel('r-1', KEY, { cancelledBy: ANN, reason: 'A mistake.' });

    await expect(ALL[action]('r-1', KEY)).rejects.toMatchObject({
      ...{ code: 'cancelled', details: { decision: { action: 'cancel', by: ANN, reason: 'A mistake.' } } },
    });
  });

  it.each(actions)('C3: refuses to %s what a cancelled run asked', async (action) => {
    await refund();
    await orchestrator.cancelRun('r-1');

    await expect(ALL[action]('r-1', KEY)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each(actions)('C3: refuses to %s what has expired', async (action) => {
    await refund();
    library.clock.advance('25h');

    await expect(ALL[action]('r-1', KEY)).rejects.toMatchObject({
      ...{ code: 'expired', details: { decision: { action: 'expire', by: 'timeout', at: plus('24h') } } },
    });
  });

  it.each(actions)('C3: refuses to %s what the run asks no more', async (action) => {
    let way: 'left' | 'right' = 'left';
    const fork = workflowOf('fork', async ({ approval }) => (await approval(way)).by);
    await orchestrator.start(fork, { workflowId: 'f-1' });
    way = 'right';
    await orchestrator.resume('f-1');

    await expect(ALL[action]('f-1', 'left')).rejects.toMatchObject({ code: 'superseded' });
    expect(await statusOf('f-1', 'right')).toBe('pending');
  });

  it.each(actions)('C3: refuses to %s what is not what was shown', async (action) => {
    await refund();
    const said = { digest: 'of-something-else', reason: 'No.', originalValue: { amount: 40 }, editedValue: {} };
    const body = { key: KEY, runId: 'r-1', action, actorId: ANN };
    const { reason, originalValue, editedValue, digest } = said;
    const more = { reject: { reason }, edit: { originalValue, editedValue }, approve: {}, cancel: {} }[action];

    const answer = await createApprovalWebhookHandler(library.open().approvalStore)({ ...body, ...more, digest });

    expect(answer).toMatchObject({ success: false, status: 409, data: { code: 'changed' } });
    expect(await statusOf('r-1', KEY)).toBe('pending');
  });

  it('C3: refuses an edit of something else than what is proposed', async () => {
    await orchestrator.start(budget, { workflowId: 'b-1' });

    const edited = orchestrator.editApproval('budget', { amount: 4_999 }, { amount: 1 }, { editedBy: ANN });

    await expect(edited).rejects.toMatchObject({ code: 'changed', details: { digest: expect.any(String) } });
    expect(await statusOf('b-1', 'budget')).toBe('pending');
  });

  /** The doors that a decision comes through, each with what it is given: JavaScript may leave out what the types ask for. */
  type Given = { reason?: string; originalValue?: unknown; editedValue?: unknown };
  const doors = {
    'the orchestrator': {
      reject: async ({ reason }: Given) =>
        orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: reason as string }),
      edit: async (given: Given) =>
        orchestrator.edit('r-1', KEY, {
          ...{ editedBy: ANN, originalValue: given.originalValue, editedValue: given.editedValue },
        }),
    },
    'the bare key': {
      reject: async ({ reason }: Given) => orchestrator.rejectApproval(KEY, reason as string, { rejectedBy: ANN }),
      edit: async (given: Given) =>
        orchestrator.editApproval(KEY, given.originalValue, given.editedValue, { editedBy: ANN }),
    },
    'the store': {
      reject: async ({ reason }: Given) => library.open().approvalStore.rejectApproval(KEY, reason as string),
      edit: async (given: Given) =>
        library.open().approvalStore.editApproval(KEY, given.originalValue, given.editedValue),
    },
    'the webhook': {
      reject: (given: Given) => throughWebhook('reject', given),
      edit: (given: Given) => throughWebhook('edit', given),
    },
  };
  /** Answers as the other doors do: with the receipt, or by throwing what was refused. */
  const throughWebhook = async (action: 'reject' | 'edit', given: Given) => {
    const handler = createApprovalWebhookHandler(library.open().approvalStore);
    const { success, data } = await handler({ key: KEY, action, actorId: ANN, ...given });
    if (!success) throw { code: data.code, details: data };
    return data;
  };
  const doorNames = Object.keys(doors) as (keyof typeof doors)[];

  it.each(doorNames)('C3: needs a reason to reject, through %s', async (door) => {
    await refund();

    for (const given of [{}, { reason: '' }, { reason: '  ' }]) {
      await expect(doors[door].reject(given)).rejects.toMatchObject({
        ...{ code: 'invalid-input', details: { errors: [{ path: 'reason' }] } },
      });
    }

    expect(await statusOf('r-1', KEY)).toBe('pending');
    expect(await doors[door].reject({ reason: 'Too much.' })).toMatchObject({
      status: 'rejected',
      reason: 'Too much.',
    });
  });

  it.each(doorNames)('C3: needs both values to edit, through %s', async (door) => {
    await refund();

    const without = async (given: Given, path: string) =>
      expect(doors[door].edit(given)).rejects.toMatchObject({
        ...{ code: 'invalid-input', details: { errors: [{ path }] } },
      });
    await without({ editedValue: { amount: 1 } }, 'originalValue');
    await without({ originalValue: { amount: 40 } }, 'editedValue');

    expect(await statusOf('r-1', KEY)).toBe('pending');
    const both = { originalValue: { amount: 40 }, editedValue: { amount: 1 } };
    expect(await doors[door].edit(both)).toMatchObject({ status: 'edited', value: { amount: 1 } });
  });

  /** Decisions that are sent twice, each with what an earlier receipt says. */
  const repeats = {
    'an approval': () => orchestrator.approve('r-1', KEY, { approvedBy: ANN }),
    'an approval with a value': () => orchestrator.approve('r-1', KEY, { approvedBy: ANN, value: { amount: 7 } }),
    'a rejection': () => orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' }),
    'an edit': () =>
      orchestrator.edit('r-1', KEY, {
        ...{ editedBy: ANN, originalValue: { amount: 40 }, editedValue: { amount: 7 } },
      }),
    'a cancellation': () => orchestrator.cancel('r-1', KEY, { cancelledBy: ANN, reason: 'A mistake.' }),
  };

  it.each(Object.entries(repeats))('C3: gives the same receipt for %s of the same actor again', async (_, decide) => {
    await refund();
    const first = await decide();
    library.clock.advance('1h');

    const again = await decide();
    await orchestrator.resume('r-1');
    const afterTheEnd = await decide();

    expect(again).toEqual(first);
    expect(afterTheEnd).toEqual(first);
  });

  it('C3: takes an approval with the proposed value for the same as one without a value', async () => {
    await refund();
    const first = await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    const again = await orchestrator.approve('r-1', KEY, { approvedBy: ANN, value: { amount: 40 } });

    expect(again).toEqual(first);
  });

  it.each([
    ['another value', () => orchestrator.approve('r-1', KEY, { approvedBy: ANN, value: { amount: 6 } })],
    ['another actor', () => orchestrator.approve('r-1', KEY, { approvedBy: 'bob@example.com', value: { amount: 7 } })],
    ['nobody in particular', () => orchestrator.approve('r-1', KEY, { value: { amount: 7 } })],
    ['another action', () => orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' })],
  ])('C3: takes %s for another decision, and refuses it', async (_, decide) => {
    await refund();
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN, value: { amount: 7 } });

    await expect(decide()).rejects.toMatchObject({ code: 'already-decided' });
  });

  it('C3: lets one of many decisions at once win, and tells all others of it', async () => {
    await refund();
    const deciders = Array.from({ length: 6 }, (_, i) => `p-${i}@example.com`);

    const answers = await Promise.allSettled(
      deciders.map((approvedBy, i) => library.process().approve('r-1', KEY, { approvedBy, value: { amount: i + 1 } })),
    );

    const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const lost = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(won).toHaveLength(1);
    for (const refused of lost)
      expect(refused).toMatchObject({ code: 'already-decided', details: { decision: won[0] } });
    const [receipt] = won;
    expect({ amount: (valueIn(await orchestrator.resume('r-1')) as { paid: number }).paid }).toEqual(receipt?.value);
  });

  it('C3: refuses an action that the approval does not take', async () => {
    const strict = workflowOf('strict', async ({ approval }) => (await approval('go', { allow: ['approve'] })).by);
    await orchestrator.start(strict, { workflowId: 's-1' });

    await expect(orchestrator.cancel('s-1', 'go')).rejects.toMatchObject({ code: 'not-allowed' });
    expect(await orchestrator.approve('s-1', 'go', { approvedBy: ANN })).toMatchObject({ status: 'approved' });
  });

  it('B5: goes on with the edited value, and keeps both', async () => {
    await orchestrator.start(budget, { workflowId: 'b-1' });
    library.clock.advance('3m');

    const receipt = await orchestrator.editApproval('budget', { amount: 5_000 }, { amount: 4_500 }, { editedBy: ANN });
    const result = await orchestrator.resume('b-1');

    expect(receipt).toMatchObject({ action: 'edit', status: 'edited', value: { amount: 4_500 }, by: ANN });
    expect(valueIn(result)).toEqual({ action: 'edit', value: { amount: 4_500 }, by: ANN });
    expect(await library.open().approvalStore.getApproval('budget')).toMatchObject({
      ...{ status: 'edited', originalValue: { amount: 5_000 }, editedValue: { amount: 4_500 } },
      ...{ editedBy: ANN, editedAt: plus('3m') },
    });
  });

  it('B5: keeps both values of an edit where nothing was proposed', async () => {
    await orchestrator.start(open, { workflowId: 'o-1' });

    await orchestrator.edit('o-1', 'go', { editedBy: ANN, originalValue: 'this', editedValue: 'that' });

    expect(await library.open().approvalStore.getApproval('go')).toMatchObject({
      ...{ originalValue: 'this', editedValue: 'that', editedBy: ANN, editedAt: NOW },
    });
    expect(valueIn(await orchestrator.resume('o-1'))).toBe('that');
  });

  it('B5: approves with what is proposed, where no value is given', async () => {
    await orchestrator.start(budget, { workflowId: 'b-1' });

    await orchestrator.approve('b-1', 'budget', { approvedBy: ANN });

    expect(valueIn(await orchestrator.resume('b-1'))).toEqual({ action: 'approve', value: { amount: 5_000 }, by: ANN });
  });

  it.each([
    ['too large', { amount: 5_001 }, 'amount'],
    ['of the wrong type', { amount: '4500' }, 'amount'],
    ['with a field of another type', { amount: 1, note: 7 }, 'note'],
  ])('B5: refuses a value that is %s with its path, and changes nothing', async (_, value, field) => {
    await orchestrator.start(budget, { workflowId: 'b-1' });
    const before = await library.ports.approvals.get('b-1', 'budget');

    const edited = orchestrator.edit('b-1', 'budget', { originalValue: { amount: 5_000 }, editedValue: value });
    await expect(edited).rejects.toMatchObject({
      ...{ code: 'invalid-input', details: { errors: [{ path: `editedValue.${field}` }] } },
    });
    const supplied = orchestrator.approve('b-1', 'budget', { value });
    await expect(supplied).rejects.toMatchObject({
      ...{ code: 'invalid-input', details: { errors: [{ path: `value.${field}` }] } },
    });

    expect(await library.ports.approvals.get('b-1', 'budget')).toEqual(before);
    expect(errorIn(await orchestrator.resume('b-1'))).toMatchObject({ type: 'PENDING_APPROVAL' });
  });

  it('B5: refuses an edited value that lacks a field, and changes nothing', async () => {
    await orchestrator.start(budget, { workflowId: 'b-1' });

    const edited = orchestrator.edit('b-1', 'budget', { originalValue: { amount: 5_000 }, editedValue: {} });

    await expect(edited).rejects.toMatchObject({
      ...{ code: 'invalid-input', details: { errors: [{ path: expect.stringMatching(/^editedValue/) }] } },
    });
    expect(await statusOf('b-1', 'budget')).toBe('pending');
  });

  it('B6: gives the rejection of a person as the error of the run, with who, when and why', async () => {
    await refund();
    library.clock.advance('5m');
    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'Too much.' });

    const error = errorIn(await orchestrator.resume('r-1'));

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({ approvalKey: KEY, reason: 'Too much.', by: ANN, at: plus('5m'), expired: false });
    expect(await orchestrator.getStatus('r-1')).toMatchObject({
      ...{ status: 'failed', error: { code: 'approval-rejected', approvalKey: KEY, reason: 'Too much.', by: ANN } },
    });
  });

  it('B6: lets the body handle a rejection, and complete', async () => {
    const polite = workflowOf('polite', async ({ approval }) => {
      try {
        return (await approval('go')).by;
      } catch (error) {
        if (!isApprovalRejected(error)) throw error;
        return `${error.by} said: ${error.reason}`;
      }
    });
    await orchestrator.start(polite, { workflowId: 'p-1' });

    await orchestrator.reject('p-1', 'go', { rejectedBy: ANN, reason: 'No.' });

    expect(valueIn(await orchestrator.resume('p-1'))).toBe(`${ANN} said: No.`);
  });

  it('B6: tells a cancelled question from a rejected one', async () => {
    await refund();
    await orchestrator.cancel('r-1', KEY, { cancelledBy: ANN, reason: 'A mistake.' });

    const error = errorIn(await orchestrator.resume('r-1'));

    expect(isApprovalRejected(error)).toBe(false);
    expect(error).toMatchObject({ type: 'APPROVAL_CANCELLED', by: ANN, reason: 'A mistake.', approvalKey: KEY });
  });
});
