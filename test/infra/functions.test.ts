/** The functions on AWS: what each is given, and what it is fed by. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { STREAM_FILTERS } from '../../shared/adapters/dynamodb/stream-filters.ts';
import { ENV } from '../../shared/lambda/env.ts';
import {
  at,
  EVERYTHING,
  listOf,
  propertiesOf,
  readable,
  resourcesOf,
  templateOf,
  templateWith,
  theOne,
} from './template.ts';

const template = templateWith();
const functions = propertiesOf(template, 'AWS::Lambda::Function');
const mappings = propertiesOf(template, 'AWS::Lambda::EventSourceMapping');

const withEverything = templateWith(EVERYTHING);

const KEPT = [ENV.table, ENV.generation, ENV.values, ENV.retentionDays, ENV.secret];
const TERMS = {
  Start: { Timeout: 900, MemorySize: 1_024, settings: KEPT },
  Resume: { Timeout: 900, MemorySize: 1_024, settings: KEPT },
  Webhook: { Timeout: 15, MemorySize: 512, settings: [...KEPT, ENV.publicUrl] },
  Stream: { Timeout: 10, MemorySize: 512, settings: [ENV.table] },
  Notify: { Timeout: 60, MemorySize: 512, settings: [...KEPT, ENV.topic, ENV.publicUrl, ENV.sockets, ENV.eventBus] },
  Wake: { Timeout: 30, MemorySize: 256, settings: [ENV.queue, ENV.generation] },
  Sweep: { Timeout: 55, MemorySize: 512, settings: [...KEPT, ENV.topic, ENV.publicUrl, ENV.eventBus] },
  Feedback: { Timeout: 30, MemorySize: 256, settings: [ENV.table, ENV.generation] },
  Rotate: { Timeout: 30, MemorySize: 256, settings: [ENV.secret] },
};

const BY_MAIL_AND_SLACK = [ENV.mailFrom, ENV.slackChannel, ENV.slackToken];
/** What each is told besides where everything is set up. */
const BESIDE: Record<string, string[]> = {
  Start: [ENV.inboxUrl],
  Stream: [ENV.inboxUrl],
  Webhook: [ENV.inboxUrl, ENV.slackToken, ENV.slackSigningSecret],
  Notify: [ENV.inboxUrl, ...BY_MAIL_AND_SLACK],
  Sweep: [ENV.inboxUrl, ...BY_MAIL_AND_SLACK],
};

describe('the functions', () => {
  const environmentOf = (name: string, made = functions) =>
    Object(at(made, `Functions${name}Function`, 'Environment', 'Variables'));

  it('are nine', () => {
    expect(Object.keys(functions)).toEqual(Object.keys(TERMS).map((name) => `Functions${name}Function`));
  });

  it.each(Object.entries(TERMS))('give %s its time and its memory', (name, { Timeout, MemorySize }) => {
    expect(functions[`Functions${name}Function`]).toMatchObject({ Timeout, MemorySize });
  });

  it.each(Object.entries(TERMS))('tell %s the settings that it reads, and no others', (name, { settings }) => {
    expect(Object.keys(environmentOf(name)).sort()).toEqual([...settings, 'NODE_OPTIONS'].sort());
  });

  it.each(Object.entries(TERMS))('tell %s how people are told, where it reads that', (name, { settings }) => {
    const told = environmentOf(name, propertiesOf(withEverything, 'AWS::Lambda::Function'));

    expect(Object.keys(told).sort()).toEqual([...settings, ...(BESIDE[name] ?? []), 'NODE_OPTIONS'].sort());
  });

  it('tell how far the lists are spread to all that write to the table, where that is said', () => {
    const spread = propertiesOf(templateWith({ shards: '64' }), 'AWS::Lambda::Function');

    for (const [name, { settings }] of Object.entries(TERMS)) {
      const told = Object.keys(environmentOf(name, spread));
      expect(told.includes(ENV.shards), name).toBe(settings.some((one) => one === ENV.table));
    }
  });

  it.each(['3', '257', '4.5', 'many'])('are refused lists that are spread over %s partitions', (shards) => {
    expect(() => templateWith({ shards })).toThrow(/^shards: /);
  });

  it('are told names and addresses only, and no secret', () => {
    const told = propertiesOf(withEverything, 'AWS::Lambda::Function');
    const values = Object.keys(TERMS).flatMap((name) => Object.values(environmentOf(name, told)).map(readable));

    expect(new Set(values)).toEqual(
      new Set([
        'Table',
        'Table.StreamArn',
        '90',
        'NoticesTopic',
        'PeopleApi.ApiEndpoint',
        'https://approvals.example.com',
        'https://StreamApi.execute-api.AWS::Region.AWS::URLSuffix/stream',
        'default', // the event bus
        'WakeQueue',
        'LargeValues',
        'RecordSecret', // its ARN
        'approvals@example.com',
        EVERYTHING.slackChannel,
        EVERYTHING.slackTokenSecret, // its ARN
        EVERYTHING.slackSigningSecret, // its ARN
        '--enable-source-maps',
      ]),
    );
  });

  it('run on the newest Node with long-term support, on arm64, traced, with logs in JSON', () => {
    for (const properties of Object.values(functions)) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  it('reserve no concurrency, of which new accounts have none to spare', () => {
    for (const properties of Object.values(functions)) {
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  it('write to a log of their own, which is kept for a month', () => {
    const written = Object.values(functions).map(({ LoggingConfig }) => readable(at(LoggingConfig, 'LogGroup')));

    expect(written).toEqual(Object.keys(TERMS).map((name) => `Functions${name}Logs`));
    for (const { Properties } of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(30);
    }
  });

  it('write to logs that are kept for as long as the deployment says, as all others are', () => {
    const logs = resourcesOf(templateWith({ ...EVERYTHING, logRetentionDays: '365' }), 'AWS::Logs::LogGroup');

    expect(logs.length).toBeGreaterThan(Object.keys(TERMS).length);
    for (const { Properties } of logs) expect(Properties.RetentionInDays).toBe(365);
  });
});

describe('what empties the buckets of a stack that goes with all it holds', () => {
  it('writes to a log that is kept for as long as all others are', () => {
    const made = templateOf(() => ({ removalPolicy: RemovalPolicy.DESTROY }));
    const emptier = resourcesOf(made, 'AWS::Lambda::Function').find(({ name }) => name.startsWith('CustomS3Auto'));
    const logs = Object.values(made.findResources('AWS::Logs::LogGroup'));

    expect(readable(at(emptier?.Properties, 'LoggingConfig', 'LogGroup'))).toMatch(/EmptierLogs/);
    expect(logs).toHaveLength(Object.keys(TERMS).length + 2); // of the API and of this
    for (const { Properties } of logs) expect(Properties.RetentionInDays).toBe(30);
  });
});

describe("the table's stream", () => {
  const READERS = [
    { reader: 'Notify', filters: STREAM_FILTERS.notify },
    { reader: 'Wake', filters: STREAM_FILTERS.wake },
  ];

  it('has two readers: more would slow each other down', () => {
    const reading = Object.values(mappings).filter(
      ({ EventSourceArn }) => readable(EventSourceArn) === 'Table.StreamArn',
    );

    expect(reading.map(({ FunctionName }) => readable(FunctionName))).toEqual([
      'FunctionsNotifyFunction',
      'FunctionsWakeFunction',
    ]);
  });

  it.each(READERS)('hands $reader the records that are for it', ({ reader, filters }) => {
    const patterns = at(mappings, `${reader}ReaderMapping`, 'FilterCriteria', 'Filters');

    expect(patterns).toEqual(filters.map((filter) => ({ Pattern: JSON.stringify(filter) })));
  });

  it.each(READERS)('hands $reader every record since the table was made', ({ reader }) => {
    expect(mappings[`${reader}ReaderMapping`]?.StartingPosition).toBe('TRIM_HORIZON');
  });

  it.each(READERS)('hands $reader again what failed, alone, and keeps what fails for good', ({ reader }) => {
    const mapping = mappings[`${reader}ReaderMapping`];

    expect(mapping).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 20,
      MaximumRecordAgeInSeconds: 6 * 3_600,
    });
    expect(readable(at(mapping, 'DestinationConfig', 'OnFailure', 'Destination'))).toBe('FailedRecords.Arn');
  });
});

describe('resume', () => {
  it('is handed one wake-up at a time, at once', () => {
    const mapping = mappings.WakeQueueReader;

    expect(readable(mapping?.FunctionName)).toBe('FunctionsResumeFunction');
    expect(readable(mapping?.EventSourceArn)).toBe('WakeQueue.Arn');
    expect(mapping).toMatchObject({ BatchSize: 1 });
    expect(mapping).not.toHaveProperty('MaximumBatchingWindowInSeconds');
  });
});

describe('resume at once', () => {
  const most = (context?: Record<string, string>) =>
    at(propertiesOf(templateWith(context), 'AWS::Lambda::EventSourceMapping').WakeQueueReader, 'ScalingConfig');

  it('is at work for so many runs that others are left what an account may do, or for as many as is said', () => {
    expect(most()).toEqual({ MaximumConcurrency: 250 });
    expect(most({ resumeConcurrency: '4' })).toEqual({ MaximumConcurrency: 4 });
  });

  it.each(['1', '1001', '2.5', 'many'])('is not at work for %s', (resumeConcurrency) => {
    expect(() => templateWith({ resumeConcurrency })).toThrow(
      /^resumeConcurrency: \S+ will not do: 2 to 1,000, a whole number\.$/,
    );
  });
});

describe('start', () => {
  it('is handed again what it was sent and failed at, and what fails for good is kept', () => {
    const invocation = propertiesOf(template, 'AWS::Lambda::EventInvokeConfig').FunctionsStartFunctionEventInvokeConfig;

    expect(readable(invocation?.FunctionName)).toBe('FunctionsStartFunction');
    expect(invocation).toMatchObject({ MaximumEventAgeInSeconds: 6 * 3_600, MaximumRetryAttempts: 2 });
    expect(readable(at(invocation?.DestinationConfig, 'OnFailure', 'Destination'))).toBe('FailedRecords.Arn');
  });
});

describe('the queue that starts runs', () => {
  const all = propertiesOf(withEverything, 'AWS::Lambda::EventSourceMapping');

  it('hands start its messages, of which those that failed come again alone, and are laid aside in the end', () => {
    const queue = propertiesOf(withEverything, 'AWS::SQS::Queue').StartQueue;

    expect(readable(all.StartQueueReader?.FunctionName)).toBe('FunctionsStartFunction');
    expect(readable(all.StartQueueReader?.EventSourceArn)).toBe('StartQueue.Arn');
    expect(all.StartQueueReader).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(readable(at(queue?.RedrivePolicy, 'deadLetterTargetArn'))).toBe('StartQueueDeadLetters.Arn');
    expect(queue?.VisibilityTimeout).toBeGreaterThan(TERMS.Start.Timeout);
  });

  it('is there only where it is asked for', () => {
    expect(mappings).not.toHaveProperty('StartQueueReader');
  });
});

describe('the sweep', () => {
  const { Properties: rule } = theOne(template, 'AWS::Events::Rule');

  it('is run every minute', () => {
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(readable(at(rule.Targets, 0, 'Arn'))).toBe('FunctionsSweepFunction.Arn');
  });

  it('is not run late, and leaves a trace where it failed', () => {
    const invocation = propertiesOf(template, 'AWS::Lambda::EventInvokeConfig').FunctionsSweepFunctionEventInvokeConfig;

    expect(at(rule.Targets, 0, 'RetryPolicy')).toEqual({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 });
    expect(readable(at(rule.Targets, 0, 'DeadLetterConfig', 'Arn'))).toBe('SweepScheduleMissed.Arn');
    expect(readable(invocation?.FunctionName)).toBe('FunctionsSweepFunction');
    expect(invocation).toMatchObject({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
    expect(readable(at(invocation?.DestinationConfig, 'OnFailure', 'Destination'))).toBe('SweepScheduleMissed.Arn');
  });
});

describe('the secret', () => {
  const schedule = (context?: Record<string, string>) =>
    resourcesOf(templateWith(context), 'AWS::SecretsManager::RotationSchedule').map(({ Properties }) => Properties);

  it('is made anew every 60 days by rotate, and by no deployment', () => {
    const { Properties } = theOne(template, 'AWS::SecretsManager::RotationSchedule');

    expect(readable(Properties.SecretId)).toBe('RecordSecret');
    expect(readable(Properties.RotationLambdaARN)).toBe('FunctionsRotateFunction.Arn');
    expect(Properties).toMatchObject({
      RotationRules: { AutomaticallyAfterDays: 60 },
      RotateImmediatelyOnUpdate: false,
    });
  });

  it('is first made anew when all who read it can read what a rotation writes', () => {
    const [made] = Object.values(template.findResources('AWS::SecretsManager::RotationSchedule'));
    const before = listOf(made?.DependsOn).map((id) => readable({ Ref: id }));

    for (const name of ['Start', 'Resume', 'Webhook', 'Notify', 'Sweep', 'Rotate'])
      expect(before).toContain(`Functions${name}Function`);
    expect(before).toContain('FunctionsRotateFunctionRotateSecret'); // the permission to call it
  });

  it('is made anew as often as is asked for, or never', () => {
    expect(at(schedule({ keyRotation: '30' }), 0, 'RotationRules')).toEqual({ AutomaticallyAfterDays: 30 });
    expect(schedule({ keyRotation: 'false' })).toEqual([]);
  });

  it('can be made anew for Secrets Manager of this account alone, and for nobody where it never is', () => {
    const callers = (made = template) =>
      Object.values(propertiesOf(made, 'AWS::Lambda::Permission')).filter(
        ({ FunctionName }) => readable(FunctionName) === 'FunctionsRotateFunction.Arn',
      );

    expect(callers()).toEqual([
      expect.objectContaining({
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
      }),
    ]);
    expect(callers(templateWith({ keyRotation: 'false' }))).toEqual([]);
  });
});

describe('what comes back of mail', () => {
  it('is told by SES, and handed to feedback or laid aside', () => {
    const { Properties: destination } = theOne(withEverything, 'AWS::SES::ConfigurationSetEventDestination');
    const rule = propertiesOf(withEverything, 'AWS::Events::Rule').MailFeedback;

    expect(at(destination.EventDestination, 'MatchingEventTypes')).toEqual(['bounce', 'complaint', 'reject']);
    expect(readable(at(destination.EventDestination, 'EventBridgeDestination', 'EventBusArn'))).toMatch(
      /event-bus\/default$/,
    );
    expect(at(rule?.EventPattern, 'source')).toEqual(['aws.ses']);
    expect(readable(at(rule?.EventPattern, 'resources', 0))).toMatch(/configuration-set\/MailEvents$/);
    expect(readable(at(rule?.Targets, 0, 'Arn'))).toBe('FunctionsFeedbackFunction.Arn');
    expect(readable(at(rule?.Targets, 0, 'DeadLetterConfig', 'Arn'))).toBe('MailUntold.Arn');
  });

  it('is handed to feedback again for six hours, and then laid aside', () => {
    const invocation = propertiesOf(
      withEverything,
      'AWS::Lambda::EventInvokeConfig',
    ).FunctionsFeedbackFunctionEventInvokeConfig;
    const rule = propertiesOf(withEverything, 'AWS::Events::Rule').MailFeedback;

    expect(readable(invocation?.FunctionName)).toBe('FunctionsFeedbackFunction');
    expect(invocation).toMatchObject({ MaximumEventAgeInSeconds: 6 * 3_600 });
    expect(readable(at(invocation?.DestinationConfig, 'OnFailure', 'Destination'))).toBe('MailUntold.Arn');
    expect(at(rule?.Targets, 0, 'RetryPolicy')).toMatchObject({ MaximumEventAgeInSeconds: 6 * 3_600 });
  });

  it('is asked for only where people are written to', () => {
    expect(resourcesOf(template, 'AWS::SES::ConfigurationSet')).toEqual([]);
  });
});
