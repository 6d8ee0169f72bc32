/** What the compiler knows of a workflow, with no cast; wrong uses do not compile. */
import {
  type ApprovalCancelled,
  type ApprovalError,
  type ApprovalExpired,
  type ApprovalRejected,
  type ApprovalStep,
  approvalProgress,
  createApprovalStep,
  gatedStep,
  getPendingApprovals,
  isApprovalCancelled,
  isApprovalExpired,
  isApprovalRejected,
  isPendingApproval,
  type PendingApproval,
  pendingApproval,
} from 'countersign/hitl';
import {
  createResumeStateCollector,
  createWorkflow,
  deserializeResumeState,
  err,
  isErr,
  isOk,
  isUnexpectedError,
  ok,
  type Result,
  type ResumeState,
  serializeResumeState,
  type UnexpectedError,
  type WorkflowEvent,
} from 'countersign/workflow';
import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';

interface Refund {
  orderId: string;
  amount: number;
}

type TooMuch = { type: 'TOO_MUCH'; limit: number };
type Declined = { type: 'DECLINED' };

/** Functions that a workflow calls; nothing here is run but the compiler. */
const calculateRefund = async (orderId: string): Promise<Result<Refund, TooMuch>> => ok({ orderId, amount: 40 });
const processRefund = (refund: Refund, by: string): Result<string, Declined> => ok(`${refund.amount} by ${by}`);
const load = async (id: number) => ({ id, at: new Date(0) });
const now = () => new Date(0);
const requireApproval = createApprovalStep<string>({ key: 'approve:refund' });

const deps = { calculateRefund, processRefund, load, now, requireApproval };
const workflow = createWorkflow('refund', deps);

type Errors =
  | TooMuch
  | Declined
  | PendingApproval
  | ApprovalRejected
  | ApprovalCancelled
  | ApprovalExpired
  | UnexpectedError;

describe('the result of a run', () => {
  it('A1: has the value that the body gives back', async () => {
    const result = await workflow.run(async ({ step, deps: given }) => {
      const refund = await step('calculateRefund', () => given.calculateRefund('o-1'));
      const by = await step('requireApproval', given.requireApproval);
      return step('processRefund', () => given.processRefund(refund, by));
    });

    if (result.ok) expectTypeOf(result.value).toEqualTypeOf<string>();
    else expectTypeOf(result.error).toEqualTypeOf<Errors>();
  });

  it('A2: has the errors of the deps, of approvals and what was thrown', async () => {
    const result = await workflow.run(() => 7);

    if (!result.ok) expectTypeOf(result.error).toEqualTypeOf<Errors>();
    if (!result.ok) expectTypeOf(result.cause).toBeUnknown();
  });

  it('A2: has those of approvals and what was thrown alone where no dep has any', async () => {
    const result = await createWorkflow('plain', { load, now }).run(() => 7);

    if (!result.ok) expectTypeOf(result.error).toEqualTypeOf<ApprovalError | ApprovalExpired | UnexpectedError>();
  });

  it('A1: has the error that the body gives back', async () => {
    const result = await createWorkflow('plain').run(async () =>
      Math.random() > 2 ? ok(7) : err({ type: 'NONE' } as const),
    );

    if (result.ok) expectTypeOf(result.value).toEqualTypeOf<number>();
    else
      expectTypeOf(result.error).toEqualTypeOf<
        { readonly type: 'NONE' } | ApprovalError | ApprovalExpired | UnexpectedError
      >();
  });

  it('A2: is narrowed as the document does it', async () => {
    const result = await workflow.run(() => 7);

    if (result.ok) return;
    const { error } = result;
    if (isPendingApproval(error)) {
      expectTypeOf(error).toEqualTypeOf<PendingApproval>();
      expectTypeOf(error.stepKey).toEqualTypeOf<string>();
      expectTypeOf(error.reason).toEqualTypeOf<string | undefined>();
      expectTypeOf(error.metadata?.pendingArgs).toBeUnknown();
    } else if (isApprovalRejected(error)) {
      expectTypeOf(error).toEqualTypeOf<ApprovalRejected>();
      expectTypeOf(error.reason).toEqualTypeOf<string>();
      expectTypeOf(error.expired).toEqualTypeOf<boolean>();
    } else if (isApprovalCancelled(error)) {
      expectTypeOf(error).toEqualTypeOf<ApprovalCancelled>();
      expectTypeOf(error.reason).toEqualTypeOf<string | undefined>();
    } else if (isApprovalExpired(error)) {
      expectTypeOf(error).toEqualTypeOf<ApprovalExpired>();
    } else if (isUnexpectedError(error)) {
      expectTypeOf(error).toEqualTypeOf<UnexpectedError>();
      expectTypeOf(error.cause).toBeUnknown();
    } else {
      expectTypeOf(error).toEqualTypeOf<TooMuch | Declined>();
      if (error.type === 'TOO_MUCH') expectTypeOf(error.limit).toEqualTypeOf<number>();
    }
  });

  it('A1: is narrowed by isOk and isErr', async () => {
    const result = await workflow.run(() => 7);

    if (isOk(result)) expectTypeOf(result.value).toEqualTypeOf<number>();
    if (isErr(result)) expectTypeOf(result.error).toEqualTypeOf<Errors>();
  });

  it('A1: has no value before it is known that there is one', async () => {
    const result = await workflow.run(() => 7);

    // @ts-expect-error a failed run has no value
    void result.value;
    // @ts-expect-error a completed run has no error
    void result.error;
  });
});

describe('step', () => {
  it('A2: unwraps a value, a promise and a result', async () => {
    await workflow.run(async ({ step, deps: given }) => {
      expectTypeOf(await step('now', given.now)).toEqualTypeOf<Date>();
      expectTypeOf(await step('load', () => given.load(7))).toEqualTypeOf<{ id: number; at: Date }>();
      expectTypeOf(await step('refund', () => given.calculateRefund('o-1'))).toEqualTypeOf<Refund>();
      expectTypeOf(
        await step('process', () => given.processRefund({ orderId: 'o', amount: 1 }, 'ann')),
      ).toEqualTypeOf<string>();
      expectTypeOf(await step('approve', given.requireApproval)).toEqualTypeOf<string>();
      expectTypeOf(await step('literal', () => ok('a' as const))).toEqualTypeOf<'a'>();
      expectTypeOf(await step('nothing', () => {})).toEqualTypeOf<void>();
    });
  });

  it('A8: gives each value of a step.all its type', async () => {
    await workflow.run(async ({ step, deps: given }) => {
      const all = await step.all({
        at: given.now,
        refund: () => given.calculateRefund('o-1'),
        approved: requireApproval,
      });

      expectTypeOf(all).toEqualTypeOf<{ at: Date; refund: Refund; approved: string }>();
    });
  });

  it('A2: is handed a call with a key, the number of the try and a signal', async () => {
    await workflow.run(({ step }) =>
      step('charge', (call) => {
        expectTypeOf(call.idempotencyKey).toEqualTypeOf<string>();
        expectTypeOf(call.attempt).toEqualTypeOf<number>();
        expectTypeOf(call.signal).toEqualTypeOf<AbortSignal>();
      }),
    );
  });

  it('A2: takes no error that no dep declares', async () => {
    await createWorkflow('refund', { load }).run(async ({ step }) => {
      // @ts-expect-error no dep gives TOO_MUCH back
      await step('calculateRefund', () => calculateRefund('o-1'));
      // @ts-expect-error nor this
      await step('undeclared', () => err('undeclared'));
    });
  });

  it('A2: takes an approval that is no dep, as the document has it', async () => {
    await createWorkflow('refund', { load }).run(async ({ step }) => {
      expectTypeOf(await step('requireApproval', requireApproval, { key: 'a' })).toEqualTypeOf<string>();
      expectTypeOf(await step('pending', () => pendingApproval('b'))).toBeNever();
    });
  });

  it('A2: takes work whose type tells nothing', () => {
    const uses = () =>
      createWorkflow('refund', { load }).run(async ({ step }) => {
        expectTypeOf(await step('parse', () => JSON.parse('7'))).toBeAny();
        expectTypeOf(await step('read', (): unknown => 7)).toBeUnknown();
      });

    expectTypeOf(uses).toBeFunction();
  });

  it('A2: does not compile where it is called in a wrong way', () => {
    const uses = () =>
      workflow.run(async ({ step, deps: given }) => {
        // @ts-expect-error it needs an id
        await step(() => 7);
        // @ts-expect-error it needs work
        await step('charge');
        // @ts-expect-error work is a function
        await step('charge', 7);
        // @ts-expect-error its key is a text
        await step('charge', () => 7, { key: 7 });
        // @ts-expect-error a policy says how often
        await step('charge', () => 7, { retry: { initialDelay: 7 } });
        // @ts-expect-error there is no such backoff
        await step('charge', () => 7, { retry: { attempts: 2, backoff: 'quick' } });
        // @ts-expect-error ms are a number
        await step('charge', () => 7, { timeout: '1h' });
        // @ts-expect-error there is no such option
        await step('charge', () => 7, { name: 'charge' });
        // @ts-expect-error a duration has a unit
        await step.sleep('nap', '7');
        // @ts-expect-error no dep has this name
        await step('charge', () => given.processRefunds);
        // @ts-expect-error the dep wants a text
        await step('charge', () => given.calculateRefund(7));
      });

    expectTypeOf(uses).toBeFunction();
  });
});

describe('the body', () => {
  it('A1: has the deps as they were given', async () => {
    await workflow.run(({ deps: given }) => {
      expectTypeOf(given.calculateRefund).toEqualTypeOf(calculateRefund);
      expectTypeOf(given.requireApproval).toEqualTypeOf<ApprovalStep<string>>();
    });
  });

  it('A1: has its input as it was given', async () => {
    const typed = createWorkflow('refund', deps, { input: { orderId: 'o-1' } });

    await typed.run(({ input }) => expectTypeOf(input).toEqualTypeOf<{ orderId: string }>());
    await typed.run(({ input }) => expectTypeOf(input).toEqualTypeOf<number>(), { input: 7 });
    await workflow.run(({ input }) => expectTypeOf(input).toEqualTypeOf<undefined>());
    await workflow.run(({ input }) => expectTypeOf(input).toEqualTypeOf<Date>(), { input: new Date(0) });
  });

  it('A1: has its context', async () => {
    await workflow.run(({ ctx }) => {
      expectTypeOf(ctx.runId).toEqualTypeOf<string>();
      expectTypeOf(ctx.workflow).toEqualTypeOf<string>();
      expectTypeOf(ctx.now()).toEqualTypeOf<Date>();
    });
  });

  it('A1: gives approvals the type of the value that is decided', () => {
    const uses = () =>
      workflow.run(async ({ approval }) => {
        const form = z.object({ amount: z.number() });

        expectTypeOf((await approval('a', { form })).value).toEqualTypeOf<{ amount: number }>();
        expectTypeOf((await approval('b', { proposed: 7 })).value).toEqualTypeOf<number>();
        expectTypeOf((await approval('c')).value).toBeUnknown();
        expectTypeOf((await approval<string>('d')).value).toEqualTypeOf<string>();
        expectTypeOf((await approval('e')).action).toEqualTypeOf<'approve' | 'edit'>();
        // @ts-expect-error the proposal does not fit the form
        await approval('f', { form, proposed: { amount: 'forty' } });
        // @ts-expect-error there is no such option
        await approval('g', { pendingReason: 'why' });
      });

    expectTypeOf(uses).toBeFunction();
  });

  it('A1: does not compile where it is wrong', () => {
    const uses = () => {
      // @ts-expect-error a workflow has a name
      createWorkflow(deps);
      // @ts-expect-error deps are functions
      createWorkflow('refund', { amount: 7 });
      // @ts-expect-error there is no such option
      createWorkflow('refund', deps, { onevent: () => {} });
      // @ts-expect-error there is no such thing
      void workflow.run(({ steps }) => steps);
      // @ts-expect-error no dep has this name
      void workflow.run(({ deps: { processRefunds } }) => processRefunds);
      // @ts-expect-error a state comes from a collector
      void workflow.run(() => 7, { resumeState: 'saved' });
      // @ts-expect-error a body is a function
      void workflow.run(7);
    };

    expectTypeOf(uses).toBeFunction();
  });
});

describe('createApprovalStep', () => {
  it('B1: gives back what its type says', () => {
    expectTypeOf(createApprovalStep<{ amount: number }>({ key: 'a' })).toEqualTypeOf<
      ApprovalStep<{ amount: number }>
    >();
    expectTypeOf(createApprovalStep({ key: 'a' })).toEqualTypeOf<ApprovalStep<unknown>>();
    expectTypeOf<ReturnType<ApprovalStep<string>>>().toEqualTypeOf<Promise<Result<string, ApprovalError>>>();
  });

  it('B1: takes its type from checkApproval, as the document has it', async () => {
    const status = async () => undefined as { approved: boolean; reason: string; by: string } | undefined;
    const approval = createApprovalStep({
      key: 'approve:refund',
      checkApproval: async () => {
        const record = await status();
        if (!record) return { status: 'pending' };
        if (record.approved) return { status: 'approved', value: record };
        return { status: 'rejected', reason: record.reason };
      },
    });

    expectTypeOf(approval).toEqualTypeOf<ApprovalStep<{ approved: boolean; reason: string; by: string }>>();
  });

  it('B1: takes its type from the form', () => {
    const approval = createApprovalStep({ key: 'a', form: z.object({ amount: z.number() }) });

    expectTypeOf(approval).toEqualTypeOf<ApprovalStep<{ amount: number }>>();
  });

  it('B1: does not compile where it is wrong', () => {
    const uses = () => {
      // @ts-expect-error it needs a key
      createApprovalStep({});
      // @ts-expect-error what is approved has a value
      createApprovalStep<string>({ key: 'a', checkApproval: () => ({ status: 'approved' }) });
      // @ts-expect-error the value is no text
      createApprovalStep<string>({ key: 'a', checkApproval: () => ({ status: 'approved', value: 7 }) });
      // @ts-expect-error there is no such status
      createApprovalStep({ key: 'a', checkApproval: () => ({ status: 'maybe' }) });
      // @ts-expect-error a duration has a unit
      createApprovalStep({ key: 'a', timeout: '24' });
    };

    expectTypeOf(uses).toBeFunction();
  });
});

describe('gatedStep', () => {
  const gate = gatedStep((args: { to: string; body: string }) => ok({ id: args.to.length }), {
    key: ({ to }) => `mail:${to}`,
    requiresApproval: async ({ to }) => to.endsWith('@other.com'),
    description: ({ to }) => `Send to ${to}`,
  });

  it('B2: takes the args of its operation, and gives back its value or an error', () => {
    expectTypeOf(gate).parameter(0).toEqualTypeOf<{ to: string; body: string }>();
    expectTypeOf<ReturnType<typeof gate>>().toEqualTypeOf<Promise<Result<{ id: number }, ApprovalError>>>();
  });

  it('B2: has the errors of its operation', () => {
    const declining = gatedStep(
      async (_: number) => (Math.random() > 2 ? ok('sent') : err({ type: 'DECLINED' } as const)),
      { key: 'a', requiresApproval: true, description: 'Send' },
    );

    type Gives = Awaited<ReturnType<typeof declining>>;
    expectTypeOf<Extract<Gives, { ok: true }>['value']>().toEqualTypeOf<string>();
    expectTypeOf<Extract<Gives, { ok: false }>['error']>().toEqualTypeOf<
      { readonly type: 'DECLINED' } | ApprovalError
    >();
  });

  it('B2: gives a step its value', () => {
    const uses = () =>
      createWorkflow('mailing', { gate }).run(async ({ step, deps: given }) => {
        const sent = await step('send', () => given.gate({ to: 'ann', body: 'Hello' }), { key: 'send-email' });
        expectTypeOf(sent).toEqualTypeOf<{ id: number }>();
      });

    expectTypeOf(uses).toBeFunction();
  });

  it('B2: does not compile where it is wrong', () => {
    const uses = () => {
      // @ts-expect-error the operation wants a body, too
      void gate({ to: 'ann' });
      // @ts-expect-error a gate needs a description
      gatedStep((_: string) => 'sent', { key: 'a', requiresApproval: true });
      // @ts-expect-error the args are a text
      gatedStep((_: string) => 'sent', { key: 'a', requiresApproval: (n: number) => n > 7, description: 'Send' });
      gatedStep((_: string) => 'sent', {
        ...{ key: 'a', requiresApproval: true, description: 'Send' },
        // @ts-expect-error edited args are args
        checkApproval: () => ({ status: 'edited', editedValue: 7 }),
      });
    };

    expectTypeOf(uses).toBeFunction();
  });
});

describe('states and events', () => {
  it('A5: are what collectors and helpers take and give', () => {
    const collector = createResumeStateCollector();

    expectTypeOf(collector.handleEvent).toEqualTypeOf<(event: WorkflowEvent) => void>();
    expectTypeOf(collector.getResumeState()).toEqualTypeOf<ResumeState>();
    expectTypeOf(deserializeResumeState).returns.toEqualTypeOf<ResumeState>();
    expectTypeOf(serializeResumeState).parameter(0).toEqualTypeOf<ResumeState>();
    expectTypeOf(getPendingApprovals(collector.getResumeState())[0]?.stepKey).toEqualTypeOf<string | undefined>();
    expectTypeOf(approvalProgress(collector.getResumeState(), ['a'] as const).completed).toEqualTypeOf<string[]>();
  });

  it('A7: tell their events apart by their type', () => {
    const read = (event: WorkflowEvent) => {
      expectTypeOf(event.runId).toEqualTypeOf<string>();
      expectTypeOf(event.workflow).toEqualTypeOf<string>();
      expectTypeOf(event.at).toEqualTypeOf<string>();
      if (event.type === 'step_retried') expectTypeOf(event.delayMs).toEqualTypeOf<number>();
      if (event.type === 'approval_pending') expectTypeOf(event.reason).toEqualTypeOf<string | undefined>();
      // @ts-expect-error not every event has a key
      void event.key;
      // @ts-expect-error there is no such type
      return event.type === 'step_paused';
    };

    expectTypeOf(read).toBeFunction();
    expectTypeOf<WorkflowEvent['type']>().toEqualTypeOf<
      | `workflow_${'started' | 'paused' | 'resumed' | 'completed' | 'failed'}`
      | `step_${'started' | 'completed' | 'failed' | 'retried' | 'skipped'}`
      | `approval_${'pending' | 'resolved'}`
    >();
  });
});
