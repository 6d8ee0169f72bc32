/** What the feedback function makes of what SES says of mails, in the shapes that AWS documents. */
import { beforeEach, expect, it } from 'vitest';
import { createFeedback } from '../../functions/feedback.ts';
import { createMemoryDirectory } from '../../shared/adapters/directory/memory-directory.ts';
import type { NoticeContext } from '../../shared/ports/notification-channel.ts';
import { listUndelivered, retryDelivery } from '../../shared/use-cases/list-undelivered.ts';
import { readApproval } from '../../shared/use-cases/read-approval.ts';
import { retryDeliveries } from '../../shared/use-cases/retry-deliveries.ts';
import { person } from '../support/builders.ts';
import { describeOnBothStores, type TestStores } from '../support/stores.ts';
import { createTestSystem, type TestSystem } from '../support/system.ts';
import { type Effects, refundWorkflow } from '../support/workflows.ts';

const KEY = 'approve:refund';

/** As https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html has it. */
const mail = (noticeId?: string) => ({
  ...{ timestamp: '2026-01-05T09:00:00.000Z', source: 'approvals@example.com', sendingAccountId: '123456789012' },
  ...{ messageId: 'EXAMPLE7c191be45', destination: ['Bob@example.com'], headersTruncated: false },
  headers: [
    { name: 'From', value: 'approvals@example.com' },
    { name: 'Subject', value: 'Approval needed: Refund 40 for o-1' },
    ...(noticeId === undefined ? [] : [{ name: 'X-Countersign-Notice', value: noticeId }]),
  ],
  commonHeaders: { from: ['approvals@example.com'], subject: 'Approval needed: Refund 40 for o-1' },
  tags: { 'ses:configuration-set': ['countersign'] },
});
const bounce = (noticeId?: string) => ({
  eventType: 'Bounce',
  bounce: {
    ...{ bounceType: 'Permanent', bounceSubType: 'General', timestamp: '2026-01-05T09:00:05.000Z' },
    bouncedRecipients: [
      {
        ...{ emailAddress: 'Bob@example.com', action: 'failed', status: '5.1.1' },
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      },
    ],
    ...{ feedbackId: '01000157c44f', reportingMTA: 'dsn; mta.example.com' },
  },
  mail: mail(noticeId),
});
const complaint = (noticeId: string) => ({
  notificationType: 'Complaint',
  complaint: {
    ...{ complainedRecipients: [{ emailAddress: 'bob@example.com' }], complaintFeedbackType: 'abuse' },
    ...{ timestamp: '2026-01-05T09:00:05.000Z', complaintSubType: null, feedbackId: '01' },
  },
  mail: mail(noticeId),
});
const rejected = (noticeId: string) => ({
  eventType: 'Reject',
  mail: mail(noticeId),
  reject: { reason: 'Bad content' },
});
const delivered = (noticeId: string) => ({ eventType: 'Delivery', mail: mail(noticeId), delivery: { recipients: [] } });

const bridged = (detail: unknown) => ({
  ...{ version: '0', id: '1', 'detail-type': 'Email Bounced', source: 'aws.ses', account: '1', resources: [] },
  detail,
});
const throughSns = (message: unknown) => ({
  Records: [
    {
      ...{ EventSource: 'aws:sns', EventVersion: '1.0' },
      Sns: { Type: 'Notification', Message: typeof message === 'string' ? message : JSON.stringify(message) },
    },
  ],
});

describeOnBothStores('what SES says of mails', (freshStores) => {
  let stores: TestStores;
  let system: TestSystem;
  let runId: string;
  let noticeId: string;
  const told: string[][] = [];
  const ses = {
    name: 'ses',
    async onApprovalNeeded({ addressees }: NoticeContext) {
      told.push(addressees.flatMap(({ people }) => people.map(({ id }) => id)));
    },
  };
  beforeEach(async () => {
    told.length = 0;
    stores = await freshStores();
    const directory = createMemoryDirectory({ groups: { finance: ['ann@example.com', 'bob@example.com'] } });
    const workflows = [refundWorkflow([] as Effects)];
    system = createTestSystem({ workflows, stores, directory, channels: [ses] });
    const { run } = await system.start('refund', { orderId: 'o-1', amount: 40 });
    await system.drain();
    runId = run.runId;
    noticeId = `${runId}/${KEY}/1/approval-needed`;
  });
  const feed = (event: unknown) => createFeedback({ ...system.kept(), ...stores })(event);
  const listed = async () => (await listUndelivered({ ...stores, clock: system.clock }, { limit: 50 })).items;
  const unseen = async () => (await readApproval(stores, { runId, key: KEY })).view.possiblyUnseen;

  it.each<[string, string, (id: string) => unknown, string]>([
    ['a bounce', 'bounced', bounce, 'The mail came back (Permanent, General). smtp; 550 5.1.1 user unknown'],
    ['a complaint', 'complaint', complaint, 'Its reader called it unwanted (abuse).'],
    ['a refusal', 'failed', rejected, 'The mail service refused the mail: Bad content.'],
  ])('C8: lists %s, and marks its approval as possibly unseen', async (_, why, event, error) => {
    const noted = await feed(bridged(event(noticeId)));

    expect(noted).toEqual({ noted: 1 });
    expect(await listed()).toMatchObject([
      {
        ...{ noticeId, kind: 'approval-needed', channel: 'ses', to: 'bob@example.com', runId, key: KEY, why, error },
        subject: 'Approval needed: Refund 40 for o-1',
      },
    ]);
    expect(await unseen()).toMatchObject([{ channel: 'ses', to: 'bob@example.com', why: error }]);
    expect(system.counted.at(-1)).toMatchObject({ NoticesGivenUp: 1, runId, key: KEY, channel: 'ses' });
  });

  it('takes the same event through an SNS topic, and twice without harm', async () => {
    await feed(throughSns(bounce(noticeId)));
    await feed(throughSns(bounce(noticeId)));

    expect(await listed()).toHaveLength(1);
    expect(await unseen()).toHaveLength(1);
  });

  it.each<[string, (id: string) => unknown]>([
    ['a mail that was delivered', (id) => bridged(delivered(id))],
    ['a mail that is no notice', () => bridged(bounce())],
    ['a mail with another name in its header', () => bridged(bounce('hello'))],
    ['what a topic is sent as a test', () => throughSns('Successfully validated SNS topic for Amazon SES.')],
  ])('takes no note of %s', async (_, event) => {
    expect(await feed(event(noticeId))).toEqual({ noted: 0 });
    expect(await listed()).toEqual([]);
  });

  it('refuses what neither sends', async () => {
    await expect(feed({ hello: 1 })).rejects.toThrow();
  });

  it('lists a mail that came back after the decision, and marks nothing', async () => {
    await system.decide(runId, KEY, { action: 'approve' }, person('ann@example.com', ['finance']));

    await feed(bridged(bounce(noticeId)));

    expect(await listed()).toHaveLength(1);
    expect(await unseen()).toBeUndefined();
  });

  it('lists a mail about a run', async () => {
    await feed(bridged(bounce(`${runId}/2/run-failed`)));

    expect(await listed()).toMatchObject([{ kind: 'run-failed', runId }]);
    expect((await listed())[0]?.key).toBeUndefined();
  });

  it('writes again to the one alone whose mail came back, where an operator says so', async () => {
    await feed(bridged(bounce(noticeId)));
    const [item] = await listed();

    await retryDelivery({ ...stores, clock: system.clock }, item?.id ?? '');
    await retryDeliveries(
      { ...system.teller(), deliveries: stores.deliveries },
      { limit: 9, atOnce: 1, stopAfterMs: 9_000 },
    );

    expect(told).toEqual([['ann@example.com', 'bob@example.com'], ['bob@example.com']]);
    expect(await listed()).toEqual([]);
    expect(await unseen()).toBeUndefined();
  });
});
