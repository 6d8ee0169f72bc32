/** Carries wake-ups by an SQS queue. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WakeQueue } from '../../ports/wake-queue.ts';

export const createSqsWakeQueue = (client: SQSClient, queueUrl: string): WakeQueue => ({
  async send(wakeUp) {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(wakeUp) }));
  },
});
