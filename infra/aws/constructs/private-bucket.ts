/** What every bucket of the system is: closed to the public and to plain HTTP, encrypted, and kept where its stack goes. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';

export const PRIVATE = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN,
} as const satisfies BucketProps;

/** The finding on buckets that keep no access log. */
export const NO_ACCESS_LOG = {
  S1: 'Server access logs come late and incomplete; who wants to know of each access turns on data events in CloudTrail.',
};
