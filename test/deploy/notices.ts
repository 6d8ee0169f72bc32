/** Reads what a deployed stack tells people: a queue that subscribes to its topic, as an e-mail address would. */
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { type Cloud, CREDENTIALS, REGION } from './ministack.ts';
import { createTestQueue, type TestQueue } from './queue.ts';

/** What SNS puts into a queue. */
const Delivered = z.object({
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })),
});

export interface ToldNotice {
  subject: string;
  text: string;
  attributes: Record<string, string>;
}

export async function subscribe(cloud: Cloud, topic: string): Promise<TestQueue<ToldNotice>> {
  const queue = await createTestQueue(cloud, noticeOf);
  const sns = new SNSClient({ endpoint: cloud.endpoint, region: REGION, credentials: CREDENTIALS });
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue.arn }));
  return queue;
}

function noticeOf(body: string): ToldNotice {
  const { Subject, Message, MessageAttributes } = Delivered.parse(JSON.parse(body));
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject, text: Message, attributes: Object.fromEntries(attributes) };
}
