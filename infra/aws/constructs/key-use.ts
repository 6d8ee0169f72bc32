/** What who works with something under a key of the stack's own, or of the app's, may have AWS do with the key. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

const READ = ['kms:Decrypt'];
const SEND = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** By the service that encrypts, what is done there, and what AWS asks for that. */
const ACTIONS = {
  dynamodb: {
    /** The stream of a table, too, is under the table's key. */
    read: [...READ, 'kms:DescribeKey'],
    write: [...SEND, 'kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  },
  s3: { read: READ, write: SEND },
  /** Who makes a version reads the one before, too. */
  secretsmanager: { read: READ, write: SEND },
  sns: { write: SEND },
  sqs: { read: READ, write: SEND },
} as const;

type Service = keyof typeof ACTIONS;

/** Through this service alone: nobody is let use the key by themselves. No statement where there is no such key. */
export function keyUse<Name extends Service>(
  key: IKey | undefined,
  service: Name,
  use: keyof (typeof ACTIONS)[Name],
): PolicyStatement[] {
  if (!key) return [];
  const { region, urlSuffix } = Stack.of(key);
  const actions = ACTIONS[service][use] as readonly string[]; // each use of each service is such a list
  const via = { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } };
  return [new PolicyStatement({ actions: [...actions], resources: [key.keyArn], conditions: via })];
}
