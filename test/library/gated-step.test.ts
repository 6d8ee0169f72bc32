/** `gatedStep`: an operation that people let through, once, with the arguments that they saw. */
import {
  clearStep,
  type GateCheck,
  type GatedStepOptions,
  gatedStep,
  getPendingApprovals,
  injectApproval,
  isApprovalCancelled,
  isApprovalRejected,
  isPendingApproval,
  pendingApproval,
} from 'countersign/hitl';
import { createWorkflow, err, ok, type ResumeState, type StepCall } from 'countersign/workflow';
import { describe, expect, it, vi } from 'vitest';
import { createTestClock } from '../support/clock.ts';
import { errorIn, record, turn, valueIn } from './runs.ts';

interface Mail {
  to: string;
  subject: string;
}

const MAIL: Mail = { to: 'ann@other.com', subject: 'Hello' };
const INSIDE: Mail = { to: 'ann@mycompany.com', subject: 'Hello' };

/** A gate before an operation that writes down what it was called with. */
function mailGate(options: Partial<GatedStepOptions<Mail>> = {}) {
  const send = vi.fn(async ({ to }: Mail, _call?: StepCall) => `sent to ${to}`);
  const gate = gatedStep(send, {
    key: 'email-approval',
    requiresApproval: ({ to }) => !to.endsWith('@mycompany.com'),
    description: ({ to, subject }) => `Send email to ${to}: "${subject}"`,
    ...options,
  });
  const sent = () => send.mock.calls.map(([mail]) => mail);
  return { gate, send, sent };
}

/** Runs the gate inside of a step, over and over, as an application that keeps its state. */
function mailing(options: Partial<GatedStepOptions<Mail>> = {}) {
  const { gate, send, sent } = mailGate(options);
  const { events, onEvent, state, told } = record();
  const workflow = createWorkflow('mailing', { gate }, { onEvent });
  const run = (mail: Mail = MAIL, resumeState: ResumeState = state()) =>
    workflow.run(({ step, deps }) => step('gatedSendEmail', () => deps.gate(mail), { key: 'send-email' }), {
      resumeState,
    });
  const approved = (value?: unknown) => injectApproval(state(), { stepKey: 'email-approval', value });
  return { run, approved, send, sent, events, told, state };
}

describe('whether people are needed', () => {
  it('B2: runs at once where they are not', async () => {
    const { run, sent } = mailing();

    const result = await run(INSIDE);

    expect(valueIn(result)).toBe('sent to ann@mycompany.com');
    expect(sent()).toEqual([INSIDE]);
  });

  it('B2: waits where they are, with the description as the reason and exactly the args', async () => {
    const { run, send } = mailing();

    const result = await run();

    expect(result).toEqual({
      ok: false,
      error: {
        type: 'PENDING_APPROVAL',
        stepKey: 'email-approval',
        reason: 'Send email to ann@other.com: "Hello"',
        metadata: { pendingArgs: MAIL },
      },
    });
    expect(send).not.toHaveBeenCalled();
  });

  it.each<[string, GatedStepOptions<Mail>['requiresApproval'], boolean]>([
    ['true', true, true],
    ['false', false, false],
    ['a function', () => true, true],
    ['a function that says no', () => false, false],
    ['an async function', async () => turn().then(() => true), true],
    ['an async function that says no', async () => turn().then(() => false), false],
  ])('B2: takes %s for an answer', async (_, requiresApproval, needed) => {
    const { run, sent } = mailing({ requiresApproval });

    const result = await run();

    expect(result.ok).toBe(!needed);
    expect(sent()).toEqual(needed ? [] : [MAIL]);
  });

  it('B2: keeps args of every type', async () => {
    const args = { at: new Date(0), to: new Map([['ann', 1n]]), cc: new Set([undefined, Number.NaN]), none: undefined };
    const gate = gatedStep((_: typeof args) => 'done', { key: 'many', requiresApproval: true, description: 'Many' });
    const { onEvent, state } = record();

    await createWorkflow('mailing', { gate }).run(({ step, deps }) => step('send', () => deps.gate(args)), { onEvent });

    expect(getPendingApprovals(state())).toStrictEqual([
      { stepKey: 'many', reason: 'Many', metadata: { pendingArgs: args } },
    ]);
  });

  it('B2: keeps its metadata beside the args', async () => {
    const { run } = mailing({ metadata: { team: 'sales', pendingArgs: 'not these' }, description: 'Send it' });

    expect(errorIn(await run())).toMatchObject({
      reason: 'Send it',
      metadata: { team: 'sales', pendingArgs: MAIL },
    });
  });

  it('B2: refuses args that cannot be kept, names the path, and does not execute', async () => {
    const operation = vi.fn();
    const gate = gatedStep<{ hooks: unknown }, void>(operation, {
      ...{ key: 'call', requiresApproval: true, description: 'Call it' },
    });

    const result = await createWorkflow('mailing', { gate }).run(({ step, deps }) =>
      step('send', () => deps.gate({ hooks: { done: () => {} } })),
    );

    expect(errorIn(result)).toMatchObject({
      cause: { code: 'value-not-kept', message: expect.stringMatching(/pendingArgs.*hooks\.done/) },
    });
    expect(operation).not.toHaveBeenCalled();
  });

  it('B2: does not execute where requiresApproval throws', async () => {
    const { run, send } = mailing({
      requiresApproval: () => {
        throw new Error('no policy');
      },
    });

    expect(errorIn(await run())).toMatchObject({ type: 'UNEXPECTED_ERROR', message: 'no policy' });
    expect(send).not.toHaveBeenCalled();
  });

  it('B2: does not execute where the description throws', async () => {
    const { run, send } = mailing({
      description: () => {
        throw new Error('no words');
      },
    });

    expect(errorIn(await run())).toMatchObject({ message: 'no words' });
    expect(send).not.toHaveBeenCalled();
  });
});

describe('approved', () => {
  it('B3: executes the operation once, with the args that people saw', async () => {
    const { run, approved, sent, state } = mailing();
    await run();

    const result = await run(MAIL, approved());
    await run(MAIL, state());
    await run(MAIL, state());

    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(sent()).toEqual([MAIL]);
  });

  it('B3: executes the operation with args of another object that says the same', async () => {
    const { run, approved, sent } = mailing();
    await run({ ...MAIL });

    await run({ ...MAIL }, approved());

    expect(sent()).toEqual([MAIL]);
  });

  it('B3: executes no second time where the step around it fails after it', async () => {
    const { gate, sent } = mailGate();
    const { onEvent, state } = record();
    const note = vi
      .fn(() => 'noted')
      .mockImplementationOnce(() => {
        throw new Error('disk full');
      });
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(
        ({ step, deps }) =>
          step('send', async () => {
            const answer = await deps.gate(MAIL);
            return answer.ok ? ok(`${answer.value}, ${note()}`) : answer;
          }),
        { resumeState },
      );
    await run(state());
    const failed = await run(injectApproval(state(), { stepKey: 'email-approval' }));

    const result = await run(state());

    expect(errorIn(failed)).toMatchObject({ message: 'disk full' });
    expect(valueIn(result)).toBe('sent to ann@other.com, noted');
    expect(sent()).toEqual([MAIL]);
  });

  it('B3: executes no second time where the step around it is tried again', async () => {
    const { gate, sent } = mailGate();
    const clock = createTestClock({ sleep: 'at-once' });
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent, clock }).run(
        ({ step, deps }) =>
          step(
            'send',
            async ({ attempt }) => {
              const answer = await deps.gate(MAIL);
              if (attempt < 3) throw new Error('disk full');
              return answer;
            },
            { retry: { attempts: 3 } },
          ),
        { resumeState },
      );
    await run(state());

    const result = await run(injectApproval(state(), { stepKey: 'email-approval' }));

    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(sent()).toEqual([MAIL]);
  });

  it('B3: executes what needs no people no second time either', async () => {
    const { gate, sent } = mailGate();
    const clock = createTestClock({ sleep: 'at-once' });

    const result = await createWorkflow('mailing', { gate }, { clock }).run(({ step, deps }) =>
      step(
        'send',
        async ({ attempt }) => {
          const answer = await deps.gate(INSIDE);
          if (attempt < 3) throw new Error('disk full');
          return answer;
        },
        { retry: { attempts: 3 } },
      ),
    );

    expect(result.ok).toBe(true);
    expect(sent()).toEqual([INSIDE]);
  });

  it('B3: needs no second approval where the operation failed, and executes it again', async () => {
    const { run, approved, send, sent } = mailing();
    send.mockRejectedValueOnce(new Error('no such host'));
    await run();
    const resumeState = approved();

    const failed = await run(MAIL, resumeState);
    const result = await run(MAIL, resumeState);

    expect(errorIn(failed)).toMatchObject({ type: 'UNEXPECTED_ERROR', message: 'no such host' });
    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(sent()).toEqual([MAIL, MAIL]);
  });

  it('B3: asks again where the code comes with other args, and does not execute', async () => {
    const { run, approved, send, state } = mailing();
    await run();

    const result = await run({ ...MAIL, subject: 'Hello!' }, approved());

    expect(errorIn(result)).toMatchObject({
      type: 'PENDING_APPROVAL',
      reason: 'Send email to ann@other.com: "Hello!"',
      metadata: { pendingArgs: { to: 'ann@other.com', subject: 'Hello!' } },
    });
    expect(send).not.toHaveBeenCalled();
    expect(state().waits).toHaveLength(1);
  });

  it('B3: executes the other args once they are approved themselves', async () => {
    const { run, approved, sent } = mailing();
    const other = { ...MAIL, subject: 'Hello!' };
    await run();
    await run(other, approved());

    const result = await run(other, approved());

    expect(result.ok).toBe(true);
    expect(sent()).toEqual([other]);
  });

  it.each([
    ['undefined beside nothing', { a: undefined }, {}],
    ['minus zero beside zero', { a: -0 }, { a: 0 }],
    ['a date beside its text', { a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
    ['a bigint beside a number', { a: 1n }, { a: 1 }],
    ['a list in another order', { a: [1, 2] }, { a: [2, 1] }],
  ])('B3: takes %s for other args', async (_, shown, arrived) => {
    const operation = vi.fn((_args: object) => 'done');
    const gate = gatedStep(operation, { key: 'call', requiresApproval: true, description: 'Call it' });
    const { onEvent, state } = record();
    const run = (args: object, resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(({ step, deps }) => step('call', () => deps.gate(args)), {
        resumeState,
      });
    await run(shown, state());

    const result = await run(arrived, injectApproval(state(), { stepKey: 'call' }));

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(operation).not.toHaveBeenCalled();
  });

  it('B3: hands the operation a key for idempotency that stays the same', async () => {
    const { run, approved, send, state } = mailing();
    send.mockRejectedValueOnce(new Error('no such host'));
    await run();
    const resumeState = approved();

    await run(MAIL, resumeState);
    await run(MAIL, resumeState);

    const keys = send.mock.calls.map(([, call]) => call?.idempotencyKey);
    expect(keys[0]).toMatch(new RegExp(`^${state().runId}/send-email/email-approval#`));
    expect(keys).toEqual(Array(2).fill(keys[0]));
    expect(send.mock.calls[0]?.[1]).toMatchObject({ attempt: 1, signal: expect.any(AbortSignal) });
  });

  it('B3: passes on the error that the operation returns', async () => {
    const gate = gatedStep((_: Mail) => err('bounced'), { key: 'mail', requiresApproval: false, description: 'Send' });

    const result = await createWorkflow('mailing', { gate }).run(({ step, deps }) =>
      step('send', () => deps.gate(MAIL)),
    );

    expect(errorIn(result)).toBe('bounced');
  });

  it('B3: tries the operation again with the step around it, and asks nobody again', async () => {
    const { gate, send } = mailGate();
    const clock = createTestClock({ sleep: 'at-once' });
    const { onEvent, state } = record();
    send.mockRejectedValueOnce(new Error('no such host'));
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent, clock }).run(
        ({ step, deps }) => step('send', () => deps.gate(MAIL), { retry: { attempts: 2 } }),
        { resumeState },
      );
    await run(state());

    const result = await run(injectApproval(state(), { stepKey: 'email-approval' }));

    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(send).toHaveBeenCalledTimes(2);
  });
});

describe('edited, rejected, cancelled', () => {
  /** The application's own records of the approval. */
  const checked = () => {
    const records: { check: GateCheck<Mail> } = { check: { status: 'pending' } };
    const checkApproval = vi.fn((_: Mail) => records.check);
    return { ...mailing({ checkApproval }), records, checkApproval };
  };

  it('B3: executes with the edited args, once', async () => {
    const { run, records, sent } = checked();
    await run();
    records.check = { status: 'edited', editedValue: { ...MAIL, subject: 'Dear Ann' }, by: 'bob' };

    const result = await run();
    await run();

    expect(result.ok).toBe(true);
    expect(sent()).toEqual([{ ...MAIL, subject: 'Dear Ann' }]);
  });

  it('B5: tells the edited args, and who edited', async () => {
    const { run, records, events } = checked();
    await run();
    records.check = { status: 'edited', editedValue: INSIDE, by: 'bob' };

    await run();

    expect(events.filter(({ type }) => type === 'approval_resolved')).toMatchObject([
      { key: 'email-approval', action: 'edit', value: INSIDE, by: 'bob' },
    ]);
  });

  it('B3: executes with the args as they are where the records say approved, whatever else they say', async () => {
    const { run, records, sent, checkApproval } = checked();
    await run();
    records.check = { status: 'approved', value: { approvedBy: 'bob' } };

    await run();

    expect(sent()).toEqual([MAIL]);
    expect(checkApproval).toHaveBeenLastCalledWith(MAIL);
  });

  it('B3: does not ask the records where people are not needed', async () => {
    const { run, checkApproval } = checked();

    await run(INSIDE);

    expect(checkApproval).not.toHaveBeenCalled();
  });

  it('B6: never executes where people said no, and says who and why', async () => {
    const { run, records, send } = checked();
    await run();
    records.check = { status: 'rejected', reason: 'Not to them.', by: 'bob', at: '2026-01-05T10:00:00.000Z' };

    const error = errorIn(await run());
    await run();

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({
      ...{ approvalKey: 'email-approval', reason: 'Not to them.', by: 'bob' },
      ...{ at: '2026-01-05T10:00:00.000Z', expired: false },
    });
    expect(send).not.toHaveBeenCalled();
  });

  it('B6: never executes where nobody decided in time', async () => {
    const { run, records, send } = checked();
    records.check = { status: 'expired', reason: 'Nobody decided within 24h.' };

    const error = errorIn(await run());

    expect(isApprovalRejected(error) && error.expired).toBe(true);
    expect(send).not.toHaveBeenCalled();
  });

  it('B3: never executes where the question was withdrawn', async () => {
    const { run, records, send } = checked();
    records.check = { status: 'cancelled', reason: 'Never mind.' };

    expect(isApprovalCancelled(errorIn(await run()))).toBe(true);
    expect(send).not.toHaveBeenCalled();
  });

  it('B6: never executes where people said no, though the step around it has a policy', async () => {
    const checkApproval = vi.fn(() => ({ status: 'rejected' as const, reason: 'No.' }));
    const { gate, send } = mailGate({ checkApproval });
    const clock = createTestClock({ sleep: 'at-once' });

    const result = await createWorkflow('mailing', { gate }, { clock }).run(({ step, deps }) =>
      step('send', () => deps.gate(MAIL), { retry: { attempts: 3 } }),
    );

    expect(isApprovalRejected(errorIn(result))).toBe(true);
    expect(checkApproval).toHaveBeenCalledOnce();
    expect(send).not.toHaveBeenCalled();
  });

  it('B3: does not execute where checkApproval throws', async () => {
    const { run, send } = mailing({
      checkApproval: () => {
        throw new Error('database gone');
      },
    });

    expect(errorIn(await run())).toMatchObject({ message: 'database gone' });
    expect(send).not.toHaveBeenCalled();
  });
});

describe('its key', () => {
  it('B4: is one approval, known by the key of the gate and not of the step', async () => {
    const { run, state, events } = mailing();

    const error = errorIn(await run());

    expect(error).toMatchObject({ stepKey: 'email-approval' });
    expect(getPendingApprovals(state()).map(({ stepKey }) => stepKey)).toEqual(['email-approval']);
    expect(events.flatMap((event) => (event.type === 'approval_pending' ? [event.key] : []))).toEqual([
      'email-approval',
    ]);
  });

  it('B4: may be made of the args, so that several are open at once', async () => {
    const { gate, sent } = mailGate({ key: ({ to }) => `email:${to}` });
    const mails = ['ann@other.com', 'bob@other.com'].map((to) => ({ to, subject: 'Hello' }));
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(
        ({ step, deps }) =>
          Promise.all(mails.map((mail, i) => step('send', () => deps.gate(mail), { key: `send:${i}` }))),
        { resumeState },
      );
    await run(state());
    const open = getPendingApprovals(state()).map(({ stepKey }) => stepKey);

    const half = await run(injectApproval(state(), { stepKey: 'email:bob@other.com' }));
    const afterHalf = [...sent()];
    const result = await run(injectApproval(state(), { stepKey: 'email:ann@other.com' }));

    expect(open).toEqual(['email:ann@other.com', 'email:bob@other.com']);
    expect(errorIn(half)).toMatchObject({ stepKey: 'email:ann@other.com' });
    expect(afterHalf).toEqual([mails[1]]);
    expect(valueIn(result)).toEqual(['sent to ann@other.com', 'sent to bob@other.com']);
    expect(sent()).toEqual([mails[1], mails[0]]);
  });

  it('B4: refuses two that are open at once, and names both', async () => {
    const { gate, send } = mailGate();

    const result = await createWorkflow('mailing', { gate }).run(({ step, deps }) =>
      Promise.all([
        step('invite', () => deps.gate(MAIL)),
        step('remind', () => deps.gate({ ...MAIL, subject: 'Again' })),
      ]),
    );

    expect(errorIn(result)).toMatchObject({
      type: 'UNEXPECTED_ERROR',
      message: expect.stringMatching(/"remind".*"email-approval".*"invite"/),
      cause: { code: 'duplicate-key' },
    });
    expect(send).not.toHaveBeenCalled();
  });

  it('B4: asks anew where a later step asks under it, though the args are the same', async () => {
    const { gate, sent } = mailGate();
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(
        async ({ step, deps }) => {
          await step('first', () => deps.gate(MAIL));
          return step('second', () => deps.gate(MAIL));
        },
        { resumeState },
      );
    const approved = () => injectApproval(state(), { stepKey: 'email-approval' });

    await run(state());
    const afterFirst = await run(approved());
    const sentByThen = [...sent()];
    const result = await run(approved());
    await run(state());

    expect(isPendingApproval(errorIn(afterFirst))).toBe(true);
    expect(sentByThen).toEqual([MAIL]);
    expect(result.ok).toBe(true);
    expect(sent()).toEqual([MAIL, MAIL]);
  });

  it('B3: asks anew for the second call within one step, though the args are the same', async () => {
    const { gate, sent } = mailGate();
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(
        ({ step, deps }) =>
          step('send', async () => {
            const first = await deps.gate(MAIL);
            return first.ok ? deps.gate(MAIL) : first;
          }),
        { resumeState },
      );
    const approved = () => injectApproval(state(), { stepKey: 'email-approval' });

    await run(state());
    const afterFirst = await run(approved());
    const sentByThen = sent().length;
    const result = await run(approved());
    await run(state());

    expect(isPendingApproval(errorIn(afterFirst))).toBe(true);
    expect(sentByThen).toBe(1);
    expect(result.ok).toBe(true);
    expect(sent()).toEqual([MAIL, MAIL]);
  });

  it('B3: executes again after its step was cleared together with its approval, once it is approved again', async () => {
    const { run, approved, sent, state } = mailing();
    await run();
    await run(MAIL, approved());
    const cleared = clearStep(clearStep(state(), 'send-email'), 'email-approval');

    const asked = await run(MAIL, cleared);
    await run(MAIL, approved());

    expect(isPendingApproval(errorIn(asked))).toBe(true);
    expect(sent()).toEqual([MAIL, MAIL]);
  });
});

describe('where it is called', () => {
  it('B3: works in the body without a step, executed once', async () => {
    const { gate, sent } = mailGate();
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(({ deps }) => deps.gate(MAIL), { resumeState });
    const first = await run(state());

    const result = await run(injectApproval(state(), { stepKey: 'email-approval' }));
    await run(state());

    expect(errorIn(first)).toMatchObject({ type: 'PENDING_APPROVAL', metadata: { pendingArgs: MAIL } });
    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(sent()).toEqual([MAIL]);
  });

  it('B3: asks anew for the second call in the body', async () => {
    const { gate, sent } = mailGate();
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(
        async ({ deps }) => {
          await deps.gate(MAIL);
          return deps.gate(MAIL);
        },
        { resumeState },
      );
    const approved = () => injectApproval(state(), { stepKey: 'email-approval' });

    await run(state());
    const second = await run(approved());
    const result = await run(approved());

    expect(isPendingApproval(errorIn(second))).toBe(true);
    expect(result.ok).toBe(true);
    expect(sent()).toEqual([MAIL, MAIL]);
  });

  it('B3: gives the body a result, and throws where the operation throws', async () => {
    const { gate, send } = mailGate({ requiresApproval: false });
    send.mockRejectedValue(new Error('no such host'));

    const result = await createWorkflow('mailing', { gate }).run(({ deps }) => deps.gate(MAIL));

    expect(errorIn(result)).toMatchObject({ type: 'UNEXPECTED_ERROR', message: 'no such host' });
  });

  it('B2: says that it waits where no workflow runs, and does not execute', async () => {
    const { gate, send } = mailGate({ metadata: { team: 'sales' } });

    const answer = await gate(MAIL);

    expect(answer).toEqual(
      pendingApproval('email-approval', {
        reason: 'Send email to ann@other.com: "Hello"',
        metadata: { team: 'sales', pendingArgs: MAIL },
      }),
    );
    expect(send).not.toHaveBeenCalled();
  });

  it('B2: executes where no workflow runs and people are not needed', async () => {
    const { gate, sent } = mailGate();

    expect(await gate(INSIDE)).toEqual(ok('sent to ann@mycompany.com'));
    expect(sent()).toEqual([INSIDE]);
  });

  it('B3: executes where no workflow runs, as the records say', async () => {
    const edited = mailGate({ checkApproval: () => ({ status: 'edited', editedValue: INSIDE }) });
    const refused = mailGate({ checkApproval: () => ({ status: 'rejected', reason: 'No.' }) });

    const answers = [await edited.gate(MAIL), await refused.gate(MAIL)];

    expect(answers).toMatchObject([{ ok: true }, { ok: false, error: { type: 'APPROVAL_REJECTED', reason: 'No.' } }]);
    expect([edited.sent(), refused.sent()]).toEqual([[INSIDE], []]);
  });

  it('B4: is an approval of its own inside of another gate', async () => {
    const { gate: inner, sent } = mailGate({ key: 'inner' });
    const outer = gatedStep((mail: Mail) => inner(mail), {
      ...{ key: 'outer', requiresApproval: true, description: 'Outer' },
    });
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { outer }, { onEvent }).run(({ step, deps }) => step('send', () => deps.outer(MAIL)), {
        resumeState,
      });

    const first = await run(state());
    const second = await run(injectApproval(state(), { stepKey: 'outer' }));
    const sentByThen = [...sent()];
    const result = await run(injectApproval(state(), { stepKey: 'inner' }));
    await run(state());

    expect([first, second].map((each) => errorIn(each))).toMatchObject([{ stepKey: 'outer' }, { stepKey: 'inner' }]);
    expect(sentByThen).toEqual([]);
    expect(valueIn(result)).toBe('sent to ann@other.com');
    expect(sent()).toEqual([MAIL]);
  });

  it('B3: runs what a step does after its gate once it is open, and then no more', async () => {
    const { gate } = mailGate();
    const after = vi.fn((sent: string) => `${sent}, noted`);
    const { onEvent, state } = record();
    const run = (resumeState: ResumeState) =>
      createWorkflow('mailing', { gate }, { onEvent }).run(
        ({ step, deps }) =>
          step('send', async () => {
            const answer = await deps.gate(MAIL);
            return answer.ok ? ok(after(answer.value)) : answer;
          }),
        { resumeState },
      );

    await run(state());
    const result = await run(injectApproval(state(), { stepKey: 'email-approval' }));
    await run(state());

    expect(valueIn(result)).toBe('sent to ann@other.com, noted');
    expect(after).toHaveBeenCalledOnce();
  });

  it('A2: never times out the step around it while it waits for people', async () => {
    const { gate } = mailGate();
    const clock = createTestClock();
    const { told, onEvent } = record();

    const result = await createWorkflow('mailing', { gate }, { clock, onEvent }).run(({ step, deps }) =>
      Promise.all([
        step('send', () => deps.gate(MAIL), { timeout: 1_000, retry: { attempts: 3 } }),
        step('slow', async () => {
          while (!told().includes('approval_pending email-approval')) await turn();
          clock.advance('1h');
          await turn();
        }),
      ]),
    );

    expect(isPendingApproval(errorIn(result))).toBe(true);
    expect(told()).not.toContain('step_retried send');
  });

  it('C2: does not take the approval of one run for that of another', async () => {
    const first = mailing();
    const second = mailing();
    await first.run();
    await second.run();

    await first.run(MAIL, first.approved());
    const other = await second.run();

    expect(isPendingApproval(errorIn(other))).toBe(true);
    expect(second.send).not.toHaveBeenCalled();
  });
});
