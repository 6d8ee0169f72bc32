/** awaitly as a contender: the same refund by its own functions, over its own stores in memory. */
import { approvalKeyOf, type Contender, checkReceipt, createShop, type Due, GRANTED, REASON } from '../engine/shop.ts';

type Returned<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** It remembers steps that have a key, and no others. */
type Step = <T>(id: string, work: () => Promise<Returned<T>>, options: { key: string }) => Promise<T>;

interface ResumeState {
  readonly steps: Map<string, unknown>;
}

interface Options {
  onEvent: (event: unknown) => void;
  resumeState?: ResumeState | undefined;
}

interface Workflow<D> {
  run(body: (args: { step: Step; deps: D }) => Promise<unknown>): Promise<Returned<unknown>>;
}

type CheckApproval<T> = () => Promise<{ status: 'pending' } | { status: 'approved'; value: T }>;

/** What is used of `awaitly/workflow`; written out, so that the types hold where it is not installed. */
interface AwaitlyWorkflow {
  createWorkflow<D>(name: string, deps: D, options: Options): Workflow<D>;
  createResumeStateCollector(): { handleEvent: (event: unknown) => void; getResumeState(): ResumeState };
  createApprovalStep<T>(options: {
    key: string;
    checkApproval: CheckApproval<T>;
    pendingReason: string;
  }): () => Promise<Returned<T>>;
  clearStep(state: ResumeState, key: string): ResumeState;
  isPendingApproval(error: unknown): boolean;
}

type Made<D> = (options: Options) => Workflow<D>;
type Body<D> = (context: { step: Step; deps: D; args: string }) => Promise<unknown>;

/** What is used of `awaitly/hitl`. */
interface AwaitlyHitl<Store> {
  createMemoryApprovalStore(): Store;
  createMemoryWorkflowStateStore(): unknown;
  createApprovalChecker<T>(store: Store): (key: string) => CheckApproval<T>;
  createHITLOrchestrator(stores: { approvalStore: Store; workflowStateStore: unknown }): {
    execute<D>(name: string, made: Made<D>, body: Body<D>, args: string): Promise<{ status: string; runId: string }>;
    grantApproval(key: string, value: unknown, said: { approvedBy: string }): Promise<unknown>;
    resume<D>(runId: string, made: Made<D>, body: Body<D>): Promise<{ status: string; result?: unknown }>;
  };
}

/** A name that the compiler does not look up: nothing of the package depends on it. */
const load = (entry: string) => import(`awaitly/${entry}`);

/** The refund, by the steps of awaitly. */
async function refund(
  step: Step,
  { calculateRefund, processRefund }: Pick<ReturnType<typeof createShop>, 'calculateRefund' | 'processRefund'>,
  requireApproval: () => Promise<Returned<{ amount: number }>>,
  orderId: string,
): Promise<unknown> {
  const due: Due = await step('calculateRefund', () => calculateRefund(orderId), { key: 'calculateRefund' });
  const { amount } = await step('requireApproval', requireApproval, { key: approvalKeyOf(orderId) });
  return step('processRefund', () => processRefund({ ...due, amount }), { key: 'processRefund' });
}

export async function createAwaitlyWorkflow(): Promise<Contender> {
  const awaitly: AwaitlyWorkflow = await load('workflow');
  const { done, grant, approvalOf, ...deps } = createShop();
  const execute = async (orderId: string, resumeState?: ResumeState) => {
    const requireApproval = awaitly.createApprovalStep<{ amount: number }>({
      ...{ key: approvalKeyOf(orderId), pendingReason: REASON },
      checkApproval: () => approvalOf(orderId),
    });
    const collector = awaitly.createResumeStateCollector();
    const workflow = awaitly.createWorkflow('refund', deps, { onEvent: collector.handleEvent, resumeState });
    const result = await workflow.run(({ step, deps }) => refund(step, deps, requireApproval, orderId));
    return { result, state: collector.getResumeState() };
  };
  return {
    done,
    begin: () => async (orderId) => {
      const paused = await execute(orderId);
      if (!paused.result.ok && awaitly.isPendingApproval(paused.result.error)) done.paused++;
      grant(orderId);
      // It remembers that the approval was pending; without this it would not ask again.
      const { result } = await execute(orderId, awaitly.clearStep(paused.state, approvalKeyOf(orderId)));
      checkReceipt(result, orderId);
    },
  };
}

export async function createAwaitlyOrchestrator(): Promise<Contender> {
  const { createWorkflow, createApprovalStep }: AwaitlyWorkflow = await load('workflow');
  const hitl: AwaitlyHitl<unknown> = await load('hitl');
  const { done, calculateRefund, processRefund } = createShop();
  const deps = { calculateRefund, processRefund };
  const made: Made<typeof deps> = (options) => createWorkflow('refund', deps, options);
  return {
    done,
    begin() {
      const approvalStore = hitl.createMemoryApprovalStore();
      const workflowStateStore = hitl.createMemoryWorkflowStateStore();
      const orchestrator = hitl.createHITLOrchestrator({ approvalStore, workflowStateStore });
      const checkerOf = hitl.createApprovalChecker<{ amount: number }>(approvalStore);
      return async (orderId) => {
        const key = approvalKeyOf(orderId);
        const requireApproval = createApprovalStep({ key, checkApproval: checkerOf(key), pendingReason: REASON });
        const body: Body<typeof deps> = ({ step, deps, args }) => refund(step, deps, requireApproval, args);
        const { status, runId } = await orchestrator.execute('refund', made, body, orderId);
        if (status === 'paused') done.paused++;
        await orchestrator.grantApproval(key, GRANTED, { approvedBy: 'alice' });
        const { result } = await orchestrator.resume(runId, made, body);
        checkReceipt(result, orderId);
      };
    },
  };
}
