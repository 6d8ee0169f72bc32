/** Helpers that read and change what a run remembers: for displays, tests and tools. */
import {
  approvalProgress,
  clearStep,
  createApprovalStep,
  gatedStep,
  getPendingApprovals,
  hasPendingApproval,
  injectApproval,
  isPendingApproval,
  pendingApproval,
} from 'countersign/hitl';
import { createWorkflow, type ResumeState } from 'countersign/workflow';
import { describe, expect, it, vi } from 'vitest';
import { errorIn, record, throughJson, valueIn } from './runs.ts';

const EMPTY: ResumeState = { entries: [], waits: [] };

const deps = {
  manager: createApprovalStep<string>({ key: 'approval:manager', pendingReason: 'Manager', metadata: { level: 1 } }),
  finance: createApprovalStep<string>({ key: 'approval:finance' }),
  ceo: createApprovalStep<string>({ key: 'approval:ceo' }),
};

const STAGES = ['manager', 'finance', 'ceo'];

/** The chain of the document over a state: manager, then finance and the CEO side by side. */
async function chain(resumeState: ResumeState = EMPTY) {
  const { onEvent, state } = record();
  const validate = vi.fn(() => 20_000);
  const result = await createWorkflow('expense', deps, { onEvent }).run(
    async ({ step, deps: { manager, finance, ceo } }) => {
      await step('validate', validate);
      const by = await step('approval:manager', manager);
      await Promise.all([step('approval:finance', finance), step('approval:ceo', ceo)]);
      return by;
    },
    { resumeState },
  );
  return { result, state: state(), validate };
}

const approve = (state: ResumeState, ...stages: string[]) =>
  stages.reduce((given, stage) => injectApproval(given, { stepKey: `approval:${stage}`, value: stage }), state);

/** Does something with a state that is frozen all the way down; it throws where it is changed. */
function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner);
  return Object.freeze(value);
}

describe('getPendingApprovals', () => {
  it('A6: tells what is waited for, with the reason and the metadata', async () => {
    const { state } = await chain();

    expect(getPendingApprovals(state)).toEqual([
      { stepKey: 'approval:manager', reason: 'Manager', metadata: { level: 1 } },
    ]);
  });

  it('A6: tells them in the order that they were reached', async () => {
    const { state } = await chain(approve((await chain()).state, 'manager'));

    expect(getPendingApprovals(state)).toEqual([{ stepKey: 'approval:finance' }, { stepKey: 'approval:ceo' }]);
  });

  it('A6: tells of none where the run has not begun', () => {
    expect(getPendingApprovals(EMPTY)).toEqual([]);
  });

  it('A6: tells of none where the run waits for time alone', async () => {
    const { state } = await chain();
    const asleep: ResumeState = {
      ...state,
      waits: [{ kind: 'time', key: 'nap', since: '2026-01-05T09:00:00.000Z', until: '2026-01-06T09:00:00.000Z' }],
    };

    expect(getPendingApprovals(asleep)).toEqual([]);
  });

  it('A6: tells the args that a gate shows', async () => {
    const gate = gatedStep((_: { path: string }) => 'deleted', {
      key: 'delete-file',
      requiresApproval: true,
      description: ({ path }) => `Delete file: ${path}`,
    });
    const { onEvent, state } = record();

    await createWorkflow('files', { gate }).run(
      ({ step, deps: given }) => step('delete', () => given.gate({ path: '/a' })),
      {
        onEvent,
      },
    );

    expect(getPendingApprovals(state())).toEqual([
      { stepKey: 'delete-file', reason: 'Delete file: /a', metadata: { pendingArgs: { path: '/a' } } },
    ]);
  });
});

describe('approvalProgress', () => {
  it('A6: completes no stage that was never reached', async () => {
    const { state } = await chain();

    expect(approvalProgress(state, STAGES)).toEqual({
      completed: [],
      waitingFor: 'approval:manager',
      pending: ['manager'],
      notReached: ['finance', 'ceo'],
    });
  });

  it('A6: prints what the document prints', async () => {
    const lines: string[] = [];
    const { onEvent, state } = record();
    await createWorkflow('expense', deps, { onEvent }).run(
      async ({ step, deps: { manager, finance } }) => {
        await step('approval:manager', manager);
        await step('approval:finance', finance);
      },
      { resumeState: approve((await chain()).state, 'manager') },
    );

    const { completed, waitingFor } = approvalProgress(state(), STAGES);
    lines.push(`Completed: ${completed.join('')}`, `Waiting for: ${waitingFor}`);

    expect(lines).toEqual(['Completed: manager', 'Waiting for: approval:finance']);
  });

  it('A6: tells the first of several that are waited for, and all of them', async () => {
    const { state } = await chain(approve((await chain()).state, 'manager'));

    expect(approvalProgress(state, STAGES)).toEqual({
      completed: ['manager'],
      waitingFor: 'approval:finance',
      pending: ['finance', 'ceo'],
      notReached: [],
    });
  });

  it('A6: completes every stage of a run that has ended', async () => {
    const middle = await chain(approve((await chain()).state, 'manager'));
    const { result, state } = await chain(approve(middle.state, 'finance', 'ceo'));

    expect(valueIn(result)).toBe('manager');
    expect(approvalProgress(state, STAGES)).toEqual({
      completed: STAGES,
      waitingFor: undefined,
      pending: [],
      notReached: [],
    });
  });

  it('A6: takes the whole key for a stage, too', async () => {
    const { state } = await chain();

    expect(approvalProgress(state, ['approval:manager', 'approval:ceo'])).toMatchObject({
      pending: ['approval:manager'],
      notReached: ['approval:ceo'],
    });
  });

  it('A6: keeps a stage apart from one whose name begins alike', async () => {
    const { state } = await chain();

    expect(approvalProgress(state, ['man', 'managers'])).toEqual({
      completed: [],
      waitingFor: undefined,
      pending: [],
      notReached: ['man', 'managers'],
    });
  });
});

describe('hasPendingApproval', () => {
  it('A10: is true under the key that is waited for alone', async () => {
    const { state } = await chain();

    const keys = ['approval:manager', 'approval:finance', 'manager', 'validate'];

    expect(keys.map((key) => hasPendingApproval(state, key))).toEqual([true, false, false, false]);
  });
});

describe('pendingApproval', () => {
  it('A10: makes the error by which a step waits', () => {
    const result = pendingApproval('approve:refund', { reason: 'Refund over 100', metadata: { orderId: 'o-1' } });

    expect(result).toEqual({
      ok: false,
      error: {
        type: 'PENDING_APPROVAL',
        stepKey: 'approve:refund',
        reason: 'Refund over 100',
        metadata: { orderId: 'o-1' },
      },
    });
    expect(isPendingApproval(result.error)).toBe(true);
  });

  it('A10: says nothing of what it is not told', () => {
    expect(Object.keys(pendingApproval('approve:refund').error)).toEqual(['type', 'stepKey']);
  });
});

describe('injectApproval', () => {
  it('A10: lets the run go on with the value', async () => {
    const { state } = await chain();

    const { result, validate, state: after } = await chain(approve(state, 'manager'));

    expect(errorIn(result)).toMatchObject({ stepKey: 'approval:finance' });
    expect(validate).not.toHaveBeenCalled();
    expect(after.entries.map(({ kind, key }) => [kind, key])).toContainEqual(['step', 'approval:manager']);
  });

  it('A10: gives a value of any type', async () => {
    const approval = createApprovalStep<Map<string, Date>>({ key: 'any' });
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('expense', { approval }, { onEvent }).run(({ step, deps: given }) => step('any', given.approval), {
        resumeState,
      });
    await run(state());
    const value = new Map([['at', new Date(0)]]);

    const result = await run(throughJson(injectApproval(state(), { stepKey: 'any', value })));

    expect(valueIn(result)).toEqual(value);
  });

  it('A10: tells who gave it', async () => {
    const { state } = await chain();
    const { events, onEvent } = record();

    await createWorkflow('expense', deps, { onEvent }).run(
      ({ step, deps: { manager } }) => step('approval:manager', manager),
      { resumeState: injectApproval(state, { stepKey: 'approval:manager', value: 'yes', by: 'ann' }) },
    );

    expect(events.filter(({ type }) => type === 'approval_resolved')).toMatchObject([
      { key: 'approval:manager', action: 'approve', by: 'ann', value: 'yes' },
    ]);
  });

  it('A10: counts for what was asked, and for nothing else', async () => {
    const { state } = await chain();
    const other = createApprovalStep<string>({ key: 'approval:manager', pendingReason: 'Manager, 50 more' });

    const result = await createWorkflow('expense', { other }).run(
      ({ step, deps: given }) => step('approval:manager', given.other),
      { resumeState: approve(state, 'manager') },
    );

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', reason: 'Manager, 50 more' });
  });

  it('A10: takes a step for done where its approval is not waited for yet', async () => {
    const { result } = await chain(approve(EMPTY, 'manager'));

    expect(errorIn(result)).toMatchObject({ stepKey: 'approval:finance' });
  });

  it('A10: refuses a value that cannot be kept', () => {
    expect(() => injectApproval(EMPTY, { stepKey: 'a', value: { undo: () => {} } })).toThrow(
      expect.objectContaining({ code: 'value-not-kept', message: expect.stringContaining('undo') }),
    );
  });
});

describe('clearStep', () => {
  it('A10: has the step run again, and no other', async () => {
    const { state } = await chain(approve((await chain()).state, 'manager'));

    const { result, validate } = await chain(clearStep(state, 'validate'));

    expect(errorIn(result)).toMatchObject({ stepKey: 'approval:finance' });
    expect(validate).toHaveBeenCalledOnce();
  });

  it('A10: has the approval asked again', async () => {
    const { state } = await chain(approve((await chain()).state, 'manager'));

    const { result, validate } = await chain(clearStep(state, 'approval:manager'));

    expect(errorIn(result)).toMatchObject({ stepKey: 'approval:manager' });
    expect(validate).not.toHaveBeenCalled();
  });

  it('A10: changes nothing where the state knows nothing of the step', async () => {
    const { state } = await chain();

    expect(clearStep(state, 'another')).toEqual(state);
  });
});

describe('every helper', () => {
  it('A10: leaves the state that it is given as it is', async () => {
    const { state } = await chain(approve((await chain()).state, 'manager'));
    const before = structuredClone(state);
    const given = frozen(state);

    injectApproval(given, { stepKey: 'approval:finance', value: 1 });
    injectApproval(given, { stepKey: 'another', value: 1 });
    clearStep(given, 'validate');
    getPendingApprovals(given);
    hasPendingApproval(given, 'approval:finance');
    approvalProgress(given, STAGES);
    await chain(given);

    expect(given).toEqual(before);
  });
});
