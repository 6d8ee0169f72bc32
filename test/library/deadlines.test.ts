/** Deadlines of approvals, as the orchestrator keeps them. */
import {
  ApprovalExpired,
  createApprovalStep,
  type HITLOrchestrator,
  isApprovalExpired,
  isApprovalRejected,
} from 'countersign/hitl';
import { beforeEach, expect, it } from 'vitest';
import { createRecordingChannel, type RecordingChannel } from '../support/channel.ts';
import { plus } from '../support/clock.ts';
import { describeOnBothLibraries, type Library } from '../support/library.ts';
import { type Effects, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };
const ANN = 'ann@example.com';

/** Goes on with 10 where nobody has decided after a day. */
const lenient = workflowOf('lenient', async ({ approval }) => {
  const { value, by, at } = await approval('budget', { timeout: '24h', onTimeout: { approve: { amount: 10 } } });
  return { value, by, at };
});

describeOnBothLibraries('deadlines', (freshLibrary) => {
  let library: Library;
  let channel: RecordingChannel;
  let orchestrator: HITLOrchestrator;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    channel = createRecordingChannel();
    orchestrator = library.process({ notificationChannel: channel });
    effects = [];
  });

  const start = () => orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
  const kinds = () => channel.told.map(({ kind }) => kind);

  it('D1: rejects by default where nobody decides in time, and says after how long', async () => {
    await start();
    library.clock.advance('30h');

    const error = errorIn(await orchestrator.resume('r-1'));

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({ expired: true, by: 'timeout', at: plus('24h'), approvalKey: KEY });
    expect(error).toMatchObject({ reason: expect.stringContaining('24h') });
    expect(effects).toEqual(['calculate']);
  });

  it('B6: gives the rejection by timeout again in another process', async () => {
    await start();
    library.clock.advance('30h');
    await orchestrator.resume('r-1');

    const error = errorIn(await library.process().resume('r-1'));

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({ expired: true, reason: expect.stringContaining('24h'), by: 'timeout' });
  });

  it('D1: waits as long as there is time left', async () => {
    await start();
    library.clock.advance('23h');

    const result = await orchestrator.resume('r-1');

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: KEY });
    expect((await orchestrator.getStatus('r-1')).waitingFor).toMatchObject([{ expiresAt: plus('24h') }]);
  });

  it('D1: asks somebody else as well where that is the default, tells them, and rejects when their time is over', async () => {
    const climbing = workflowOf('climbing', async ({ approval }) => {
      const options = { assignee: 'finance', timeout: '24h', onTimeout: { escalate: 'ceo' } } as const;
      return (await approval('budget', options)).by;
    });
    await orchestrator.start(climbing, { workflowId: 'r-1' });

    library.clock.advance('25h');
    await orchestrator.sweep();

    expect((await orchestrator.getStatus('r-1')).waitingFor).toMatchObject([
      { assignee: ['finance', 'ceo'], expiresAt: plus('48h') },
    ]);
    expect(channel.told.map(({ kind, to }) => [kind, ...to])).toEqual([
      ['approval-needed', 'finance'],
      ['escalated', 'ceo', 'finance'],
    ]);
    const { items } = await library.open().approvalStore.listPending({ assignee: 'ceo' });
    expect(items).toMatchObject([{ key: 'budget', expiresAt: plus('48h') }]);
    library.clock.advance('24h');
    await orchestrator.sweep();
    expect(errorIn(await orchestrator.resume('r-1'))).toMatchObject({ expired: true, at: plus('48h') });
  });

  it('D1: takes a decision that comes after the first deadline where that only asked somebody else as well', async () => {
    const climbing = workflowOf('climbing', async ({ approval }) => {
      return (await approval('budget', { timeout: '24h', onTimeout: { escalate: 'ceo' } })).by;
    });
    await orchestrator.start(climbing, { workflowId: 'r-1' });
    library.clock.advance('25h');

    await orchestrator.approve('r-1', 'budget', { approvedBy: ANN });

    expect(valueIn(await orchestrator.resume('r-1'))).toBe(ANN);
  });

  it('D1: does not start the time anew where the run is resumed in between', async () => {
    await start();
    for (let i = 0; i < 3; i++) {
      library.clock.advance('7h');
      await orchestrator.resume('r-1');
    }
    library.clock.advance('3h');

    const error = errorIn(await orchestrator.resume('r-1'));

    expect(error).toMatchObject({ expired: true, at: plus('24h') });
  });

  it('D1: approves with the declared value where the default says so', async () => {
    await orchestrator.start(lenient, { workflowId: 'l-1' });
    library.clock.advance('24h');

    const result = await orchestrator.resume('l-1');

    expect(valueIn(result)).toEqual({ value: { amount: 10 }, by: 'timeout', at: plus('24h') });
    expect(await library.open().approvalStore.getApproval('budget', { runId: 'l-1' })).toMatchObject({
      ...{ status: 'approved', approvedBy: 'timeout', approvedAt: plus('24h'), value: { amount: 10 } },
    });
  });

  it.each(['approve', 'edit'] as const)(
    'D1: counts a decision to %s in time, resumed after the deadline',
    async (action) => {
      await start();
      library.clock.advance('23h');
      if (action === 'approve') await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
      else await orchestrator.edit('r-1', KEY, { originalValue: { amount: 40 }, editedValue: { amount: 5 } });
      library.clock.advance('30d');

      const result = await library.process({ workflows: [refundWorkflow(effects)] }).resume('r-1');

      expect(valueIn(result)).toEqual({ paid: action === 'approve' ? 40 : 5 });
    },
  );

  it('D1: counts a decision in time, swept after the deadline', async () => {
    await start();
    library.clock.advance('23h');
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    library.clock.advance('30d');

    await orchestrator.sweep();

    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
    expect(kinds()).not.toContain('expired');
  });

  it('D1: refuses a late decision though no sweep ran, and the run ends by its timeout', async () => {
    await start();
    library.clock.advance('24h');

    const late = orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    await expect(late).rejects.toMatchObject({ code: 'expired', details: { decision: { status: 'expired' } } });
    expect(errorIn(await orchestrator.resume('r-1'))).toMatchObject({ expired: true });
    expect(kinds()).toEqual(['approval-needed', 'expired', 'run-failed']);
  });

  it('D1: refuses a late rejection where the default approved', async () => {
    await orchestrator.start(lenient, { workflowId: 'l-1' });
    library.clock.advance('25h');

    const late = orchestrator.reject('l-1', 'budget', { rejectedBy: ANN, reason: 'No.' });

    await expect(late).rejects.toMatchObject({
      ...{ code: 'expired', details: { decision: { status: 'approved', by: 'timeout' } } },
    });
    expect(valueIn(await orchestrator.resume('l-1'))).toMatchObject({ value: { amount: 10 } });
  });

  it('D1: refuses a late decision by the bare key and through the store, too', async () => {
    await start();
    library.clock.advance('24h');

    await expect(orchestrator.grantApproval(KEY)).rejects.toMatchObject({ code: 'expired' });
    await expect(library.open().approvalStore.grantApproval(KEY)).rejects.toMatchObject({ code: 'expired' });
  });

  it('D1: lets a sweep end it, and goes on by itself where it is told to', async () => {
    const resuming = library.process({ autoResume: true, workflows: [lenient], notificationChannel: channel });
    await orchestrator.start(lenient, { workflowId: 'l-1' });
    library.clock.advance('24h');

    const swept = await resuming.sweep();

    expect(swept).toMatchObject({ runs: 1, failed: [], more: false });
    expect(await resuming.getStatus('l-1')).toMatchObject({ status: 'completed', result: { value: { amount: 10 } } });
  });

  it('D1: ends it once, however many sweeps, resumes and decisions come at once', async () => {
    await start();
    library.clock.advance('24h');
    const another = () => library.process({ workflows: [refundWorkflow(effects)], notificationChannel: channel });

    await Promise.allSettled([
      ...[another().sweep(), another().sweep(), another().resume('r-1'), another().resume('r-1')],
      ...[another().approve('r-1', KEY), another().sweep()],
    ]);
    await another().resume('r-1');

    expect(kinds().filter((kind) => kind === 'expired')).toHaveLength(1);
    expect(errorIn(await another().resume('r-1'))).toMatchObject({ expired: true });
    expect(effects).toEqual(['calculate']);
  });

  it('D1: takes the timeout of an approval step of the document', async () => {
    const urgent = createApprovalStep({ key: 'approval:urgent', timeout: '24h', pendingReason: 'It is urgent' });
    await orchestrator.start(
      workflowOf('urgent', async ({ step }) => step('urgent', urgent)),
      { workflowId: 'u-1' },
    );
    library.clock.advance('24h');

    const error = errorIn(await orchestrator.resume('u-1'));

    expect(isApprovalRejected(error)).toBe(true);
    expect(error).toMatchObject({ approvalKey: 'approval:urgent', expired: true });
  });

  it('D1: gives back in any process that nobody decided, where the run is to fail then', async () => {
    const strict = createApprovalStep({ key: 'budget', timeout: '24h', onTimeout: 'fail' });
    await orchestrator.start(
      workflowOf('strict', async ({ step }) => step('budget', strict)),
      { workflowId: 's-1' },
    );
    library.clock.advance('24h');

    const errors = [errorIn(await orchestrator.resume('s-1')), errorIn(await library.process().resume('s-1'))];

    for (const error of errors) {
      expect(error).toBeInstanceOf(ApprovalExpired);
      expect([isApprovalExpired(error), isApprovalRejected(error)]).toEqual([true, false]);
      expect(error).toMatchObject({
        ...{ approvalKey: 'budget', by: 'timeout', at: plus('24h'), reason: 'Nobody decided within 24h.' },
      });
    }
    expect(await orchestrator.getStatus('s-1')).toMatchObject({ error: { code: 'approval-expired', expired: true } });
  });

  it('D1: escalates and reminds by the sweep, and a person may decide after both', async () => {
    await start();
    for (const hours of ['4h', '4h'] as const) {
      library.clock.advance(hours);
      await orchestrator.sweep();
      await library.process({ notificationChannel: channel }).sweep();
    }

    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    expect(kinds()).toEqual(['approval-needed', 'reminder', 'escalated', 'decided']);
    expect(channel.told[2]?.to).toEqual(['head-of-finance', 'finance']);
    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
  });
});
