/** Where data rests on AWS: how it is protected, and for how long it is kept. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../shared/adapters/dynamodb/table.ts';
import {
  at,
  EVERYTHING,
  GUARDED,
  propertiesOf,
  readable,
  resourcesIn,
  resourcesOf,
  statementsOf,
  templateOf,
  templateWith,
  theOne,
} from './template.ts';

const template = templateWith();

/** What policies refuse whatever is not sent over TLS. */
const tlsOnly = statementsOf(template).flatMap(({ in: { Properties }, statement }) => {
  const refuses = statement.Effect === 'Deny' && at(statement.Condition, 'Bool', 'aws:SecureTransport') === 'false';
  return refuses ? [readable(Properties.Bucket ?? Properties.Queues ?? Properties.Topics)] : [];
});

describe('the table', () => {
  const { Properties, DeletionPolicy } = theOne(template, 'AWS::DynamoDB::Table');
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];

  it('has the keys and indexes that the adapters expect, each index with keys only', () => {
    expect(Properties.KeySchema).toEqual(schema(TABLE.partitionKey, TABLE.sortKey));
    expect(Properties.GlobalSecondaryIndexes).toEqual(
      Object.values(TABLE.indexes).map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        KeySchema: schema(partitionKey, sortKey),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
  });

  it('is billed by the request', () => {
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('tells of each change with both images, and removes what is past its time', () => {
    expect(Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: TABLE.ttl, Enabled: true });
  });

  it('is encrypted, can be restored to any point in time, and outlives its stack', () => {
    expect(Properties.SSESpecification).toEqual({ SSEEnabled: true });
    expect(Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(Properties.DeletionProtectionEnabled).toBe(true);
    expect(DeletionPolicy).toBe('Retain');
  });
});

describe.each(['FailedRecords', 'LargeValues'])('the bucket %s', (name) => {
  const { Properties = {}, DeletionPolicy } =
    resourcesOf(template, 'AWS::S3::Bucket').find((bucket) => bucket.name === name) ?? {};

  it('is closed to the public and to plain HTTP, and is encrypted', () => {
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(tlsOnly).toContain(name);
    expect(at(Properties.BucketEncryption, 'ServerSideEncryptionConfiguration', 0)).toEqual({
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    });
  });

  it('outlives its stack', () => {
    expect(DeletionPolicy).toBe('Retain');
  });
});

describe('what a bucket keeps', () => {
  const ruleOf = (name: string) =>
    at(
      resourcesOf(template, 'AWS::S3::Bucket').find((bucket) => bucket.name === name)?.Properties,
      'LifecycleConfiguration',
      'Rules',
      0,
    );

  it('is a failed record for as long as a finished run', () => {
    expect(ruleOf('FailedRecords')).toMatchObject({ ExpirationInDays: 90, Status: 'Enabled' });
  });

  it('is a large value for as long as its run, however long that waits', () => {
    expect(ruleOf('LargeValues')).not.toHaveProperty('ExpirationInDays');
  });
});

describe('what is kept when the stack goes', () => {
  const KEPT = ['FailedRecords', 'LargeValues', 'RecordSecret', 'Table'];
  const keptIn = (made: typeof template) =>
    resourcesIn(made)
      .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
      .map(({ name }) => name)
      .sort();

  it('is the table, the buckets with data, and the secret', () => {
    expect(keptIn(template)).toEqual(KEPT);
    expect(keptIn(templateWith({ ...EVERYTHING, ...GUARDED }))).toEqual(KEPT);
  });

  it('is nothing where the stack is to be thrown away, though the buckets are not empty', () => {
    const made = templateOf(() => ({ removalPolicy: RemovalPolicy.DESTROY }));

    expect(keptIn(made)).toEqual([]);
    expect(theOne(made, 'AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(false);
    const emptied = resourcesOf(made, 'Custom::S3AutoDeleteObjects').map(({ Properties }) =>
      readable(Properties.BucketName),
    );
    expect(emptied).toEqual(['LargeValues', 'FailedRecords']);
  });

  it('is retained where nobody says more than that', () => {
    expect(keptIn(templateOf(() => ({ removalPolicy: RemovalPolicy.RETAIN })))).toEqual(KEPT);
  });
});

describe('the queues', () => {
  const queues = propertiesOf(template, 'AWS::SQS::Queue');
  const DAY = 86_400;

  it('are encrypted, and closed to plain HTTP', () => {
    for (const properties of Object.values(queues)) expect(properties.SqsManagedSseEnabled).toBe(true);
    expect(tlsOnly).toEqual(expect.arrayContaining(Object.keys(queues)));
  });

  it('hide a wake-up for longer than resume may take, and lay it aside after five tries', () => {
    const { VisibilityTimeout, RedrivePolicy } = queues.WakeQueue ?? {};

    expect(VisibilityTimeout).toBe(16 * 60);
    expect(at(RedrivePolicy, 'maxReceiveCount')).toBe(5);
    expect(readable(at(RedrivePolicy, 'deadLetterTargetArn'))).toBe('WakeQueueDeadLetters.Arn');
  });

  it('keep what was laid aside for 14 days, which is longer than they keep the rest', () => {
    expect(queues).toMatchObject({
      WakeQueue: { MessageRetentionPeriod: 4 * DAY },
      WakeQueueDeadLetters: { MessageRetentionPeriod: 14 * DAY },
      SweepScheduleMissed: { MessageRetentionPeriod: 14 * DAY },
    });
  });
});

describe('the topics', () => {
  it("are encrypted by the stack's own key, which is rotated", () => {
    const topics = propertiesOf(template, 'AWS::SNS::Topic');

    expect(Object.keys(topics)).toEqual(['NoticesTopic', 'AlarmsTopic']);
    for (const { KmsMasterKeyId } of Object.values(topics)) expect(readable(KmsMasterKeyId)).toBe('NoticesKey.Arn');
    expect(theOne(template, 'AWS::KMS::Key').Properties.EnableKeyRotation).toBe(true);
  });

  it('are closed to plain HTTP', () => {
    expect(tlsOnly).toEqual(expect.arrayContaining(['NoticesTopic', 'AlarmsTopic']));
  });
});

describe('the resources', () => {
  it('keep their logical ids: one that changes its own is made anew, and what it held is left behind', async () => {
    const whole = templateWith(EVERYTHING);
    const ids = Object.keys(whole.toJSON().Resources);
    const listed = resourcesIn(whole).map(({ Type }, i) => `${Type} ${ids[i]}\n`);

    await expect(listed.sort().join('')).toMatchFileSnapshot('resources.txt');
  });
});
