/** The bucket that keeps the values that are too large for the table. */
import { Duration } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PRIVATE } from './private-bucket.ts';

/** Every value is encrypted besides with a key of its own, which stands in its run's record. */
export class LargeValues extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      ...PRIVATE,
      // Values go with their run; how long that waits, nobody can say beforehand.
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }

  /** Lets a function read values. */
  letRead(reader: IGrantable): void {
    this.#allow(reader, ['s3:GetObject'], this.arnForObjects('runs/*'));
    // Without it, S3 answers that a value which is not there is forbidden.
    this.#allow(reader, ['s3:ListBucket'], this.bucketArn);
  }

  /** Lets a function keep values, and read them. */
  letKeep(keeper: IGrantable): void {
    this.letRead(keeper);
    this.#allow(keeper, ['s3:PutObject'], this.arnForObjects('runs/*'));
  }

  /** Lets a function remove the values of a run that is over, and read them. */
  letRemove(remover: IGrantable): void {
    this.letRead(remover);
    this.#allow(remover, ['s3:DeleteObject'], this.arnForObjects('runs/*'));
  }

  #allow(who: IGrantable, actions: string[], resource: string): void {
    who.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
