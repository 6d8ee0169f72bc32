/** The composition root on AWS: each part that a function works with, made from its environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { createDynamoDBStores } from '../shared/adapters/dynamodb/stores.ts';
import { createS3ValueStore } from '../shared/adapters/s3/value-store.ts';
import { createSnsChannel } from '../shared/adapters/sns/sns-channel.ts';
import { createSqsWakeQueue } from '../shared/adapters/sqs/sqs-wake-queue.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { setting } from '../shared/lambda/env.ts';
import type { HttpSettings } from '../shared/lambda/http.ts';
import type { Kept, Records, Teller, Waker } from '../shared/use-cases/system.ts';

export const awsRecords = (): Records => ({
  ...createDynamoDBStores(new DynamoDBClient({}), setting('table')),
  clock: createSystemClock(),
});

export const awsKept = (): Kept => ({
  ...awsRecords(),
  values: createS3ValueStore({
    client: async () => new (await import('@aws-sdk/client-s3')).S3Client({}),
    bucket: setting('values'),
  }),
  retentionDays: setting('retentionDays'),
});

export const awsTeller = (): Teller => ({
  ...awsKept(),
  channels: [createSnsChannel(new SNSClient({}), setting('topic'))],
  publicUrl: setting('publicUrl'),
});

export const awsWaker = (): Waker => ({ queue: createSqsWakeQueue(new SQSClient({}), setting('queue')) });

/** API Gateway answers for its own host only, and its authorizers say who calls. */
export const awsHttp: HttpSettings = { local: false, origins: [] };

/**
 * The entry point that Lambda calls: made while the function is loaded, when Lambda lends it most CPU. Elsewhere nothing
 * is made, so that the same files serve the local system.
 */
export function onLambda<Event, Result>(make: () => Promise<(event: Event, context: Context) => Promise<Result>>) {
  const made = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? undefined : make();
  return async (event: Event, context: Context): Promise<Result> => (await (made ?? make()))(event, context);
}
