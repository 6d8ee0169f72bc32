/** The SNS channel, by what it publishes. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createSnsChannel } from '../../shared/adapters/sns/sns-channel.ts';
import type { ApprovalNeededContext } from '../../shared/ports/notification-channel.ts';

const client = new SNSClient({});
const sns = mockClient(client);
const channel = createSnsChannel(client, 'arn:aws:sns:us-east-1:1:notices');
beforeEach(() => sns.reset());

const words = { link: 'https://x', text: 'Refund\n40', sms: 'Refund 40' };

const needed: ApprovalNeededContext = {
  ...{
    noticeId: 'r-1/k/1/approval-needed',
    kind: 'approval-needed',
    to: ['finance', 'alice@example.com'],
    runId: 'r-1',
  },
  addressees: ['finance', 'alice@example.com'].map((name) => ({ name, people: [], ...words })),
  ...{
    workflowName: 'refund',
    approvalKey: 'k',
    asked: { title: 'Refund', epoch: 1, digest: 'd', assignee: [], takes: [] },
    subject: 'Refund',
    ...words,
  },
};

it('E3: publishes a text for e-mail and one for SMS, once for each addressee, with attributes to filter by', async () => {
  sns.on(PublishCommand).resolves({});

  await channel.onApprovalNeeded(needed);

  const published = sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
  expect(published.map(({ MessageAttributes }) => MessageAttributes?.assignee?.StringValue)).toEqual([
    'finance',
    'alice@example.com',
  ]);
  expect(published[0]).toMatchObject({
    TopicArn: 'arn:aws:sns:us-east-1:1:notices',
    Subject: 'Refund',
    MessageStructure: 'json',
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'approval-needed' },
      workflow: { DataType: 'String', StringValue: 'refund' },
      noticeId: { DataType: 'String', StringValue: 'r-1/k/1/approval-needed' },
    },
  });
  expect(JSON.parse(published[0]?.Message ?? '')).toEqual({
    default: 'Refund 40',
    email: 'Refund\n40',
    sms: 'Refund 40',
  });
});

it('addresses what nobody in particular is asked to anyone', async () => {
  sns.on(PublishCommand).resolves({});

  await channel.onApprovalNeeded({ ...needed, to: [], addressees: [] });

  const [published] = sns.commandCalls(PublishCommand);
  expect(published?.args[0].input.MessageAttributes?.assignee?.StringValue).toBe('anyone');
});

it('C8: fails where SNS does, naming those who were not told', async () => {
  sns.on(PublishCommand).resolvesOnce({}).rejects(new Error('throttled'));

  const error: unknown = await channel.onApprovalNeeded(needed).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ message: 'Not told: alice@example.com (throttled).', left: ['alice@example.com'] });
});
