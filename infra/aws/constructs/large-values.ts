/** The bucket that keeps the values that are too large for the table. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledged.ts';
import type { KeptProps } from './kept-props.ts';
import { keyUse } from './key-use.ts';
import { NO_ACCESS_LOG, privately } from './private-bucket.ts';

/** Every value is encrypted besides with a key of its own, which stands in its run's record. */
export class LargeValues extends Bucket {
  constructor(scope: Construct, id: string, props: KeptProps) {
    super(scope, id, {
      ...privately(props),
      // Values go with their run; how long that waits, nobody can say beforehand.
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(this, NO_ACCESS_LOG);
  }

  /** Lets a function read values. */
  letRead(reader: LambdaFunction): void {
    this.#allow(reader, ['s3:GetObject'], this.arnForObjects('runs/*'));
    acknowledgeWildcard(reader, this.arnForObjects('runs/*'), 'Values are named after their runs, which come and go.');
    // Without it, S3 answers that a value which is not there is forbidden.
    this.#allow(reader, ['s3:ListBucket'], this.bucketArn);
    for (const use of keyUse(this.encryptionKey, 's3', 'read')) reader.addToRolePolicy(use);
  }

  /** Lets a function keep values, and read them. */
  letKeep(keeper: LambdaFunction): void {
    this.letRead(keeper);
    this.#allow(keeper, ['s3:PutObject'], this.arnForObjects('runs/*'));
    for (const use of keyUse(this.encryptionKey, 's3', 'write')) keeper.addToRolePolicy(use);
  }

  /** Lets a function remove the values of a run that is over, and read them. */
  letRemove(remover: LambdaFunction): void {
    this.letRead(remover);
    this.#allow(remover, ['s3:DeleteObject'], this.arnForObjects('runs/*'));
  }

  #allow(who: LambdaFunction, actions: string[], resource: string): void {
    who.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
