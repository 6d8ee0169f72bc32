/** The bucket that keeps the stream records that a reader could not handle, and the events that start could not. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IDestination, IEventSourceDlq, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledged.ts';
import type { KeptProps } from './kept-props.ts';
import { keyUse } from './key-use.ts';
import { NO_ACCESS_LOG, privately } from './private-bucket.ts';

export interface FailedRecordsProps extends KeptProps {
  /** For how long a record is kept. */
  readonly retention: Duration;
}

/** A bucket, since a queue is told only where a record was in the stream, which has dropped it after a day. */
export class FailedRecords extends Bucket {
  constructor(scope: Construct, id: string, { retention, ...props }: FailedRecordsProps) {
    super(scope, id, {
      ...privately(props),
      // A record says what a person was asked: it is kept no longer than the run that it belongs to.
      lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(this, NO_ACCESS_LOG);
  }

  /**
   * The bucket as the destination of what a function reads of a stream, or is sent. CDK's own lets the function read and delete there
   * as well. Lambda names what it keeps `aws/lambda/…`, but takes a destination only where the whole bucket may be written to.
   */
  asDestination(reader: LambdaFunction): IEventSourceDlq & IDestination {
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucketArn] }));
    const records = this.arnForObjects('*');
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:PutObject'], resources: [records] }));
    for (const use of keyUse(this.encryptionKey, 's3', 'write')) reader.addToRolePolicy(use);
    acknowledgeWildcard(
      reader,
      records,
      'Lambda names every object by where it came from; the bucket holds nothing else.',
    );
    return { bind: () => ({ destination: this.bucketArn }) };
  }
}
