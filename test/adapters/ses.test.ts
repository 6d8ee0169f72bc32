/** The SES channel, by what it sends. */
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createSesChannel } from '../../shared/adapters/ses/ses-channel.ts';
import type { ApprovalNeededContext, Reader } from '../../shared/ports/notification-channel.ts';

const client = new SESv2Client({ region: 'eu-west-1' });
const ses = mockClient(client);
let loaded = 0;
const channel = createSesChannel({
  client: () => {
    loaded++;
    return client;
  },
  from: 'approvals@example.com',
});
beforeEach(() => {
  ses.reset();
  loaded = 0;
});

const reader = (id: string, of = 'me'): Reader => ({
  ...{ id, link: `https://x.example/d/${of}-${id}`, sms: 'sms' },
  text: `Approval needed: <b>Refund</b>\n\nAsked.\n\nDecide:\nhttps://x.example/d/${of}-${id}\n\nRun r-1`,
});
const addressee = (name: string, ...people: Reader[]) => ({
  name,
  people,
  link: 'https://x',
  text: 'text',
  sms: 'sms',
});
const needed: ApprovalNeededContext = {
  ...{ noticeId: 'r-1/k/1/approval-needed', kind: 'approval-needed', runId: 'r-1', to: ['finance', 'ann@example.com'] },
  ...{ workflowName: 'refund', approvalKey: 'k', subject: 'Approval needed: Refund' },
  asked: { title: 'Refund', epoch: 1, digest: 'd', assignee: ['finance'], takes: [] },
  addressees: [
    addressee('finance', reader('ann@example.com', 'group'), reader('bob@example.com')),
    addressee('ann@example.com', reader('ann@example.com')),
    addressee('robot', reader('arn:aws:iam::1:role/robot')),
  ],
  ...{ link: 'https://x', text: 'text', sms: 'sms' },
};
const sent = () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);

it('E3: writes to each person once, in HTML and text, with a link of their own and the name of the notice', async () => {
  ses.on(SendEmailCommand).resolves({});

  await channel.onApprovalNeeded(needed);

  expect(sent().map(({ Destination }) => Destination?.ToAddresses)).toEqual([['ann@example.com'], ['bob@example.com']]);
  const [mail] = sent();
  expect(mail).toMatchObject({
    FromEmailAddress: 'approvals@example.com',
    Content: {
      Simple: {
        Subject: { Data: 'Approval needed: Refund' },
        Headers: [{ Name: 'X-Countersign-Notice', Value: 'r-1/k/1/approval-needed' }],
      },
    },
  });
  const { Text, Html } = mail?.Content?.Simple?.Body ?? {};
  expect(Text?.Data).toContain('\nhttps://x.example/d/group-ann@example.com\n');
  expect(Html?.Data).toContain('<a href="https://x.example/d/group-ann@example.com"');
  expect(Html?.Data).toContain('&lt;b&gt;Refund&lt;/b&gt;');
});

it('writes to nobody by a name that reads as several addresses, or as one behind another name', async () => {
  const names = ['ann@example.com,eve@evil.example', 'ann@example.com;eve@evil.example', '"ann"<eve@evil.example>'];

  await channel.onApprovalNeeded({ ...needed, addressees: names.map((name) => addressee(name, reader(name))) });

  expect(sent()).toEqual([]);
});

it('loads nothing and writes to nobody where no person is known', async () => {
  await channel.onApprovalNeeded({ ...needed, addressees: [addressee('finance')] });

  expect([sent(), loaded]).toEqual([[], 0]);
});

it('C8: tells the others where one fails, and names who was not told', async () => {
  ses.on(SendEmailCommand).rejectsOnce(new Error('Address is suppressed')).resolves({});

  const error: unknown = await channel.onApprovalNeeded(needed).catch((thrown: unknown) => thrown);

  expect(sent()).toHaveLength(2);
  expect(error).toBeInstanceOf(AggregateError);
  expect(error).toMatchObject({
    message: 'Not told: ann@example.com (Address is suppressed).',
    left: ['ann@example.com'],
  });
});
