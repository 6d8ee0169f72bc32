/** A queue for what could not be handled, where somebody can look at it. */
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encryptedBy } from './queue-encryption.ts';

export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, encryptionKey: IKey | undefined) {
    // As long as SQS allows. A message that is moved here keeps its age: the queue that it comes from must keep less.
    super(scope, id, { retentionPeriod: Duration.days(14), ...encryptedBy(encryptionKey), enforceSSL: true });
  }
}
