/** What an orchestrator tells people, and what becomes of a run whose notices fail. */
import { createApprovalStep, gatedStep, type HITLOrchestrator } from 'countersign/hitl';
import { beforeEach, expect, it } from 'vitest';
import { createFailingChannel, createRecordingChannel, type Told } from '../support/channel.ts';
import { plus } from '../support/clock.ts';
import { describeOnBothLibraries, type Library } from '../support/library.ts';
import { silenceErrors } from '../support/silence.ts';
import { type Effects, expenseWorkflow, pairWorkflow, refundWorkflow, workflowOf } from '../support/workflows.ts';
import { errorIn, valueIn } from './runs.ts';

const KEY = 'approve:refund';
const INPUT = { orderId: 'o-1', amount: 40 };
const ANN = 'ann@example.com';

/** What the document says of a context: it, without what every notice has for those who deliver it. */
function documented(told: Told | undefined) {
  if (!told) throw new Error('Nobody was told.');
  const { noticeId: _id, kind: _kind, to: _to, addressees: _addressees, subject: _subject, ...worded } = told;
  const { link: _link, text: _text, sms: _sms, ...rest } = worded;
  const { asked: _asked, ...said } = { asked: undefined, ...rest };
  return said;
}

describeOnBothLibraries('notices', (freshLibrary) => {
  let library: Library;
  let effects: Effects;
  beforeEach(async () => {
    library = await freshLibrary();
    effects = [];
  });

  /** A run that asks for a refund, and what is told of it. */
  const refund = async () => {
    const channel = createRecordingChannel();
    const orchestrator = library.process({ notificationChannel: channel, publicUrl: 'https://inbox.example.com' });
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    library.clock.advance('1h');
    return { channel, orchestrator, last: () => documented(channel.told.at(-1)) };
  };

  const ABOUT = { approvalKey: KEY, runId: 'r-1', workflowName: 'refund' };

  it('C9: tells that an approval is needed, with what the document says', async () => {
    const { last } = await refund();

    expect(last()).toEqual({ ...ABOUT, summary: 'Refund 40 for o-1', expiresAt: plus('24h') });
  });

  it('C9: tells the reason and the metadata that an approval step declares', async () => {
    const channel = createRecordingChannel();
    const requireData = createApprovalStep({
      ...{ key: 'approve:data', pendingReason: 'Three rows', metadata: { rows: 3, since: new Date(0) } },
    });
    const body = workflowOf('data', ({ step }) => step('requireData', requireData));

    await library.process({ notificationChannel: channel }).start(body, { workflowId: 'd-1' });

    expect(documented(channel.told[0])).toEqual({
      ...{ approvalKey: 'approve:data', runId: 'd-1', workflowName: 'data', summary: 'Three rows' },
      ...{ reason: 'Three rows', metadata: { rows: 3, since: new Date(0) } },
    });
  });

  it('C9: tells the very args of a gate', async () => {
    const channel = createRecordingChannel();
    const args = { to: 'ann@other.com', at: new Date(0), copies: 2n };
    const gate = gatedStep((given: typeof args) => given.to, {
      ...{ key: 'mail', requiresApproval: true, description: ({ to }) => `Mail to ${to}` },
    });
    await library.process({ notificationChannel: channel }).start(
      workflowOf('mail', () => gate(args)),
      { workflowId: 'm-1' },
    );

    expect(documented(channel.told[0])).toEqual({
      ...{ approvalKey: 'mail', runId: 'm-1', workflowName: 'mail', summary: 'Mail to ann@other.com' },
      ...{ reason: 'Mail to ann@other.com', pendingArgs: args },
    });
  });

  it('C9: gives each notice an id, its words, and a link to more', async () => {
    const { channel } = await refund();

    expect(channel.told).toMatchObject([
      {
        ...{ noticeId: `r-1/${KEY}/1/approval-needed`, kind: 'approval-needed', to: ['finance'] },
        link: `https://inbox.example.com/#/approvals/r-1/${encodeURIComponent(KEY)}`,
        subject: 'Approval needed: Refund 40 for o-1',
      },
    ]);
  });

  it('C9: tells that it was approved', async () => {
    const { orchestrator, last } = await refund();

    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    expect(last()).toEqual({
      ...{ ...ABOUT, action: 'approved', actorId: ANN, value: { amount: 40 }, resolvedAt: plus('1h') },
    });
  });

  it('C9: tells that it was rejected', async () => {
    const { orchestrator, last } = await refund();

    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'Too much.' });

    expect(last()).toEqual({
      ...{ ...ABOUT, action: 'rejected', actorId: ANN, reason: 'Too much.', resolvedAt: plus('1h') },
    });
  });

  it('C9: tells that it was edited, with both values', async () => {
    const { orchestrator, last } = await refund();

    await orchestrator.edit('r-1', KEY, { editedBy: ANN, originalValue: { amount: 40 }, editedValue: { amount: 5 } });

    expect(last()).toEqual({
      ...{ ...ABOUT, action: 'edited', actorId: ANN, resolvedAt: plus('1h') },
      ...{ value: { amount: 5 }, originalValue: { amount: 40 } },
    });
  });

  it('C9: tells that it has expired', async () => {
    const { channel, orchestrator } = await refund();
    library.clock.advance('30h');

    await orchestrator.resume('r-1');

    const [expired] = channel.told.filter(({ kind }) => kind === 'expired');
    expect(documented(expired)).toEqual({
      ...{ ...ABOUT, action: 'expired', actorId: 'timeout', resolvedAt: plus('24h') },
      reason: 'Nobody decided within 24h.',
    });
  });

  it('C9: tells that it was cancelled', async () => {
    const { orchestrator, last } = await refund();

    await orchestrator.cancel('r-1', KEY, { cancelledBy: ANN, reason: 'A mistake.' });

    expect(last()).toEqual({
      ...{ ...ABOUT, action: 'cancelled', actorId: ANN, reason: 'A mistake.', resolvedAt: plus('1h') },
    });
  });

  it('C9: tells that it was cancelled with its run', async () => {
    const { orchestrator, last } = await refund();

    await orchestrator.cancelRun('r-1', { cancelledBy: ANN });

    expect(last()).toEqual({
      ...{ ...ABOUT, action: 'cancelled', actorId: 'run-ended', reason: 'The run ended.', resolvedAt: plus('1h') },
    });
  });

  it('C9: tells of every pause, once', async () => {
    const channel = createRecordingChannel();
    const orchestrator = library.process({ notificationChannel: channel });
    const { runId } = await orchestrator.start(expenseWorkflow(effects), { input: { amount: 20_000 } });
    for (const stage of ['manager', 'finance', 'ceo']) {
      await orchestrator.resume(runId);
      await orchestrator.approve(runId, `approval:${stage}`, { approvedBy: ANN });
      await orchestrator.resume(runId);
    }

    expect(channel.told.map((told) => `${told.kind} ${'approvalKey' in told ? told.approvalKey : ''}`)).toEqual(
      ['manager', 'finance', 'ceo'].flatMap((stage) => [
        ...[`approval-needed approval:${stage}`, `decided approval:${stage}`],
      ]),
    );
  });

  it('C9: tells of all that is asked at once', async () => {
    const channel = createRecordingChannel();

    await library.process({ notificationChannel: channel }).start(pairWorkflow(effects), {});

    expect(channel.told.map(({ to }) => to).sort()).toEqual([['legal'], ['security']]);
  });

  it('C9: tells of an approval that another process decided, where the deciding process has a channel', async () => {
    await library.process().start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    const channel = createRecordingChannel();

    await library.process({ notificationChannel: channel }).approve('r-1', KEY, { approvedBy: ANN });

    expect(channel.told.map(({ kind }) => kind)).toEqual(['decided']);
  });

  it('C9: tells of a decision through the approval store that the orchestrator works with', async () => {
    const channel = createRecordingChannel();
    const stores = library.open();
    await library
      .process({ notificationChannel: channel }, stores)
      .start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    await stores.approvalStore.rejectApproval(KEY, 'No.', { rejectedBy: ANN });

    expect(documented(channel.told[1])).toMatchObject({ action: 'rejected', actorId: ANN, reason: 'No.' });
  });

  it('C9: tells nobody again who sends the same decision again, or is refused', async () => {
    const { channel, orchestrator } = await refund();
    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });
    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' }).catch(() => {});

    expect(channel.told.map(({ kind }) => kind)).toEqual(['approval-needed', 'decided']);
  });

  it('C9: tells operators that a run has failed', async () => {
    const channel = createRecordingChannel();
    const broken = workflowOf('broken', ({ step }) =>
      step('charge', () => {
        throw new Error('No money.');
      }),
    );

    await library.process({ notificationChannel: channel }).start(broken, { workflowId: 'b-1' });

    expect(documented(channel.told[0])).toMatchObject({ runId: 'b-1', workflowName: 'broken' });
    expect(channel.told[0]).toMatchObject({ kind: 'run-failed', to: ['operator'], error: { code: 'step-failed' } });
  });

  it('C8: lets a channel stand that has only what it must have', async () => {
    const asked: string[] = [];
    const orchestrator = library.process({
      notificationChannel: { onApprovalNeeded: async ({ approvalKey }) => void asked.push(approvalKey) },
    });
    const { runId } = await orchestrator.start(refundWorkflow(effects), { input: INPUT });

    await orchestrator.approve(runId, KEY, { approvedBy: ANN });

    expect(valueIn(await orchestrator.resume(runId))).toEqual({ paid: 40 });
    expect(asked).toEqual([KEY]);
    expect(orchestrator.undelivered()).toEqual([]);
  });

  /** A run in a world where who sleeps is woken at once, and whose channel fails so often. */
  const failing = async (failures: number, autoResume = false) => {
    silenceErrors();
    library = await freshLibrary({ sleep: 'at-once' });
    const channel = createFailingChannel(failures);
    const orchestrator: HITLOrchestrator = library.process({ notificationChannel: channel, autoResume });
    const { result } = await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    return { channel, orchestrator, result };
  };

  it('C8: lets the run park and the decision stand where the channel always fails', async () => {
    const { orchestrator, result } = await failing(Number.POSITIVE_INFINITY);

    const receipt = await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    expect(errorIn(result)).toMatchObject({ type: 'PENDING_APPROVAL', stepKey: KEY });
    expect(receipt).toMatchObject({ status: 'approved', by: ANN });
    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
    expect(effects).toEqual(['calculate', 'pay 40 (r-1/pay)']);
    await orchestrator.settled();
  });

  it('C8: goes on by itself where the channel always fails', async () => {
    const { orchestrator } = await failing(Number.POSITIVE_INFINITY, true);

    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    expect(await orchestrator.getStatus('r-1')).toMatchObject({ status: 'completed', result: { paid: 40 } });
    await orchestrator.settled();
  });

  it('C8: tries five times, a little longer apart each time, then lists what people were not told', async () => {
    const { channel, orchestrator } = await failing(Number.POSITIVE_INFINITY);

    await orchestrator.settled();

    expect(channel.failed()).toBe(5);
    expect(library.clock.slept.filter((ms) => ms !== 3_000)).toEqual([200, 400, 800, 1_600]);
    expect(orchestrator.undelivered()).toMatchObject([
      { change: { kind: 'approval', after: { runId: 'r-1', key: KEY, status: 'pending' } }, error: expect.any(Error) },
    ]);
  });

  it('C8: lists each notice that could not be told: what was asked, and how it ended', async () => {
    const { orchestrator } = await failing(Number.POSITIVE_INFINITY);
    await orchestrator.reject('r-1', KEY, { rejectedBy: ANN, reason: 'No.' });
    await orchestrator.settled();

    const statuses = orchestrator.undelivered().map(({ change }) => change.after?.status);
    expect(statuses.sort()).toEqual(['pending', 'rejected']);
  });

  it('C8: tells after two failures what it could not tell at first, and lists nothing', async () => {
    const { channel, orchestrator } = await failing(2);

    await orchestrator.settled();

    expect(channel.failed()).toBe(2);
    expect(channel.told).toMatchObject([{ kind: 'approval-needed', approvalKey: KEY }]);
    expect(orchestrator.undelivered()).toEqual([]);
  });

  it('C8: tells under the same id at every try', async () => {
    library = await freshLibrary({ sleep: 'at-once' });
    const ids: string[] = [];
    const orchestrator = library.process({
      notificationChannel: {
        async onApprovalNeeded({ noticeId }) {
          ids.push(noticeId);
          if (ids.length < 3) throw new Error('The mail server is away.');
        },
      },
    });

    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });
    await orchestrator.settled();

    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('C8: survives a channel that throws at once, without a promise', async () => {
    silenceErrors();
    library = await freshLibrary({ sleep: 'at-once' });
    const throwing = () => {
      throw new Error('It is not configured.');
    };
    const orchestrator = library.process({
      notificationChannel: { onApprovalNeeded: throwing, onApprovalResolved: throwing },
    });
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    await orchestrator.approve('r-1', KEY, { approvedBy: ANN });

    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
    await orchestrator.settled();
    expect(orchestrator.undelivered()).toHaveLength(2);
  });

  it('C8: lets a decision through the store stand where the channel always fails', async () => {
    silenceErrors();
    library = await freshLibrary({ sleep: 'at-once' });
    const stores = library.open();
    const orchestrator = library.process({ notificationChannel: createFailingChannel() }, stores);
    await orchestrator.start(refundWorkflow(effects), { workflowId: 'r-1', input: INPUT });

    const receipt = await stores.approvalStore.grantApproval(KEY, undefined, { approvedBy: ANN });

    expect(receipt).toMatchObject({ status: 'approved' });
    expect(valueIn(await orchestrator.resume('r-1'))).toEqual({ paid: 40 });
    await orchestrator.settled();
  });
});
