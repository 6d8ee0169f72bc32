/** What every bucket of the system is: closed to the public and to plain HTTP, encrypted, and kept where its stack goes unless that is told otherwise. */
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { KeptProps } from './kept-props.ts';

/** Its properties, to be completed. */
export const privately = ({ encryptionKey, removalPolicy = RemovalPolicy.RETAIN }: KeptProps): BucketProps => ({
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  // With a key of the bucket's own under the key, S3 asks KMS once in a while and not for each object.
  ...(encryptionKey
    ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
    : { encryption: BucketEncryption.S3_MANAGED }),
  enforceSSL: true,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy,
  // Only what is empty can be deleted.
  autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
});

/**
 * Has what empties buckets that go with their stack log as the functions do. It is CDK's own, one in each stack, and would log to a
 * group that Lambda makes, which is kept for good.
 */
export function logEmptying(scope: Construct, logs: LogGroupProps): void {
  const emptier = Stack.of(scope).node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const handler = emptier?.node.tryFindChild('Handler');
  if (!(handler instanceof CfnResource)) return;
  const { logGroupName } = new LogGroup(scope, 'EmptierLogs', logs);
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroupName });
}

/** The finding on buckets that keep no access log. */
export const NO_ACCESS_LOG = {
  S1: 'Server access logs come late and incomplete; who wants to know of each access turns on data events in CloudTrail.',
};
