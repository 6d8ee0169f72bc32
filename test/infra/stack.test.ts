/** What the stack consists of: where data rests, the functions, and what they are fed by. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { STREAM_FILTERS } from '../../shared/adapters/dynamodb/stream-filters.ts';
import { TABLE } from '../../shared/adapters/dynamodb/table.ts';
import { ENV } from '../../shared/lambda/env.ts';
import { readable, resourcesOf, statementsOf, templateWith } from './template.ts';

const template = templateWith();

const only = (type: string) => {
  const [resource, ...others] = resourcesOf(template, type);
  if (!resource || others.length > 0) throw new Error(`There is not exactly one ${type}.`);
  return resource;
};

/** The named resources' properties. */
const propertiesByName = (type: string) =>
  Object.fromEntries(resourcesOf(template, type).map(({ name, Properties }) => [name, Properties]));

/** Whom policies refuse whatever is not sent over TLS. */
const tlsOnly = statementsOf(template).filter(
  ({ statement }) =>
    statement.Effect === 'Deny' && JSON.stringify(statement.Condition).includes('"aws:SecureTransport":"false"'),
);

describe('the table', () => {
  const table = only('AWS::DynamoDB::Table');
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];

  it('has the keys and indexes that the adapters expect, each index with keys only', () => {
    expect(table.Properties.KeySchema).toEqual(schema(TABLE.partitionKey, TABLE.sortKey));
    expect(table.Properties.GlobalSecondaryIndexes).toEqual(
      Object.values(TABLE.indexes).map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        KeySchema: schema(partitionKey, sortKey),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
  });

  it('is billed by the request', () => {
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('tells of each change with both images, and removes what is past its time', () => {
    expect(table.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(table.Properties.TimeToLiveSpecification).toEqual({ AttributeName: TABLE.ttl, Enabled: true });
  });

  it('is encrypted, can be restored to any point in time, and outlives its stack', () => {
    expect(table.Properties.SSESpecification).toEqual({ SSEEnabled: true });
    expect(table.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.Properties.DeletionProtectionEnabled).toBe(true);
    expect(table.DeletionPolicy).toBe('Retain');
  });
});

describe('the functions', () => {
  const TERMS = {
    Start: { Timeout: 60, MemorySize: 1_024, settings: [ENV.table, ENV.retentionDays] },
    Resume: { Timeout: 900, MemorySize: 1_024, settings: [ENV.table, ENV.retentionDays] },
    Webhook: { Timeout: 15, MemorySize: 512, settings: [ENV.table, ENV.retentionDays] },
    Notify: { Timeout: 60, MemorySize: 512, settings: [ENV.table, ENV.retentionDays, ENV.topic, ENV.publicUrl] },
    Wake: { Timeout: 30, MemorySize: 256, settings: [ENV.queue] },
    Sweep: { Timeout: 55, MemorySize: 512, settings: [ENV.table, ENV.retentionDays] },
  };
  const functions = propertiesByName('AWS::Lambda::Function');
  const environmentOf = (name: string): Record<string, unknown> => {
    const { Variables } = functions[`Functions${name}Function`]?.Environment as { Variables: Record<string, unknown> };
    return Variables;
  };

  it('are six', () => {
    expect(Object.keys(functions)).toEqual(Object.keys(TERMS).map((name) => `Functions${name}Function`));
  });

  it.each(Object.entries(TERMS))('give %s its time and its memory', (name, { Timeout, MemorySize }) => {
    expect(functions[`Functions${name}Function`]).toMatchObject({ Timeout, MemorySize });
  });

  it.each(Object.entries(TERMS))('tell %s the settings that it reads, and no others', (name, { settings }) => {
    const environment = environmentOf(name);

    expect(Object.keys(environment).sort()).toEqual([...settings, 'NODE_OPTIONS'].sort());
  });

  it('are told names and addresses only, and no secret', () => {
    const values = Object.keys(TERMS).flatMap((name) => Object.values(environmentOf(name)).map(readable));

    expect(new Set(values)).toEqual(
      new Set(['Table', '90', 'NoticesTopic', 'SystemsApi.ApiEndpoint', 'WakeQueue', '--enable-source-maps']),
    );
  });

  it('run on the newest Node with long-term support, on arm64, traced, with logs in JSON', () => {
    for (const name of Object.keys(functions)) {
      expect(functions[name]).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  it('share the concurrency of the account, of which new accounts have none to reserve', () => {
    for (const properties of Object.values(functions))
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('write to a log of their own, which is kept for a month', () => {
    const logs = resourcesOf(template, 'AWS::Logs::LogGroup');
    const written = Object.values(functions).map(({ LoggingConfig }) =>
      readable((LoggingConfig as { LogGroup: unknown }).LogGroup),
    );

    expect(written).toEqual(Object.keys(TERMS).map((name) => `Functions${name}Logs`));
    for (const { Properties } of logs) expect(Properties.RetentionInDays).toBe(30);
  });
});

describe("the table's stream", () => {
  const READERS = [
    { reader: 'Notify', filters: STREAM_FILTERS.notify },
    { reader: 'Wake', filters: STREAM_FILTERS.wake },
  ];
  const mappings = propertiesByName('AWS::Lambda::EventSourceMapping');

  it('has two readers: more would slow each other down', () => {
    const fed = Object.values(mappings).filter(({ EventSourceArn }) => readable(EventSourceArn) === 'Table.StreamArn');

    expect(fed.map(({ FunctionName }) => readable(FunctionName))).toEqual([
      'FunctionsNotifyFunction',
      'FunctionsWakeFunction',
    ]);
  });

  it.each(READERS)('hands $reader the records that are for it', ({ reader, filters }) => {
    const { Filters } = mappings[`${reader}ReaderMapping`]?.FilterCriteria as { Filters: { Pattern: string }[] };

    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual(filters);
  });

  it.each(READERS)('hands $reader every record since the table was made', ({ reader }) => {
    expect(mappings[`${reader}ReaderMapping`]?.StartingPosition).toBe('TRIM_HORIZON');
  });

  it.each(READERS)('hands $reader again what failed, alone, and keeps what fails for good', ({ reader }) => {
    const mapping = mappings[`${reader}ReaderMapping`];

    expect(mapping).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 100,
      MaximumRecordAgeInSeconds: 6 * 3_600,
    });
    expect(
      readable((mapping?.DestinationConfig as { OnFailure: { Destination: unknown } }).OnFailure.Destination),
    ).toBe('FailedRecords.Arn');
  });
});

describe('the bucket of failed records', () => {
  const bucket = only('AWS::S3::Bucket');

  it('is closed to the public and to plain HTTP, and is encrypted', () => {
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(tlsOnly.map((found) => readable(found.in.Properties.Bucket))).toContain('FailedRecords');
    expect(JSON.stringify(bucket.Properties.BucketEncryption)).toContain('AES256');
  });

  it('keeps each record as long as a finished run is kept, and outlives its stack', () => {
    const { Rules } = bucket.Properties.LifecycleConfiguration as { Rules: unknown[] };

    expect(Rules).toEqual([expect.objectContaining({ ExpirationInDays: 90, Status: 'Enabled' })]);
    expect(bucket.DeletionPolicy).toBe('Retain');
  });
});

describe('the queues', () => {
  const queues = propertiesByName('AWS::SQS::Queue');
  const DAY = 86_400;

  it('are encrypted, and closed to plain HTTP', () => {
    const closed = tlsOnly.flatMap((found) =>
      found.in.Type === 'AWS::SQS::QueuePolicy' ? [readable(found.in.Properties.Queues)] : [],
    );

    for (const properties of Object.values(queues)) expect(properties.SqsManagedSseEnabled).toBe(true);
    expect(closed.sort()).toEqual(Object.keys(queues).sort());
  });

  it('hand resume one wake-up at a time, at once', () => {
    const mapping = propertiesByName('AWS::Lambda::EventSourceMapping').WakeQueueReader;

    expect(readable(mapping?.FunctionName)).toBe('FunctionsResumeFunction');
    expect(readable(mapping?.EventSourceArn)).toBe('WakeQueue.Arn');
    expect(mapping).toMatchObject({ BatchSize: 1 });
    expect(mapping).not.toHaveProperty('MaximumBatchingWindowInSeconds');
  });

  it('hide a wake-up for longer than resume may take, and lay it aside after five tries', () => {
    const { VisibilityTimeout, RedrivePolicy } = queues.WakeQueue as {
      VisibilityTimeout: number;
      RedrivePolicy: Record<string, unknown>;
    };

    expect(VisibilityTimeout).toBe(16 * 60);
    expect(RedrivePolicy.maxReceiveCount).toBe(5);
    expect(readable(RedrivePolicy.deadLetterTargetArn)).toBe('WakeQueueDeadLetters.Arn');
  });

  it('keep what was laid aside for 14 days, which is longer than they keep the rest', () => {
    expect(queues).toMatchObject({
      WakeQueue: { MessageRetentionPeriod: 4 * DAY },
      WakeQueueDeadLetters: { MessageRetentionPeriod: 14 * DAY },
      SweepScheduleMissed: { MessageRetentionPeriod: 14 * DAY },
    });
  });
});

describe('the sweep', () => {
  it('is run every minute', () => {
    const { Properties } = only('AWS::Events::Rule');
    const [target] = Properties.Targets as { Arn: unknown }[];

    expect(Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(readable(target?.Arn)).toBe('FunctionsSweepFunction.Arn');
  });

  it('is not run late, and leaves a trace where it failed', () => {
    const [target] = only('AWS::Events::Rule').Properties.Targets as { DeadLetterConfig: { Arn: unknown } }[];
    const { Properties: invocation } = only('AWS::Lambda::EventInvokeConfig');
    const { OnFailure } = invocation.DestinationConfig as { OnFailure: { Destination: unknown } };

    expect(target).toMatchObject({ RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 } });
    expect(invocation).toMatchObject({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
    expect(readable(target?.DeadLetterConfig.Arn)).toBe('SweepScheduleMissed.Arn');
    expect(readable(OnFailure.Destination)).toBe('SweepScheduleMissed.Arn');
  });
});

describe('the topic', () => {
  const topic = only('AWS::SNS::Topic');

  it("is encrypted by the stack's own key, which is rotated", () => {
    expect(readable(topic.Properties.KmsMasterKeyId)).toBe('NoticesKey.Arn');
    template.hasResourceProperties('AWS::KMS::Key', Match.objectLike({ EnableKeyRotation: true }));
  });

  it('is closed to plain HTTP', () => {
    expect(tlsOnly.flatMap((found) => readable(found.in.Properties.Topics))).toContain('NoticesTopic');
  });
});

describe('the resources', () => {
  it('keep their logical ids: what changes its own is made anew, and what it held is left behind', async () => {
    const resources: Record<string, { Type: string }> = template.toJSON().Resources;
    const listed = Object.entries(resources).map(([id, { Type }]) => `${Type} ${id}\n`);

    await expect(listed.sort().join('')).toMatchFileSnapshot('resources.txt');
  });
});
