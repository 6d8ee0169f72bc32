/** How messages are encrypted while they wait in a queue. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';

/** By the key, or by one that SQS manages itself. */
export const encryptedBy = (key: IKey | undefined): QueueProps =>
  key ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key } : { encryption: QueueEncryption.SQS_MANAGED };
