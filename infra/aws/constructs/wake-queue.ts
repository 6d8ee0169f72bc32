/** The queue that carries wake-ups to resume, one by one. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { keyUse } from './key-use.ts';
import { encryptedBy } from './queue-encryption.ts';

/**
 * How many wake-ups are handled at once, as SQS takes it, and unless it is told otherwise. A queue that fills at once, as where much
 * is due at one moment, must not use up the concurrency that people wait for: it leaves three quarters of the 1,000 that an account
 * has. Where a wake-up takes 30 ms that is 8,300 a second, which is more than an account with 1,000 takes of decisions.
 */
export const RESUMES_AT_ONCE = { least: 2, most: 1_000, usual: 250 } as const;

export interface WakeQueueProps {
  /** How long the function that reads the queue may take. */
  readonly readerTimeout: Duration;
  readonly encryptionKey?: IKey | undefined;
}

export class WakeQueue extends Construct {
  readonly queue: Queue;
  /** What resume could not take. */
  readonly dead: Queue;

  constructor(scope: Construct, id: string, { readerTimeout, encryptionKey }: WakeQueueProps) {
    super(scope, id);
    this.dead = new DeadLetterQueue(this, 'DeadLetters', encryptionKey);
    this.queue = new Queue(this, 'Queue', {
      ...encryptedBy(encryptionKey),
      enforceSSL: true,
      // Longer than the function may run, which is all that Lambda demands. The six times that AWS advises leave time
      // for batches that wait; there are none here, and a wake-up that failed would come again after 90 minutes only.
      visibilityTimeout: readerTimeout.plus(Duration.minutes(1)),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: 5 },
    });
  }

  /** Hands each message to the function, alone, so that one that fails keeps no other waiting. */
  feed(reader: LambdaFunction, maxConcurrency: number = RESUMES_AT_ONCE.usual): void {
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    for (const use of keyUse(this.queue.encryptionMasterKey, 'sqs', 'read')) reader.addToRolePolicy(use);
    const { queueArn: eventSourceArn } = this.queue;
    new EventSourceMapping(this, 'Reader', { target: reader, eventSourceArn, batchSize: 1, maxConcurrency });
  }

  /** Lets the function put messages on the queue. */
  letSend(sender: LambdaFunction): void {
    sender.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
    for (const use of keyUse(this.queue.encryptionMasterKey, 'sqs', 'write')) sender.addToRolePolicy(use);
  }
}
