/** The outbox of the local system, by what the real clients send it and what its page shows. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LOCAL_AWS } from '../../infra/local/engine.ts';
import { type Outbox, openOutbox } from '../../infra/local/outbox.ts';
import { type Notice, postedNotice } from '../../infra/local/outbox-notices.ts';
import { outboxPage } from '../../infra/local/outbox-page.ts';
import { createSesChannel } from '../../shared/adapters/ses/ses-channel.ts';
import { askedBlocks, troubledBlocks } from '../../shared/adapters/slack/blocks.ts';
import { createSnsChannel } from '../../shared/adapters/sns/sns-channel.ts';
import { noticeText } from '../../shared/domain/notice-words.ts';
import type { ApprovalNeededContext } from '../../shared/ports/notification-channel.ts';
import { aPendingApproval } from '../support/builders.ts';
import { createTestClock, NOW } from '../support/clock.ts';

const LINK = 'http://localhost:3000/#/approvals/run-1/k';
const approval = aPendingApproval({ runId: 'run-1', key: 'k', title: '<script>alert(1)</script> & co' });
const words = noticeText({ id: 'id', kind: 'approval-needed', approval, to: ['finance'] }, LINK);
const worded = { link: LINK, text: words.text, sms: words.sms };
const needed: ApprovalNeededContext = {
  ...{ noticeId: 'run-1/k/1/approval-needed', kind: 'approval-needed', to: ['finance'], runId: 'run-1', ...worded },
  ...{ workflowName: 'refund', approvalKey: 'k', subject: words.subject },
  asked: { title: approval.title, epoch: 1, digest: 'digest-1', assignee: ['finance'], takes: ['approve'] },
  addressees: [{ name: 'finance', ...worded, people: [{ id: 'ann@example.com', ...worded }] }],
};

let outbox: Outbox;
let lines: unknown[];
const open = () => openOutbox({ append: (_, line) => void lines.push(line), lines: () => lines }, createTestClock());
beforeEach(async () => {
  lines = [];
  outbox = await open();
});
afterEach(() => outbox.stop());

const tellAll = async () => {
  const settings = { ...LOCAL_AWS, endpoint: outbox.endpoint };
  await createSnsChannel(new SNSClient(settings), 'arn:aws:sns:us-east-1:0:t').onApprovalNeeded(needed);
  const ses = createSesChannel({ client: () => new SESv2Client(settings), from: 'countersign@localhost' });
  await ses.onApprovalNeeded(needed);
  outbox.take(postedNotice(needed, askedBlocks(needed), 'C1', NOW));
};

it('E3: shows what every channel sent, newest first, each with its link', async () => {
  await tellAll();

  expect(outbox.list()).toMatchObject([
    { channel: 'slack', to: 'C1', link: LINK, blocks: expect.any(Array) },
    {
      ...{ channel: 'email', from: 'countersign@localhost', to: 'ann@example.com', kind: 'approval-needed' },
      ...{ subject: words.subject, text: words.text, html: expect.stringContaining('<a href='), link: LINK },
    },
    { channel: 'email', to: 'finance', subject: words.subject, text: words.text, link: LINK },
    { channel: 'sms', to: 'finance', text: words.sms },
  ]);
});

it('shows a notice once that is sent twice, and everything again after it was opened anew', async () => {
  await tellAll();
  await tellAll();
  const before = outbox.list();
  const reopened = await open();
  const after = reopened.list();
  await reopened.stop();

  expect(before).toHaveLength(4);
  expect(after).toEqual(before);
});

it('refuses what is no mail, and whoever does not know its address', async () => {
  const post = (url: string) => fetch(url, { method: 'POST', body: '{}' });

  expect((await post(`${outbox.endpoint}/v2/email/outbound-emails`)).status).toBe(400);
  expect((await post(new URL('/', outbox.endpoint).href)).status).toBe(404);
  expect(outbox.list()).toEqual([]);
});

it('shows each as its reader sees it: a mail in a frame that runs nothing, an SMS with its length, a message with its buttons', async () => {
  await tellAll();

  const page = String(outboxPage(outbox.list()));

  expect(page).not.toContain('<script');
  expect(page).toContain('<dd>countersign@localhost</dd>');
  expect(page).toMatch(
    /<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="&lt;!doctype/,
  );
  expect(page).toMatch(/\d+ of 160 characters/);
  expect(page).toContain('<span>Approve</span><span>Open</span>');
  expect(page.match(/Open its page/g)).toHaveLength(4);
});

it('shows a message of Slack as it reads there: what people wrote as it stands, with the look of the rest', () => {
  const hostile = '*bold* _o_1_ ~no~ `code` ``` &lt; <b>';
  const words = '*bold* _o_1_ ~no~ `code` ``` &amp;lt; &lt;b&gt;';
  const asked = {
    ...needed.asked,
    title: 'Pay',
    requestedBy: hostile,
    proposed: { note: hostile },
    details: [hostile],
  };
  const message = { ...needed, asked, expiresAt: '2026-01-06T09:00:00.000Z' };
  outbox.take(postedNotice(message, askedBlocks(message), 'C1', NOW));

  const page = String(outboxPage(outbox.list()));

  expect(page).toContain('<h2>Pay</h2>');
  expect(page).toContain(`<p><b>${words}</b> asks <b>finance</b> to decide by Tue 6 Jan 2026, 09:00 UTC.</p>`);
  expect(page).toContain(`<p><b>Proposed</b>\n<b>note</b>: ${words}</p>`);
  expect(page).toContain(`<pre>Details:\n  1: ${words}</pre>`);
  expect(page).toContain('<small>workflow refund · run run-1 · digest digest-1</small>');
});

it('shows a run that failed as Slack does', () => {
  const { approvalKey: _, asked: __, ...run } = needed;
  const failed = { ...run, kind: 'run-failed' as const, error: { code: 'step-failed', message: 'No <money>.' } };
  outbox.take(postedNotice(failed, troubledBlocks(failed), 'C1', NOW));

  expect(String(outboxPage(outbox.list()))).toContain('<p><code>step-failed</code> No &lt;money&gt;.</p>');
});

it.each<[Parameters<typeof outboxPage>[1], number]>([
  [{}, 4],
  [{ channel: 'sms' }, 1],
  [{ channel: 'email', kind: 'approval-needed' }, 2],
  [{ kind: 'decided' }, 0],
])('filters by %o', async (filter, count) => {
  await tellAll();

  expect(String(outboxPage(outbox.list(), filter)).match(/<article>/g) ?? []).toHaveLength(count);
});

it('says that nothing was sent yet', () => {
  const none: Notice[] = [];

  expect(String(outboxPage(none))).toContain('Nothing was sent yet.');
});
