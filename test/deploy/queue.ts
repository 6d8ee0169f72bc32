/** A queue of a test's own, to read what a deployed stack sends: it keeps what nobody has asked for yet. */
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, CREDENTIALS, REGION } from './ministack.ts';

export interface TestQueue<Message> {
  readonly arn: string;
  /** The next message that fits; waits for it, for a minute. */
  next(isIt: (message: Message) => boolean): Promise<Message>;
}

const MOST_READS = 60;

/** Makes one; `parse` reads the body of a message, and throws where it is none of what is expected. */
export async function createTestQueue<Message>(
  { endpoint }: Cloud,
  parse: (body: string) => Message,
): Promise<TestQueue<Message>> {
  const sqs = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `reader-${crypto.randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const arn = Attributes?.QueueArn;
  if (arn === undefined) throw new Error(`${QueueUrl} has no ARN.`);
  const seen: Message[] = [];
  return {
    arn,
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
        for (const { Body = '' } of received.Messages ?? []) seen.push(parse(Body));
      }
      throw new Error(`It did not come; there is ${JSON.stringify(seen)}.`);
    },
  };
}
