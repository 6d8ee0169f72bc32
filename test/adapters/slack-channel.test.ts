/** The Slack channel, by what the real client sends to an endpoint that stands for Slack. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySentMessages } from '../../shared/adapters/memory/sent-messages.ts';
import { createSlackChannel } from '../../shared/adapters/slack/slack-channel.ts';
import { readSlackSecret, type SlackSecretField } from '../../shared/adapters/slack/slack-secret.ts';
import type { ApprovalNeededContext, ApprovalResolvedContext } from '../../shared/ports/notification-channel.ts';
import { createTestClock } from '../support/clock.ts';
import { type SlackEndpoint, startSlackEndpoint } from '../support/slack-endpoint.ts';

const asked: ApprovalNeededContext['asked'] = {
  ...{ title: 'Refund 40 for o-1', epoch: 1, digest: 'digest-of-all', assignee: ['finance'], requestedBy: 'shop' },
  ...{ proposed: { amount: 40 }, details: { order: { id: 'o-1', note: '<!here> ```& more' } } },
  takes: ['approve', 'reject', 'edit', 'cancel'],
};
const about = {
  ...{ to: ['finance'], addressees: [], runId: 'run-1', workflowName: 'refund', approvalKey: 'approve:refund' },
  ...{ link: 'https://x.example/#/a', text: 'text', sms: 'sms' },
};
const needed: ApprovalNeededContext = {
  ...{ ...about, asked, noticeId: 'run-1/approve:refund/1/approval-needed', kind: 'approval-needed' },
  ...{ subject: 'Approval needed: Refund 40 for o-1', expiresAt: '2026-01-06T09:00:00.000Z' },
};
const resolved: ApprovalResolvedContext = {
  ...{ ...about, asked, noticeId: 'run-1/approve:refund/1/decided', kind: 'decided', action: 'rejected' },
  ...{ actorId: 'ann@example.com', reason: 'Too <much>.', resolvedAt: '2026-01-05T10:00:00.000Z' },
  subject: 'Rejected: Refund 40 for o-1',
};

const words = (text: string, style?: object) => ({ type: 'text', text, ...(style && { style }) });
const bold = (text: string) => words(text, { bold: true });
const paragraph = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const lines = (text: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [words(text)] }],
});

describe('the Slack channel', () => {
  let slack: SlackEndpoint;
  beforeEach(async () => {
    slack = await startSlackEndpoint();
  });
  afterEach(() => slack.stop());
  const channelWith = (sent = createMemorySentMessages()) =>
    createSlackChannel({
      ...{ channel: 'C1', sent, apiUrl: slack.apiUrl },
      token: async () => 'xoxb-1',
    });
  const methods = () => slack.calls.map(({ method }) => method);
  type Blocks = { type: string; elements?: { action_id: string; value?: string; url?: string; text: unknown }[] }[];
  const blocksOf = (call = 0): Blocks => slack.calls[call]?.args.blocks as Blocks;
  const buttonsOf = (call = 0) => blocksOf(call).find(({ type }) => type === 'actions')?.elements ?? [];

  it('C9: posts what is asked, who asks, until when, and buttons that carry what was shown', async () => {
    await channelWith().onApprovalNeeded(needed);

    expect(slack.calls).toHaveLength(1);
    expect(slack.calls[0]).toMatchObject({
      ...{ method: 'chat.postMessage', token: 'xoxb-1' },
      args: { channel: 'C1', text: 'Approval needed: Refund 40 for o-1', unfurl_links: 'false' },
    });
    expect(blocksOf()).toEqual([
      { type: 'header', text: { type: 'plain_text', text: 'Refund 40 for o-1', emoji: false } },
      paragraph(
        bold('shop'),
        words(' asks '),
        bold('finance'),
        words(' to decide'),
        words(' by '),
        {
          ...{ type: 'date', timestamp: 1_767_690_000, format: '{date_short_pretty}, {time}' },
          fallback: 'Tue 6 Jan 2026, 09:00 UTC',
        },
        words('.'),
      ),
      paragraph(bold('Proposed'), words('\n'), bold('amount'), words(': 40')),
      lines('Details:\n  order:\n    id: o-1\n    note: <!here> ```& more'),
      { type: 'actions', elements: expect.any(Array) },
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: 'workflow refund · run run-1 · digest digest-o', emoji: false }],
      },
    ]);
    const value = JSON.stringify({ runId: 'run-1', key: 'approve:refund', digest: 'digest-of-all' });
    expect(buttonsOf()).toMatchObject([
      { action_id: 'countersign.approve', value },
      { action_id: 'countersign.reject', value },
      { action_id: 'countersign.open', url: 'https://x.example/#/a' },
    ]);
  });

  it.each<[string, Partial<ApprovalNeededContext['asked']>, string[]]>([
    ['a policy that takes no rejection', { takes: ['approve'] }, ['countersign.approve', 'countersign.open']],
    ['what needs a value', { takes: ['reject', 'edit'] }, ['countersign.reject', 'countersign.open']],
    ['what takes a token alone', { proof: 'iam-or-jwt' }, ['countersign.open']],
    [
      'what takes whoever is known',
      { proof: 'identified' },
      ['countersign.approve', 'countersign.reject', 'countersign.open'],
    ],
  ])('has no button that is refused, for %s', async (_, more, expected) => {
    await channelWith().onApprovalNeeded({ ...needed, asked: { ...asked, ...more } });

    expect(buttonsOf().map(({ action_id: id }) => id)).toEqual(expected);
  });

  it('shows what people and workflows wrote as it stands, and mentions nobody', async () => {
    const hostile = '<!channel> @here <@U1> *bold* _o_1_ ~no~ `code` ``` &amp; <https://evil.example|Approve> :tada:';
    await channelWith().onApprovalNeeded({
      ...{ ...needed, subject: hostile, reason: `Because ${hostile}` },
      asked: {
        ...asked,
        title: hostile,
        requestedBy: 'ann_lee_1@x.example',
        proposed: { 'o_1*b*': hostile },
        details: [hostile],
      },
    });

    const { text, mrkdwn } = slack.calls[0]?.args ?? {};
    expect(mrkdwn).toBe('false');
    expect(text).toMatch(/^&lt;!channel&gt; @here &lt;@U1&gt; \*bold\*/);
    expect(blocksOf()[0]).toMatchObject({ type: 'header', text: { type: 'plain_text', text: hostile, emoji: false } });
    const shown = blocksOf().filter(({ type }) => type === 'rich_text');
    expect(shown.slice(1)).toEqual([
      paragraph(words(`Because ${hostile}`)),
      paragraph(bold('Proposed'), words('\n'), bold('o_1*b*'), words(`: ${hostile}`)),
      lines(`Details:\n  1: ${hostile}`),
    ]);
    expect(JSON.stringify(shown[0])).toContain('"ann_lee_1@x.example"');
    expect(JSON.stringify(blocksOf())).not.toContain('mrkdwn');
  });

  it('shows lines where a value has several, so that none looks like a value of its own', async () => {
    for (const lineBreak of ['\n', '\r', '\u2028'])
      await channelWith().onApprovalNeeded({
        ...needed,
        asked: { ...asked, proposed: { note: `x${lineBreak}amount: 1`, amount: 40 } },
      });

    for (const call of [0, 1, 2])
      expect(blocksOf(call)[2]).toEqual(lines('Proposed:\n  note: x\n    amount: 1\n  amount: 40'));
  });

  it('shows the marks that turn letters around', async () => {
    const title = 'Pay \u202e001';
    await channelWith().onApprovalNeeded({ ...needed, asked: { ...asked, title, proposed: { to: title } } });

    expect(JSON.stringify(blocksOf())).not.toContain('\u202e');
    expect(blocksOf()[0]).toMatchObject({ text: { text: 'Pay [U+202E]001' } });
    expect(blocksOf()[2]).toEqual(paragraph(bold('Proposed'), words('\n'), bold('to'), words(': Pay [U+202E]001')));
  });

  it('sends no text that is empty, or that ends within a character', async () => {
    await channelWith().onApprovalNeeded({
      ...{ ...needed, reason: '' },
      asked: { ...asked, title: ' ', requestedBy: '', proposed: { '': '', ' ': 1 }, details: '💶'.repeat(3_000) },
    });

    const sent = JSON.stringify(blocksOf());
    expect(sent).not.toContain('"text":""');
    expect(sent).not.toMatch(/\\ud[89a-f]/); // half of a character, as JSON writes it
    expect(blocksOf()[2]).toEqual(
      paragraph(bold('Proposed'), words('\n'), bold('-'), words(': '), words('\n'), bold('-'), words(': 1')),
    );
  });

  const long = 'x'.repeat(2_700);
  it.each([
    ['proposed', { proposed: { note: 'x'.repeat(3_000), amount: 4_000 } }],
    ['its details', { details: Array.from({ length: 900 }, (_, nth) => nth) }],
    ['a title', { title: 'x'.repeat(151) }],
    ['a title in which turns are shown', { title: `${'x'.repeat(140)}\u202e\u202c` }],
    ['what is long together', { proposed: long, details: long, pendingArgs: long, assignee: [long] }],
  ])('I5: offers no approval of what it cuts short: %s', async (_what, more) => {
    await channelWith().onApprovalNeeded({ ...needed, asked: { ...asked, ...more } });

    expect(buttonsOf().map(({ action_id }) => action_id)).toEqual(['countersign.reject', 'countersign.open']);
    expect(JSON.stringify(blocksOf())).toContain('open it to approve it');
  });

  it('I5: offers no approval of a title that a reminder has no room for', async () => {
    const title = 'x'.repeat(145);
    await channelWith().onApprovalNeeded({ ...needed, asked: { ...asked, title } });
    await channelWith().onApprovalNeeded({
      ...{ ...needed, kind: 'reminder', noticeId: 'run-1/approve:refund/1/event-1' },
      asked: { ...asked, title },
    });

    expect(buttonsOf(0)).toHaveLength(3);
    expect(buttonsOf(1).map(({ action_id }) => action_id)).toEqual(['countersign.reject', 'countersign.open']);
  });

  it('shows a value that is longer than a field has room for as lines, in full', async () => {
    const note = `${'x'.repeat(400)} end`;
    await channelWith().onApprovalNeeded({ ...needed, asked: { ...asked, proposed: { note } } });

    expect(JSON.stringify(blocksOf())).toContain(`note: ${note}`);
    expect(buttonsOf()).toHaveLength(3);
  });

  it('posts a notice once, however often it is told', async () => {
    const channel = channelWith();
    await channel.onApprovalNeeded(needed);

    await channel.onApprovalNeeded(needed);

    expect(methods()).toEqual(['chat.postMessage']);
  });

  it('C9: takes the buttons out of every message once it is decided anywhere, and says who decided what', async () => {
    const sent = createMemorySentMessages();
    await channelWith(sent).onApprovalNeeded(needed);
    await channelWith(sent).onApprovalNeeded({
      ...needed,
      kind: 'reminder',
      noticeId: 'run-1/approve:refund/1/event-1',
    });

    await channelWith(sent).onApprovalResolved?.(resolved);

    const updates = slack.calls.slice(2);
    expect(updates.map(({ method, args }) => [method, args.channel, args.ts])).toEqual([
      ['chat.update', 'C0RESOLVED', '1767600000.000001'],
      ['chat.update', 'C0RESOLVED', '1767600000.000002'],
    ]);
    expect(buttonsOf(2).map(({ action_id: id }) => id)).toEqual(['countersign.open']);
    expect(blocksOf(2).slice(1, 3)).toEqual([
      paragraph(
        bold('Rejected'),
        words(' by ann@example.com on '),
        expect.objectContaining({ type: 'date', timestamp: 1_767_607_200 }),
        words('.'),
      ),
      paragraph(words('Reason: Too <much>.')),
    ]);
  });

  it('names nobody where the time was over', async () => {
    const channel = channelWith();
    await channel.onApprovalNeeded(needed);

    await channel.onApprovalResolved?.({ ...resolved, action: 'expired', actorId: 'timeout' });

    expect(blocksOf(1)[1]).toMatchObject({
      elements: [{ elements: [bold('Expired'), words(' on '), {}, words('.')] }],
    });
  });

  it('takes a message that somebody has deleted for one without buttons, and fails where it is another reason', async () => {
    const channel = channelWith();
    await channel.onApprovalNeeded(needed);

    slack.refusals.set('chat.update', 'message_not_found');
    await channel.onApprovalResolved?.(resolved);
    slack.refusals.set('chat.update', 'cant_update_message');

    await expect(channel.onApprovalResolved?.(resolved)).rejects.toThrow('Slack chat.update: cant_update_message');
  });

  it('takes the buttons out of what was asked before under the key', async () => {
    const channel = channelWith();
    await channel.onApprovalNeeded(needed);

    await channel.onApprovalNeeded({
      ...{ ...needed, noticeId: 'run-1/approve:refund/3/approval-needed' },
      asked: { ...asked, epoch: 3 },
    });
    await channel.onApprovalResolved?.({ ...resolved, asked: { ...asked, epoch: 3 } });

    expect(methods()).toEqual(['chat.postMessage', 'chat.postMessage', 'chat.update', 'chat.update']);
    expect(slack.calls[2]?.args.ts).toBe('1767600000.000001');
    expect(slack.calls[3]?.args.ts).toBe('1767600000.000002');
  });

  it('takes them out at the next try where Slack refused it, and posts nothing twice', async () => {
    const channel = channelWith();
    const anew = { ...needed, noticeId: 'run-1/approve:refund/3/approval-needed', asked: { ...asked, epoch: 3 } };
    await channel.onApprovalNeeded(needed);
    slack.refusals.set('chat.update', 'ratelimited');
    await expect(channel.onApprovalNeeded(anew)).rejects.toThrow('Slack chat.update: ratelimited');
    slack.refusals.clear();

    await channel.onApprovalNeeded(anew);

    expect(methods()).toEqual(['chat.postMessage', 'chat.postMessage', 'chat.update', 'chat.update']);
    expect(buttonsOf(3)).toEqual([]);
  });

  it('tells of a run that failed', async () => {
    const { approvalKey: _, ...run } = about;
    await channelWith().onRunTroubled?.({
      ...{ ...run, noticeId: 'run-1/2/run-failed', kind: 'run-failed', subject: 'Run failed: refund' },
      error: { code: 'step-failed', message: 'No <money>.' },
    });

    expect(blocksOf()[1]).toEqual(paragraph(words('step-failed', { code: true }), words(' No <money>.')));
  });

  it.each([
    ['channel_not_found', 'Slack chat.postMessage: channel_not_found'],
    ['ratelimited', 'Slack chat.postMessage: ratelimited, for 30 s'],
  ])('C8: fails by the code that Slack refuses with: %s', async (code, message) => {
    slack.refusals.set('chat.postMessage', code);

    await expect(channelWith().onApprovalNeeded(needed)).rejects.toThrow(message);
    expect(methods()).toEqual(['chat.postMessage']);
  });

  it('keeps within what Slack takes for any length', async () => {
    const long = 'x'.repeat(10_000);
    await channelWith().onApprovalNeeded({
      ...{ ...needed, reason: long },
      asked: { ...asked, title: long, details: { text: long }, proposed: { list: [long, long] }, assignee: [long] },
    });

    const texts = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : typeof value === 'object' && value
          ? Object.values(value).flatMap(texts)
          : [];
    for (const block of blocksOf())
      for (const text of texts(block)) expect(text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3_000);
  });

  const wide = Object.fromEntries(Array.from({ length: 10 }, (_, nth) => [`field ${nth}`, '\u202e'.repeat(200)]));
  it.each([
    ['lines', 'x\n'.repeat(5_000)],
    ['fields', wide],
  ])('C9: posts no message that is too long for Slack as a whole: %s', async (_what, value) => {
    const much = {
      proposed: value,
      details: value,
      pendingArgs: value,
      assignee: Array.from({ length: 90 }, () => 'x'.repeat(90)),
    };
    await channelWith().onApprovalNeeded({ ...needed, reason: 'x'.repeat(5_000), asked: { ...asked, ...much } });

    expect(JSON.stringify(blocksOf()).length).toBeLessThanOrEqual(12_000);
    expect(buttonsOf().map(({ action_id }) => action_id)).toEqual(['countersign.reject', 'countersign.open']);
  });
});

describe('a secret of Slack', () => {
  const clock = createTestClock();
  const secretIn = (text: string, field: SlackSecretField = 'token') =>
    readSlackSecret(field, async () => [text], clock)();

  it('is read once in five minutes', async () => {
    let reads = 0;
    const read = readSlackSecret('token', async () => [`xoxb-${++reads}`], clock);

    const first = [await read(), await read()];
    clock.advance('5m');
    const later = await read();

    expect([...first, later]).toEqual(['xoxb-1', 'xoxb-1', 'xoxb-2']);
  });

  it('is the text as it stands, without the line break that a file ends with', async () => {
    expect(await secretIn('xoxb-1\n')).toBe('xoxb-1');
    expect(await secretIn('12345', 'signingSecret')).toBe('12345');
  });

  it('is a field of JSON, so that one secret may hold both', async () => {
    const both = JSON.stringify({ token: 'xoxb-1', signingSecret: 'signed' });

    expect(await secretIn(both)).toBe('xoxb-1');
    expect(await secretIn(both, 'signingSecret')).toBe('signed');
  });

  it.each([
    ['is empty', ' '],
    ['is JSON without the field', '{"other": "hush"}'],
    ['is JSON whose field is no text', '{"token": {"hush": 1}}'],
  ])('is refused without telling of it where it %s', async (_case, text) => {
    await expect(secretIn(text)).rejects.toMatchObject({
      code: 'invalid-settings',
      message: expect.not.stringContaining('hush'),
    });
    await expect(secretIn(text)).rejects.toThrow('{"token": "…"}');
  });
});
