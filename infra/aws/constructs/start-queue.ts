/** The queue whose messages start runs: each holds what a direct invocation of start does. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { keyUse } from './key-use.ts';
import { encryptedBy } from './queue-encryption.ts';

export interface StartQueueProps {
  readonly start: LambdaFunction;
  /** How long that function may take. */
  readonly timeout: Duration;
  readonly encryptionKey?: IKey | undefined;
}

export class StartQueue extends Construct {
  readonly queue: Queue;
  /** What start could not take. */
  readonly dead: Queue;

  constructor(scope: Construct, id: string, { start, timeout, encryptionKey }: StartQueueProps) {
    super(scope, id);
    this.dead = new DeadLetterQueue(this, 'DeadLetters', encryptionKey);
    this.queue = new Queue(this, 'Queue', {
      ...encryptedBy(encryptionKey),
      enforceSSL: true,
      // Longer than the function may run, which is all that Lambda demands: nothing waits behind a message, so that
      // the six times that AWS advises would only have a message that failed come again after 90 minutes.
      visibilityTimeout: timeout.plus(Duration.minutes(1)),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: 5 },
    });
    start.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    for (const use of keyUse(encryptionKey, 'sqs', 'read')) start.addToRolePolicy(use);
    new EventSourceMapping(this, 'Reader', {
      target: start,
      eventSourceArn: this.queue.queueArn,
      // They are started one after the other, and those that fail come again alone.
      batchSize: 10,
      reportBatchItemFailures: true,
      // The least that AWS allows. A queue that fills at once must not use up the concurrency that people wait for.
      maxConcurrency: 2,
    });
  }
}
