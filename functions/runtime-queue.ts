/** The part of the composition root that wake needs: the queue alone, so that nothing of the table's client is in its bundle. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsWakeQueue } from '../shared/adapters/sqs/sqs-wake-queue.ts';
import { setting } from '../shared/lambda/env.ts';
import type { Waker } from '../shared/use-cases/system.ts';

export const awsWaker = (): Waker => ({
  queue: createSqsWakeQueue(new SQSClient({}), setting('queue')),
  generation: setting('generation'),
});
