/** Reads what a deployed stack tells people: a queue that subscribes to its topic, as an e-mail address would. */
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Cloud, CREDENTIALS, REGION } from './ministack.ts';

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

export interface Reader {
  /** The next notice that fits; waits for it. */
  next(isIt: (notice: ToldNotice) => boolean): Promise<ToldNotice>;
}

const MOST_READS = 60;

export async function subscribe({ endpoint }: Cloud, topic: string): Promise<Reader> {
  const settings = { endpoint, region: REGION, credentials: CREDENTIALS };
  const sqs = new SQSClient(settings);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `reader-${crypto.randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await new SNSClient(settings).send(
    new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  );
  const seen: ToldNotice[] = [];
  return {
    async next(isIt) {
      for (let reads = 0; reads < MOST_READS; reads++) {
        const found = seen.find(isIt);
        if (found) {
          seen.splice(seen.indexOf(found), 1);
          return found;
        }
        const received = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
        );
        for (const { Body = '' } of received.Messages ?? []) seen.push(noticeOf(Body));
      }
      throw new Error(`Nobody was told; told was: ${seen.map(({ subject }) => subject).join(', ') || 'nothing'}.`);
    },
  };
}

function noticeOf(body: string): ToldNotice {
  const { Subject, Message, MessageAttributes } = Delivered.parse(JSON.parse(body));
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return { subject: Subject, text: Message, attributes: Object.fromEntries(attributes) };
}
