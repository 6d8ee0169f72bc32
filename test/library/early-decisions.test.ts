/** Decisions that come early: before the run has parked, while it is driven, or before it asks at all. None is lost. */
import { createApprovalChecker, createApprovalStep, type HITLOrchestrator } from 'countersign/hitl';
import { beforeEach, expect, it } from 'vitest';
import type { ApprovalNeededContext, NotificationChannel } from '../../shared/ports/notification-channel.ts';
import { createLatch, describeOnBothLibraries, type Latch, type Library } from '../support/library.ts';
import { type Effects, expenseWorkflow, pairWorkflow, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };
const ANN = 'ann@example.com';

describeOnBothLibraries('early decisions', (freshLibrary) => {
  let library: Library;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    effects = [];
  });

  /** A channel whose people answer while they are being told. */
  const answering = (answer: (context: ApprovalNeededContext) => Promise<unknown>): NotificationChannel => ({
    async onApprovalNeeded(context) {
      await answer(context);
    },
  });

  /** Stores in which something happens between the park of a run and the asking of what it lists. */
  const between = (happens: () => Promise<unknown>) => {
    const { runs, approvals } = library.ports;
    let done = false;
    const ask: typeof approvals.ask = async (approval) => {
      if (!done) {
        done = true;
        await happens();
      }
      return approvals.ask(approval);
    };
    return library.open({ runs, approvals: { ...approvals, ask } });
  };

  it('C4: keeps a decision that comes while people are being told', async () => {
    const elsewhere = library.process();
    const notificationChannel = answering(({ runId, approvalKey }) =>
      elsewhere.approve(runId, approvalKey, { approvedBy: ANN }),
    );
    const orchestrator = library.process({ notificationChannel });

    const { runId } = await orchestrator.start(refundWorkflow(effects), { input: INPUT });

    expect(valueIn(await orchestrator.resume(runId))).toEqual({ paid: 40 });
  });

  it('C4: goes on by itself where a channel answers the orchestrator that tells it', async () => {
    const orchestrator: HITLOrchestrator = library.process({
      autoResume: true,
      notificationChannel: answering(({ runId, approvalKey }) =>
        orchestrator.approve(runId, approvalKey, { approvedBy: ANN }),
      ),
    });

    const { result } = await orchestrator.start(expenseWorkflow(effects), { input: { amount: 20_000 } });

    expect(valueIn(result)).toEqual([ANN, ANN, ANN]);
    expect(effects).toEqual(['validate', 'note:manager', 'note:finance', 'note:ceo', 'process']);
  });

  it('C4: goes on once where a channel answers several questions that are asked at once', async () => {
    const orchestrator: HITLOrchestrator = library.process({
      autoResume: true,
      notificationChannel: answering(({ runId, approvalKey }) =>
        orchestrator.approve(runId, approvalKey, { approvedBy: ANN }),
      ),
    });

    const { runId } = await orchestrator.start(pairWorkflow(effects), {});

    expect(valueIn(await orchestrator.resume(runId))).toEqual([ANN, ANN]);
    expect(effects).toEqual(['prepare', 'publish']);
  });

  it('C4: keeps a decision that comes after the park and before the asking, and asks no one any more', async () => {
    const told: string[] = [];
    const stores = between(() => library.process().approve('r-1', KEY, { approvedBy: ANN }));
    const orchestrator = library.process(
      { notificationChannel: answering(async ({ approvalKey }) => told.push(approvalKey)) },
      stores,
    );

    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
    expect(told).toEqual([]);
    expect(effects).toEqual(['calculate', 'pay 40 (r-1/pay)']);
  });

  it('C4: keeps a decision by a process that found the run parked and its questions not asked', async () => {
    const { runs, approvals } = library.ports;
    const ask: typeof approvals.ask = () => Promise.reject(new Error('The process was killed.'));
    const dying = library.process({}, library.open({ runs, approvals: { ...approvals, ask } }));
    await dying.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    expect(await approvals.ofRun('r-1')).toEqual([]);

    const receipt = await library.process().reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' });

    expect(receipt).toMatchObject({ status: 'rejected', by: ANN });
    expect(errorIn(await library.process({ workflows: [refundWorkflow(effects)] }).resume('r-1'))).toMatchObject({
      ...{ type: 'APPROVAL_REJECTED', by: ANN },
    });
  });

  /** Two branches, each an approval and a step; the step of the first waits at the latch. */
  const branches = (latch: Latch) =>
    workflowOf('branches', async ({ step, approval }) => {
      const legal = async () => {
        await approval('legal');
        await step('slow', async () => {
          effects.push('slow');
          await latch.pass();
        });
      };
      const security = async () => {
        await approval('security');
        await step('quick', () => void effects.push('quick'));
      };
      await Promise.all([legal(), security()]);
      return 'both';
    });

  /** A run that is at work in a slow step, while its other approval is open. */
  const driven = async (options: { autoResume?: boolean } = {}) => {
    const latch = createLatch();
    const workflows = [branches(latch)];
    const orchestrator = library.process({ workflows, ...options });
    const { runId } = await orchestrator.start(branches(latch), { workflowId: 'b-1' });
    await library.process().approve(runId, 'legal', { approvedBy: ANN });
    const first = orchestrator.resume(runId);
    await latch.reached;
    return { runId, first, latch, orchestrator, another: () => library.process({ workflows, ...options }) };
  };

  it('C4: goes on with what was decided while a step was at work, told by a resume that finds the run busy', async () => {
    const { runId, first, latch, another } = await driven();

    await another().approve(runId, 'security', { approvedBy: ANN });
    const busy = await another().resume(runId);
    latch.open();

    expect(errorIn(busy)).toMatchObject({ code: 'run-busy' });
    expect(valueIn(await first)).toBe('both');
    expect(effects).toEqual(['slow', 'quick']);
  });

  it('C4: goes on with what was decided while a step was at work, where decisions resume', async () => {
    const { runId, first, latch, another } = await driven({ autoResume: true });

    await another().approve(runId, 'security', { approvedBy: ANN });
    latch.open();

    expect(valueIn(await first)).toBe('both');
    expect(effects).toEqual(['slow', 'quick']);
  });

  it('C4: keeps what was decided while a step was at work for the next resume', async () => {
    const { runId, first, latch, orchestrator, another } = await driven();

    await another().approve(runId, 'security', { approvedBy: ANN });
    latch.open();
    await first;

    expect(valueIn(await orchestrator.resume(runId))).toBe('both');
    expect(effects).toEqual(['slow', 'quick']);
  });

  it('C4: finds by a sweep what was decided while a step was at work, where nobody resumes', async () => {
    const { runId, first, latch, another } = await driven();
    await another().approve(runId, 'security', { approvedBy: ANN });
    latch.open();
    await first;

    const sweeper = library.process({ workflows: [branches(latch)], autoResume: true });
    library.clock.advance('25h');
    await sweeper.sweep();

    expect((await sweeper.getStatus(runId)).status).toBe('completed');
    expect(effects).toEqual(['slow', 'quick']);
  });

  it('C4: goes on at once with several decisions that come one after the other, without a resume between them', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(pairWorkflow(effects), {});

    await orchestrator.approve(runId, 'legal', { approvedBy: ANN });
    await orchestrator.approve(runId, 'security', { approvedBy: 'bob@example.com' });

    expect(valueIn(await orchestrator.resume(runId))).toEqual([ANN, 'bob@example.com']);
  });

  it('C4: keeps an approval open while another one of the run is decided', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(pairWorkflow(effects), {});

    await orchestrator.approve(runId, 'security', { approvedBy: ANN });
    const half = await orchestrator.resume(runId);
    await orchestrator.approve(runId, 'legal', { approvedBy: ANN });
    const whole = await orchestrator.resume(runId);

    expect(errorIn(half)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: 'legal' });
    expect(valueIn(whole)).toEqual([ANN, ANN]);
    expect(effects).toEqual(['prepare', 'publish']);
  });

  it('C4: goes on by itself after each decision where it is told to', async () => {
    const orchestrator = library.process({ autoResume: true });
    const { runId } = await orchestrator.start(expenseWorkflow(effects), { input: { amount: 5_000 } });

    await orchestrator.approve(runId, 'approval:manager', { approvedBy: ANN });
    const between = await orchestrator.getStatus(runId);
    await orchestrator.grantApproval('approval:finance', undefined, { approvedBy: ANN });

    expect(between.waitingFor).toMatchObject([{ key: 'approval:finance' }]);
    expect(await orchestrator.getStatus(runId)).toMatchObject({ status: 'completed', result: [ANN, ANN] });
  });

  it('C4: goes on by itself after a decision through the approval store', async () => {
    const stores = library.open();
    const orchestrator = library.process({ autoResume: true }, stores);
    const { runId } = await orchestrator.start(refundWorkflow(effects), { input: INPUT });

    await stores.approvalStore.grantApproval(KEY, undefined, { approvedBy: ANN });

    expect(await orchestrator.getStatus(runId)).toMatchObject({ status: 'completed', result: { paid: 40 } });
  });

  it('C4: waits for a resume where it is not told to go on by itself', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(refundWorkflow(effects), { input: INPUT });

    await orchestrator.approve(runId, KEY);

    expect((await orchestrator.getStatus(runId)).status).toBe('waiting');
    expect(effects).toEqual(['calculate']);
  });

  it('C4: does no harm where two processes that resume by themselves are told of one decision', async () => {
    const stores = library.open();
    const [one, other] = [0, 1].map(() =>
      library.process({ autoResume: true, workflows: [refundWorkflow(effects)] }, stores),
    ) as [HITLOrchestrator, HITLOrchestrator];
    const { runId } = await one.start(refundWorkflow(effects), { input: INPUT });

    await stores.approvalStore.grantApproval(KEY, undefined, { approvedBy: ANN });

    for (const each of [one, other]) expect(valueIn(await each.resume(runId))).toEqual({ paid: 40 });
    expect(effects).toEqual(['calculate', `pay 40 (${runId}/pay)`]);
  });

  it('C4: takes an approval that was given before the run began, where its step looks there', async () => {
    const { approvalStore } = library.open();
    const check = createApprovalChecker<string>(approvalStore);
    await approvalStore.createApproval('budget');
    await approvalStore.grantApproval('budget', 'go ahead', { approvedBy: ANN });
    const body = workflowOf('early', async ({ step }) =>
      step('requireBudget', createApprovalStep({ key: 'budget', checkApproval: check('budget') })),
    );

    const { result } = await library.process().start(body, {});

    expect(valueIn(result)).toBe('go ahead');
  });

  it('C4: refuses a decision under a key that the run has not come to yet', async () => {
    const orchestrator = library.process();
    const { runId } = await orchestrator.start(expenseWorkflow(effects), { input: { amount: 5_000 } });

    await expect(orchestrator.approve(runId, 'approval:finance')).rejects.toMatchObject({ code: 'approval-unknown' });
    await orchestrator.approve(runId, 'approval:manager');

    expect(errorIn(await orchestrator.resume(runId))).toMatchObject({ stepKey: 'approval:finance' });
  });
});
