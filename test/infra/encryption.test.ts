/** A key of the app's own: what is under it, who may use it and by which service, and what there is without it. */
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { describe, expect, it } from 'vitest';
import type { CountersignProps } from '../../infra/aws/index.ts';
import {
  at,
  constructWith,
  INBOX,
  KEY_ARN,
  listOf,
  propertiesOf,
  readable,
  resourcesIn,
  resourcesOf,
  type Statement,
  statementsOf,
  templateWith,
} from './template.ts';

const everythingIn = (stack: Stack): CountersignProps => ({
  auth: { jwt: { issuer: 'https://id.example.com', audience: 'approvals' } },
  inbox: { files: INBOX.inboxFiles },
  notices: {
    ses: { from: 'approvals@example.com' },
    slack: {
      tokenSecret: Secret.fromSecretNameV2(stack, 'Token', 'slack/token'),
      signingSecret: Secret.fromSecretNameV2(stack, 'Signing', 'slack/signing'),
      channel: 'C1',
    },
  },
  ...{ startQueue: true, streamLog: true },
});

const { stack } = constructWith((made) => ({ ...everythingIn(made), encryptionKey: new Key(made, 'Key') }));
const template = Template.fromStack(stack);
const KEY = 'Key.Arn';

/** What everything of a type is encrypted with. */
const keysOf = (type: string, ...path: (string | number)[]): string[] =>
  resourcesOf(template, type).map(({ Properties }) => readable(at(Properties, ...path)));

describe("a key of the app's own", () => {
  it.each([
    ['the table', 'AWS::DynamoDB::Table', ['SSESpecification', 'KMSMasterKeyId'], 1],
    ['the topics', 'AWS::SNS::Topic', ['KmsMasterKeyId'], 2],
    ['the queues', 'AWS::SQS::Queue', ['KmsMasterKeyId'], 6],
    ['the secret', 'AWS::SecretsManager::Secret', ['KmsKeyId'], 1],
    ['the logs', 'AWS::Logs::LogGroup', ['KmsKeyId'], 13],
  ])('encrypts %s', (_what, type, path, count) => {
    expect(keysOf(type, ...path)).toEqual(Array(count).fill(KEY));
  });

  it('encrypts the buckets, by a key below it for each', () => {
    const rules = ['BucketEncryption', 'ServerSideEncryptionConfiguration', 0];

    expect(keysOf('AWS::S3::Bucket', ...rules, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID')).toEqual([
      KEY,
      KEY,
      KEY,
    ]);
    expect(keysOf('AWS::S3::Bucket', ...rules, 'BucketKeyEnabled')).toEqual(['true', 'true', 'true']);
  });

  it('is the only one: the topics need none of their own beside it', () => {
    expect(resourcesOf(template, 'AWS::KMS::Key').map(({ name }) => name)).toEqual(['Key']);
  });
});

describe('what functions may have done with the key', () => {
  const READ = ['kms:Decrypt'];
  const SEND = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const TABLE = [
    ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
    ...['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  ];
  const STREAM = ['kms:Decrypt', 'kms:DescribeKey'];

  /** By the service alone that encrypts. */
  const ALLOWED: Record<string, Record<string, string[]>> = {
    Start: { dynamodb: TABLE, s3: SEND, secretsmanager: READ, sqs: READ },
    Resume: { dynamodb: TABLE, s3: SEND, secretsmanager: READ, sqs: READ },
    Webhook: { dynamodb: TABLE, s3: READ, secretsmanager: READ },
    Stream: { dynamodb: TABLE },
    // To lay failed records aside in their bucket.
    Notify: { dynamodb: TABLE, s3: SEND, secretsmanager: READ, sns: SEND },
    Wake: { dynamodb: STREAM, s3: SEND, sqs: SEND },
    Sweep: { dynamodb: TABLE, s3: READ, secretsmanager: READ, sns: SEND, sqs: SEND },
    Feedback: { dynamodb: TABLE, sqs: SEND },
    Rotate: { secretsmanager: SEND },
  };

  /** What a function may have a service do with the key, by service. */
  function usesOf(name: string): Record<string, string[]> {
    const uses: Record<string, Set<string>> = {};
    for (const { in: resource, statement } of statementsOf(template)) {
      if (
        resource.name !== `Functions${name}RoleDefaultPolicy` ||
        !listOf(statement.Resource).map(readable).includes(KEY)
      )
        continue;
      const via = readable(at(statement.Condition, 'StringEquals', 'kms:ViaService'));
      const [, service = via] = /^([a-z0-9]+)\.AWS::Region\.AWS::URLSuffix$/.exec(via) ?? [];
      uses[service] = new Set([...(uses[service] ?? []), ...listOf(statement.Action).map(String)]);
    }
    return Object.fromEntries(Object.entries(uses).map(([service, actions]) => [service, [...actions].sort()]));
  }

  it.each(Object.entries(ALLOWED))('is what %s has to do with what is under it, and no more', (name, allowed) => {
    expect(usesOf(name)).toEqual(allowed);
  });

  it('is the same where the key is imported', () => {
    const imported = statementsOf(templateWith({ encryptionKeyArn: KEY_ARN })).filter(
      (found) =>
        found.in.name === 'FunctionsResumeRoleDefaultPolicy' && listOf(found.statement.Resource).includes(KEY_ARN),
    );

    const via = imported.map(({ statement }) => readable(at(statement.Condition, 'StringEquals', 'kms:ViaService')));
    expect(via.map((service) => service.split('.')[0]).sort()).toEqual(['dynamodb', 's3', 'secretsmanager', 'sqs']);
  });
});

describe('the policy of the key', () => {
  const statements = statementsOf(template).filter((found) => found.in.name === 'Key');
  const of = (service: string): Statement[] =>
    statements
      .map(({ statement }) => statement)
      .filter(({ Principal }) => listOf(at(Principal, 'Service')).some((one) => readable(one).startsWith(service)));

  it('lets rules lay aside what they could not hand over', () => {
    for (const { Action, Condition } of of('events.')) {
      expect(Action).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
      expect(readable(at(Condition, 'StringEquals', 'aws:SourceAccount'))).toBe('AWS::AccountId');
    }
    expect(of('events.')).not.toEqual([]);
  });

  it('lets logs be encrypted, those of this account alone', () => {
    const [logs, ...others] = of('logs.AWS::Region');

    expect(others).toEqual([]);
    expect(readable(at(logs?.Condition, 'ArnLike', 'kms:EncryptionContext:aws:logs:arn'))).toBe(
      'arn:AWS::Partition:logs:AWS::Region:AWS::AccountId:log-group:*',
    );
  });

  it('lets alarms be told', () => {
    expect(
      of('cloudwatch.').map(({ Condition }) => readable(at(Condition, 'StringEquals', 'aws:SourceAccount'))),
    ).toEqual(['AWS::AccountId']);
  });

  it('lets CloudFront read the pages, as a distribution of this account', () => {
    const [reading] = of('cloudfront.');

    expect(reading?.Action).toBe('kms:Decrypt');
    expect(readable(at(reading?.Condition, 'ArnLike', 'AWS:SourceArn'))).toMatch(
      /cloudfront::AWS::AccountId:distribution\/\*$/,
    );
  });

  it('lets nobody else in but the account', () => {
    const known = [...of('events.'), ...of('logs.'), ...of('cloudwatch.'), ...of('cloudfront.')];
    const others = statements.map(({ statement }) => statement).filter((statement) => !known.includes(statement));

    for (const { Principal } of others) expect(readable(at(Principal, 'AWS'))).toMatch(/:root$/);
  });

  it('is not added to where the key is imported, of which the deployment warns', () => {
    const made = constructWith((of) => ({ encryptionKey: Key.fromKeyArn(of, 'Imported', KEY_ARN) }));

    Annotations.fromStack(made.stack).hasWarning(
      '/Shop/Countersign',
      Match.stringLikeRegexp('encryptionKey is imported.*must let logs, events, cloudwatch and cloudfront use it'),
    );
  });
});

describe('without a key of its own, a deployment', () => {
  const plain = templateWith();

  it("keeps the table under AWS's key for DynamoDB in KMS, and only topics under one that is paid for", () => {
    const [table] = resourcesOf(plain, 'AWS::DynamoDB::Table');

    expect(table?.Properties.SSESpecification).toEqual({ SSEEnabled: true });
    expect(Object.keys(propertiesOf(plain, 'AWS::KMS::Key'))).toEqual(['NoticesKey']);
  });

  it('leaves nothing unencrypted', () => {
    for (const { Properties } of resourcesOf(plain, 'AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled).toBe(true);
    for (const { Properties } of resourcesOf(plain, 'AWS::S3::Bucket'))
      expect(Properties).toHaveProperty('BucketEncryption');
    expect(resourcesIn(plain).filter(({ Type }) => Type === 'AWS::KMS::Key')).toHaveLength(1);
  });
});
