/** `createApprovalStep`: a step that people decide. */
import {
  ApprovalCancelled,
  type ApprovalCheck,
  ApprovalExpired,
  ApprovalRejected,
  createApprovalChecker,
  createApprovalStep,
  createMemoryApprovalStore,
  injectApproval,
  isApprovalCancelled,
  isApprovalRejected,
  isPendingApproval,
  pendingApproval,
} from 'countersign/hitl';
import { createWorkflow, err, ok, type ResumeState } from 'countersign/workflow';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createTestClock, plus } from '../support/clock.ts';
import { errorIn, record, valueIn } from './runs.ts';

/** An application whose table says how an approval stands. */
function refunds(first: ApprovalCheck<unknown> = { status: 'pending' }) {
  const records = { check: first };
  const checkApproval = vi.fn(async () => records.check);
  const requireApproval = createApprovalStep({ key: 'approve:refund', checkApproval });
  const { events, onEvent, state, told } = record();
  const after = vi.fn((value: unknown) => value);
  const run = () =>
    createWorkflow('refund', { requireApproval }, { onEvent }).run(
      async ({ step, deps }) => {
        const value = await step('requireApproval', deps.requireApproval, { key: 'approve:refund' });
        return step('after', () => after(value));
      },
      { resumeState: state() },
    );
  const decide = (check: ApprovalCheck<unknown>) => {
    records.check = check;
  };
  return { run, decide, checkApproval, after, events, told, state };
}

describe('pending', () => {
  it('B1: lets the run wait, and says for what', async () => {
    const requireApproval = createApprovalStep({
      key: 'approve:refund',
      pendingReason: 'Refund over 100',
      metadata: { orderId: 'o-1', at: new Date(0) },
      checkApproval: async () => ({ status: 'pending' }),
    });

    const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('requireApproval', deps.requireApproval),
    );

    expect(result).toEqual({
      ok: false,
      error: {
        type: 'PENDING_APPROVAL',
        stepKey: 'approve:refund',
        reason: 'Refund over 100',
        metadata: { orderId: 'o-1', at: new Date(0) },
      },
    });
  });

  it('B1: waits without checkApproval, too', async () => {
    const requireApproval = createApprovalStep({ key: 'approve:refund' });

    const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('requireApproval', deps.requireApproval),
    );

    expect(result).toEqual({ ok: false, error: { type: 'PENDING_APPROVAL', stepKey: 'approve:refund' } });
  });

  it.each(['pending', 'superseded'] as const)('B1: waits where the records say %s', async (status) => {
    const { run, after } = refunds({ status });

    const result = await run();

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(after).not.toHaveBeenCalled();
  });

  it('A4: asks a pending approval again on resume', async () => {
    const { run, checkApproval } = refunds();

    await run();
    await run();
    await run();

    expect(checkApproval).toHaveBeenCalledTimes(3);
  });

  it('A4: asks no more once it was approved', async () => {
    const { run, decide, checkApproval, after } = refunds();
    await run();
    decide({ status: 'approved', value: 40 });

    await run();
    const result = await run();

    expect(valueIn(result)).toBe(40);
    expect(checkApproval).toHaveBeenCalledTimes(2);
    expect(after).toHaveBeenCalledOnce();
  });

  it('A4: asks a rejected approval again on resume, so that people may think again', async () => {
    const { run, decide } = refunds();
    await run();
    decide({ status: 'rejected', reason: 'Too much.' });
    await run();
    decide({ status: 'approved', value: 40 });

    const result = await run();

    expect(valueIn(result)).toBe(40);
  });

  it('A7: is never tried again, though the step has a policy', async () => {
    const clock = createTestClock({ sleep: 'at-once' });
    const checkApproval = vi.fn(() => ({ status: 'pending' as const }));
    const requireApproval = createApprovalStep({ key: 'approve:refund', checkApproval });
    const { told, onEvent } = record();

    const result = await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) => step('requireApproval', deps.requireApproval, { retry: { attempts: 5 } }),
      { clock, onEvent },
    );

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(checkApproval).toHaveBeenCalledOnce();
    expect(clock.slept).toEqual([]);
    expect(told()).not.toContain('step_failed requireApproval');
  });

  it('A7: runs nothing that the body does on a failure', async () => {
    const compensate = vi.fn();
    const requireApproval = createApprovalStep({ key: 'approve:refund' });

    await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('requireApproval', deps.requireApproval).catch(compensate),
    );

    expect(compensate).not.toHaveBeenCalled();
  });

  it('B1: keeps its deadline when it is asked again', async () => {
    const clock = createTestClock();
    const requireApproval = createApprovalStep({ key: 'approve:refund', timeout: '24h' });
    const { onEvent, state } = record();
    const run = () =>
      createWorkflow('refund', { requireApproval }, { onEvent, clock }).run(
        ({ step, deps }) => step('requireApproval', deps.requireApproval),
        { resumeState: state() },
      );

    await run();
    clock.advance('3h');
    await run();

    expect(state().waits).toMatchObject([{ ask: { key: 'approve:refund', expiresAt: plus('24h') } }]);
  });

  it.each([
    ['a key that is none', { key: 'a b' }],
    ['a proposal that does not fit the form', { key: 'a', form: z.number(), proposed: 'forty' as never }],
  ])('B1: refuses %s', async (_, options) => {
    const requireApproval = createApprovalStep<number>(options);

    const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('requireApproval', deps.requireApproval),
    );

    expect(errorIn(result)).toMatchObject({ type: 'UNEXPECTED_ERROR', cause: { code: 'invalid-approval' } });
  });

  it.each<[string, object, string]>([
    ['a timeout that is none', { timeout: 'soon' }, 'timeout: "soon" is no duration'],
    ['a default without a timeout', { onTimeout: 'fail' }, 'onTimeout has no timeout'],
    [
      'a reminder after the timeout',
      { timeout: '1h', remind: ['2h'] },
      'remind[0] of 2h comes after the timeout of 1h',
    ],
    ['a zone that there is not', { businessHours: { zone: 'Mars/Base' } }, 'businessHours.zone "Mars/Base" is no IANA'],
  ])('B1: refuses %s before anything is asked', (_, times, message) => {
    expect(() => createApprovalStep({ key: 'a', ...times })).toThrow(
      expect.objectContaining({
        code: 'invalid-approval',
        message: expect.stringContaining(`Approval "a": ${message}`),
      }),
    );
  });

  it('B1: fails where checkApproval throws, and can be run again', async () => {
    const checkApproval = vi
      .fn<() => Promise<ApprovalCheck<number>>>()
      .mockRejectedValueOnce(new Error('database gone'))
      .mockResolvedValue({ status: 'approved', value: 40 });
    const requireApproval = createApprovalStep({ key: 'approve:refund', checkApproval });
    const workflow = createWorkflow('refund', { requireApproval });

    const results = [
      await workflow.run(({ step, deps }) => step('requireApproval', deps.requireApproval)),
      await workflow.run(({ step, deps }) => step('requireApproval', deps.requireApproval)),
    ];

    expect(results).toMatchObject([
      { ok: false, error: { type: 'UNEXPECTED_ERROR', message: 'database gone' } },
      { ok: true, value: 40 },
    ]);
  });

  it('B1: says that it waits where no workflow runs', async () => {
    const requireApproval = createApprovalStep({ key: 'a', pendingReason: 'why', metadata: { orderId: 'o-1' } });

    expect(await requireApproval()).toEqual(pendingApproval('a', { reason: 'why', metadata: { orderId: 'o-1' } }));
  });

  it('B1: gives back what was decided where no workflow runs', async () => {
    const requireApproval = createApprovalStep({ key: 'a', checkApproval: () => ({ status: 'approved', value: 7 }) });

    expect(await requireApproval()).toEqual(ok(7));
  });
});

describe('decided', () => {
  it('B1: gives back the value that was approved', async () => {
    const { run } = refunds({ status: 'approved', value: { amount: 40 } });

    expect(valueIn(await run())).toEqual({ amount: 40 });
  });

  it('B1: takes a decision of the state where the records say nothing', async () => {
    const { run, state, decide } = refunds();
    await run();
    decide({ status: 'pending' });
    const requireApproval = createApprovalStep({ key: 'approve:refund', checkApproval: () => ({ status: 'pending' }) });

    const result = await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) => step('requireApproval', deps.requireApproval, { key: 'approve:refund' }),
      { resumeState: injectApproval(state(), { stepKey: 'approve:refund', value: { amount: 40 } }) },
    );

    expect(valueIn(result)).toEqual({ amount: 40 });
  });

  it.each([null, 0, '', false, undefined])('B1: gives back %o where that was approved', async (value) => {
    const { run } = refunds({ status: 'approved', value });

    expect(valueIn(await run())).toBe(value);
  });

  it('B5: goes on with the edited value', async () => {
    const { run, decide, after } = refunds();
    await run();
    decide({ status: 'edited', editedValue: { amount: 30 }, by: 'ann' });

    const result = await run();

    expect(valueIn(result)).toEqual({ amount: 30 });
    expect(after).toHaveBeenCalledExactlyOnceWith({ amount: 30 });
  });

  it('B5: tells the edited value, and who edited', async () => {
    const { run, decide, events } = refunds();
    await run();
    decide({ status: 'edited', editedValue: 30, by: 'ann' });

    await run();

    expect(events.filter(({ type }) => type === 'approval_resolved')).toMatchObject([
      { key: 'approve:refund', action: 'edit', value: 30, by: 'ann' },
    ]);
  });

  it('B6: is a rejection with who, when and why, straight from the step', async () => {
    const { run, decide, after } = refunds();
    await run();
    decide({ status: 'rejected', reason: 'Too much.', by: 'ann', at: plus('1h') });

    const error = errorIn(await run());

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toBeInstanceOf(ApprovalRejected);
    expect(error).toMatchObject({
      ...{ type: 'APPROVAL_REJECTED', approvalKey: 'approve:refund', reason: 'Too much.' },
      ...{ by: 'ann', at: plus('1h'), expired: false },
    });
    expect(after).not.toHaveBeenCalled();
  });

  it('B6: is no rejection where nobody decided in time and the run is to fail then', async () => {
    const requireApproval = createApprovalStep({
      ...{ key: 'approve:refund', timeout: '24h', onTimeout: 'fail' },
      checkApproval: () => ({ status: 'expired', reason: 'Nobody decided within 24h.', by: 'timeout' }),
    });
    const { run } = createWorkflow('refund', { requireApproval });

    const error = errorIn(await run(({ step, deps }) => step('requireApproval', deps.requireApproval)));

    expect(error).toBeInstanceOf(ApprovalExpired);
    expect(error).toMatchObject({ approvalKey: 'approve:refund', reason: 'Nobody decided within 24h.', by: 'timeout' });
    expect(isApprovalRejected(error)).toBe(false);
    await expect(requireApproval()).rejects.toBeInstanceOf(ApprovalExpired);
  });

  it('B6: is a rejection that says so where nobody decided in time', async () => {
    const { run } = refunds({ status: 'expired', reason: 'Nobody decided within 24h.', by: 'timeout' });

    const error = errorIn(await run());

    expect(isApprovalRejected(error) && error.expired).toBe(true);
    expect(error).toMatchObject({ reason: 'Nobody decided within 24h.', by: 'timeout' });
  });

  it('B6: is no rejection where the question was withdrawn', async () => {
    const { run } = refunds({ status: 'cancelled', reason: 'Ordered twice.', by: 'ann' });

    const error = errorIn(await run());

    expect(error).toBeInstanceOf(ApprovalCancelled);
    expect([isApprovalCancelled(error), isApprovalRejected(error)]).toEqual([true, false]);
    expect(error).toMatchObject({ approvalKey: 'approve:refund', reason: 'Ordered twice.', by: 'ann' });
  });

  it('B6: is the same rejection through a step that hands it on', async () => {
    const requireApproval = createApprovalStep({
      key: 'approve:refund',
      checkApproval: () => ({ status: 'rejected', reason: 'Too much.' }),
    });

    const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('outer', () => step('inner', deps.requireApproval)),
    );

    expect(isApprovalRejected(errorIn(result))).toBe(true);
  });

  it('B6: is never tried again, though the step has a policy', async () => {
    const clock = createTestClock({ sleep: 'at-once' });
    const checkApproval = vi.fn(() => ({ status: 'rejected' as const, reason: 'Too much.' }));
    const requireApproval = createApprovalStep({ key: 'approve:refund', checkApproval });

    const result = await createWorkflow('refund', { requireApproval }).run(
      ({ step, deps }) => step('requireApproval', deps.requireApproval, { retry: { attempts: 3 } }),
      { clock },
    );

    expect(isApprovalRejected(errorIn(result))).toBe(true);
    expect(checkApproval).toHaveBeenCalledOnce();
    expect(clock.slept).toEqual([]);
  });

  it('B6: lets the body handle a rejection and go on', async () => {
    const requireApproval = createApprovalStep<string>({
      key: 'approve:refund',
      checkApproval: () => ({ status: 'rejected', reason: 'Too much.' }),
    });

    const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      step('requireApproval', deps.requireApproval).catch((error: unknown) =>
        isApprovalRejected(error) ? `not: ${error.reason}` : 'broken',
      ),
    );

    expect(valueIn(result)).toBe('not: Too much.');
  });

  it('B6: does not take an error that only looks alike for a rejection', () => {
    const others = [new Error('APPROVAL_REJECTED'), 'APPROVAL_REJECTED', null, undefined, { type: 'rejected' }];

    expect(others.filter(isApprovalRejected)).toEqual([]);
    expect(others.filter(isPendingApproval)).toEqual([]);
  });
});

describe('around it', () => {
  it('A4: runs what a step does around its approval again until the step has succeeded, and then no more', async () => {
    const ran: string[] = [];
    const requireApproval = createApprovalStep<string>({ key: 'approve:refund' });
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('refund', { requireApproval }, { onEvent }).run(
        ({ step, deps }) =>
          step('all', async () => {
            ran.push('before');
            const answer = await deps.requireApproval();
            if (!answer.ok) return answer;
            ran.push(`after ${answer.value}`);
            return ok(answer.value);
          }),
        { resumeState },
      );

    await run(state());
    const result = await run(injectApproval(state(), { stepKey: 'approve:refund', value: 'ann' }));
    await run(state());

    expect(valueIn(result)).toBe('ann');
    expect(ran).toEqual(['before', 'before', 'after ann']);
  });

  it('B1: takes the answer that a step of its own gives as PENDING_APPROVAL', async () => {
    const granted = new Map<string, string>();
    const requireApproval = async () => {
      const by = granted.get('o-1');
      return by === undefined ? pendingApproval('approve:refund', { reason: 'Refund o-1' }) : ok(by);
    };
    const { onEvent, state } = record();
    const run = () =>
      createWorkflow('refund', { requireApproval }, { onEvent }).run(
        ({ step, deps }) => step('requireApproval', deps.requireApproval),
        { resumeState: state() },
      );

    const first = await run();
    granted.set('o-1', 'ann');
    const second = await run();

    expect(errorIn(first)).toEqual({ type: 'PENDING_APPROVAL', stepKey: 'approve:refund', reason: 'Refund o-1' });
    expect(valueIn(second)).toBe('ann');
  });

  it('B1: waits where a step throws PENDING_APPROVAL', async () => {
    const result = await createWorkflow('refund').run(({ step }) =>
      step('requireApproval', () => Promise.reject(pendingApproval('approve:refund').error)),
    );

    expect(errorIn(result)).toEqual({ type: 'PENDING_APPROVAL', stepKey: 'approve:refund' });
  });

  it('B1: asks in a body without a step', async () => {
    const requireApproval = createApprovalStep<string>({ key: 'approve:refund' });
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('refund', { requireApproval }, { onEvent }).run(({ deps }) => deps.requireApproval(), {
        resumeState,
      });

    const first = await run(state());
    const second = await run(injectApproval(state(), { stepKey: 'approve:refund', value: 'ann' }));

    expect(isPendingApproval(errorIn(first))).toBe(true);
    expect(valueIn(second)).toBe('ann');
  });

  it('A3: refuses two approvals that are open under one key, and names both steps', async () => {
    const requireApproval = createApprovalStep({ key: 'approve:refund' });

    const result = await createWorkflow('refund', { requireApproval }).run(({ step, deps }) =>
      Promise.all([step('first', deps.requireApproval), step('second', deps.requireApproval)]),
    );

    const error = errorIn(result);
    expect(error).toMatchObject({ type: 'UNEXPECTED_ERROR', cause: { code: 'duplicate-key' } });
    expect(isPendingApproval(error)).toBe(false);
    expect((error as Error).message).toMatch(/"second".*"approve:refund".*"first"/);
  });

  it('C2: asks anew where another step asks under the same key', async () => {
    const requireApproval = createApprovalStep<string>({ key: 'approve:refund' });
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('refund', { requireApproval }, { onEvent }).run(
        async ({ step, deps }) => {
          await step('first', deps.requireApproval);
          return step('second', deps.requireApproval);
        },
        { resumeState },
      );

    await run(state());
    const result = await run(injectApproval(state(), { stepKey: 'approve:refund', value: 'ann' }));
    const last = await run(injectApproval(state(), { stepKey: 'approve:refund', value: 'bob' }));

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(valueIn(last)).toBe('bob');
  });

  it('B1: passes on the error that a step returns after the approval', async () => {
    const requireApproval = createApprovalStep({
      key: 'approve:refund',
      checkApproval: () => ({ status: 'approved', value: 40 }),
    });
    const processRefund = (amount: number) => err({ type: 'DECLINED' as const, amount });

    const result = await createWorkflow('refund', { requireApproval, processRefund }).run(async ({ step, deps }) => {
      const amount = await step('requireApproval', deps.requireApproval);
      return step('processRefund', () => deps.processRefund(amount));
    });

    expect(errorIn(result)).toEqual({ type: 'DECLINED', amount: 40 });
  });
});

describe('createApprovalChecker', () => {
  /** A run whose approval is asked for in a store beside it. */
  async function budget() {
    const store = createMemoryApprovalStore();
    await store.createApproval('budget');
    const requireBudget = createApprovalStep({
      key: 'budget',
      checkApproval: createApprovalChecker<number>(store)('budget'),
    });
    const { onEvent, state } = record();
    const run = () =>
      createWorkflow('refund', { requireBudget }, { onEvent }).run(
        ({ step, deps }) => step('requireBudget', deps.requireBudget),
        { resumeState: state() },
      );
    return { store, run };
  }

  it('A10: waits while the store says pending, and goes on with what was granted there', async () => {
    const { store, run } = await budget();

    const first = await run();
    await store.grantApproval('budget', 5_000, { approvedBy: 'ann' });
    const second = await run();

    expect(isPendingApproval(errorIn(first))).toBe(true);
    expect(valueIn(second)).toBe(5_000);
  });

  it('B5: goes on with the value that was edited in the store, which keeps both', async () => {
    const { store, run } = await budget();

    await store.editApproval('budget', 5_000, 4_500, { editedBy: 'ann' });
    const result = await run();

    expect(valueIn(result)).toBe(4_500);
    expect(await store.getApproval('budget')).toMatchObject({
      ...{ status: 'edited', originalValue: 5_000, editedValue: 4_500, editedBy: 'ann' },
      editedAt: expect.any(String),
    });
  });

  it('B6: is a rejection with who and why where it was rejected in the store', async () => {
    const { store, run } = await budget();

    await store.rejectApproval('budget', 'Too much.', { rejectedBy: 'ann' });
    const error = errorIn(await run());

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({ approvalKey: 'budget', reason: 'Too much.', expired: false });
  });

  it('B6: says who rejected it in the store', async () => {
    const { store, run } = await budget();

    await store.rejectApproval('budget', 'Too much.', { rejectedBy: 'ann' });

    expect(errorIn(await run())).toMatchObject({ by: 'ann', at: expect.stringMatching(/^\d{4}-/) });
  });
});
