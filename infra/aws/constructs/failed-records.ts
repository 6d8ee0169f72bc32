/** The bucket that keeps the stream records that a reader could not handle. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventSourceDlq, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledged.ts';
import { NO_ACCESS_LOG, PRIVATE } from './private-bucket.ts';

export interface FailedRecordsProps {
  /** For how long a record is kept, in days. */
  readonly days: number;
}

/** A bucket, since a queue is told only where a record was in the stream, which has dropped it after a day. */
export class FailedRecords extends Bucket {
  constructor(scope: Construct, id: string, { days }: FailedRecordsProps) {
    super(scope, id, {
      ...PRIVATE,
      // A record says what a person was asked: it is kept no longer than the run that it belongs to.
      lifecycleRules: [{ expiration: Duration.days(days), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(this, NO_ACCESS_LOG);
  }

  /** The bucket as a reader's destination. CDK's own grants its reader far more than Lambda needs to write there. */
  asDestination(reader: LambdaFunction): IEventSourceDlq {
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucketArn] }));
    const records = this.arnForObjects('aws/lambda/*');
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [records] }));
    acknowledgeWildcard(reader, records, 'Lambda names every object by where it came from, under this prefix.');
    return { bind: () => ({ destination: this.bucketArn }) };
  }
}
