/** Who may do what on AWS: every policy of the stack, stated whole. */
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  EVERYTHING,
  GUARDED,
  listOf,
  readable,
  resourcesOf,
  SLACK,
  type Statement,
  statementsOf,
  templateWith,
} from './template.ts';

const template = templateWith();
const withEverything = templateWith(EVERYTHING);

/** To have Lambda keep what fails for good; it asks for leave on the whole bucket. */
const KEEPS_FAILED = { 'FailedRecords.Arn': ['s3:ListBucket'], 'FailedRecords.Arn/*': ['s3:PutObject'] };

const READS_STREAM = {
  'Table.StreamArn': [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
  ],
  ...KEEPS_FAILED,
};

const READS_VALUES = { 'LargeValues.Arn': ['s3:ListBucket'], 'LargeValues.Arn/runs/*': ['s3:GetObject'] };
const KEEPS_VALUES = { ...READS_VALUES, 'LargeValues.Arn/runs/*': ['s3:GetObject', 's3:PutObject'] };

/** To sign records, and to show the keys that they are checked with. */
const SIGNS = { RecordSecret: ['secretsmanager:GetSecretValue'] };

/** To tell people through the topic. */
const PUBLISHES = { NoticesTopic: ['sns:Publish'], 'NoticesKey.Arn': ['kms:Decrypt', 'kms:GenerateDataKey'] };

/** To tell other systems. */
const PUTS_EVENTS = {
  'arn:AWS::Partition:events:AWS::Region:AWS::AccountId:event-bus/default': ['events:PutEvents'],
};

/** To post messages to pages that are connected, and to end the connections; not to look at them. */
const SENDS = {
  'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:StreamApi/stream/POST/@connections/*': [
    'execute-api:ManageConnections',
  ],
  'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:StreamApi/stream/DELETE/@connections/*': [
    'execute-api:ManageConnections',
  ],
};

const READS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
const POSTS = { [SLACK.slackTokenSecret]: READS };
const WRITES = {
  'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/example.com': ['ses:SendEmail'],
  'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:configuration-set/MailEvents': ['ses:SendEmail'],
};

/** What each may do besides where everything is set up. */
const BESIDE: Record<string, Record<string, string[]>> = {
  Start: { 'StartQueue.Arn': ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'] },
  Webhook: { ...POSTS, [SLACK.slackSigningSecret]: READS },
  Notify: { ...POSTS, ...WRITES },
  Sweep: { ...POSTS, ...WRITES },
  Feedback: { 'MailUntold.Arn': ['sqs:SendMessage'] },
};

/** What each function may do, by resource, beside writing its own log and sending its traces. */
const ALLOWED: Record<string, Record<string, string[]>> = {
  Start: {
    ...SIGNS,
    'Table.Arn': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ...KEEPS_VALUES,
    ...KEEPS_FAILED,
  },
  Resume: {
    ...SIGNS,
    'Table.Arn': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    'WakeQueue.Arn': ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    ...KEEPS_VALUES,
  },
  Webhook: {
    ...SIGNS,
    'Table.Arn': [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    'Table.Arn/index/due': ['dynamodb:Query'],
    'Table.Arn/index/inbox': ['dynamodb:Query'],
    'Table.Arn/index/listing': ['dynamodb:Query'],
    'Table.Arn/index/key': ['dynamodb:Query'],
    ...READS_VALUES,
  },
  Stream: {
    'Table.Arn': ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    'Table.Arn/index/key': ['dynamodb:Query'],
  },
  Notify: {
    ...SIGNS,
    'Table.Arn': [
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    'Table.Arn/index/inbox': ['dynamodb:Query'],
    ...PUBLISHES,
    ...SENDS,
    ...PUTS_EVENTS,
    ...READS_VALUES,
    'LargeValues.Arn/runs/*': ['s3:DeleteObject', 's3:GetObject'],
    ...READS_STREAM,
  },
  Wake: {
    'WakeQueue.Arn': ['sqs:SendMessage'],
    ...READS_STREAM,
  },
  Sweep: {
    ...SIGNS,
    ...PUBLISHES,
    NoticesTopic: ['sns:ListSubscriptionsByTopic', 'sns:Publish'],
    ...READS_VALUES,
    'Table.Arn': [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    'Table.Arn/index/due': ['dynamodb:Query'],
    // What waits is marked once nobody reads the topic.
    'Table.Arn/index/inbox': ['dynamodb:Query'],
    'SweepScheduleMissed.Arn': ['sqs:SendMessage'],
    ...PUTS_EVENTS,
    // Where more is due than one sweep takes.
    'FunctionsSweepFunction.Arn': ['lambda:InvokeFunction'],
  },
  Feedback: { 'Table.Arn': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
  Rotate: {
    RecordSecret: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
  },
};

const identityStatementsOf = (made: Template) =>
  statementsOf(made).filter((found) => found.in.Type === 'AWS::IAM::Policy');

const actionsOf = ({ Action }: Statement): string[] => listOf(Action).map(String);

/** What a function may do, by resource. */
function allowedTo(name: string, made: Template): Record<string, string[]> {
  const allowed: Record<string, string[]> = {};
  for (const { statement } of identityStatementsOf(made).filter(
    (found) => readable(found.in.Properties.Roles) === `Functions${name}Role`,
  )) {
    for (const resource of listOf(statement.Resource).map(readable)) {
      allowed[resource] = [...(allowed[resource] ?? []), ...actionsOf(statement)].sort();
    }
  }
  return allowed;
}

describe('the permissions of the functions', () => {
  const ownOf = (name: string) => ({
    [`Functions${name}Logs.Arn`]: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    '*': ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  });

  it.each(Object.entries(ALLOWED))('let %s do what it does, and nothing else', (name, allowed) => {
    const present = allowedTo(name, template);

    expect(present).toEqual({ ...allowed, ...ownOf(name) });
  });

  it.each(Object.entries(ALLOWED))('let %s do what else it is set up for, and nothing else', (name, allowed) => {
    const present = allowedTo(name, withEverything);

    expect(present).toEqual({ ...allowed, ...ownOf(name), ...BESIDE[name] });
  });

  it('let nobody write mail from another address', () => {
    const writing = identityStatementsOf(withEverything).filter(({ statement }) =>
      actionsOf(statement).includes('ses:SendEmail'),
    );

    expect(writing.length).toBeGreaterThan(0);
    for (const { statement } of writing) {
      expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': EVERYTHING.sesFrom } });
    }
  });

  it('let events be put under the name of the system only, onto the bus that is named', () => {
    const made = templateWith({ eventBus: 'approvals' });
    const putting = identityStatementsOf(made).filter((found) =>
      actionsOf(found.statement).includes('events:PutEvents'),
    );

    expect(putting).toHaveLength(2);
    for (const { statement } of putting) {
      expect(readable(statement.Resource)).toBe(
        'arn:AWS::Partition:events:AWS::Region:AWS::AccountId:event-bus/approvals',
      );
      expect(statement.Condition).toEqual({ StringEquals: { 'events:source': 'countersign' } });
    }
  });

  it('let the tasks of the named state machines be ended, and of no other', () => {
    const arn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:refunds';
    const named = templateWith({ stateMachineArns: arn });

    for (const teller of ['Notify', 'Sweep']) {
      expect(allowedTo(teller, named)[arn]).toEqual(['states:SendTaskFailure', 'states:SendTaskSuccess']);
      expect(allowedTo(teller, template)).not.toHaveProperty(arn);
    }
  });

  it('let nobody write the secret where it is not rotated', () => {
    expect(allowedTo('Rotate', templateWith({ keyRotation: 'false' }))).toEqual({ ...SIGNS, ...ownOf('Rotate') });
  });

  it('name the identity that mail is sent under, where it is not that of the domain', () => {
    const identity = 'arn:aws:ses:eu-central-1:123456789012:identity/approvals@example.com';
    const present = allowedTo('Notify', templateWith({ sesFrom: 'approvals@example.com', sesIdentityArn: identity }));

    expect(present[identity]).toEqual(['ses:SendEmail']);
  });

  it('are those of the functions alone', () => {
    const holders = resourcesOf(template, 'AWS::IAM::Role').map(({ name }) => name);

    expect(holders).toEqual(Object.keys(ALLOWED).map((name) => `Functions${name}Role`));
  });

  it('come from no managed policy, and each from a role of its own', () => {
    const roles = resourcesOf(template, 'AWS::IAM::Role');
    const policies = resourcesOf(template, 'AWS::IAM::Policy');
    const functions = resourcesOf(template, 'AWS::Lambda::Function');

    expect(roles.filter(({ Properties }) => 'ManagedPolicyArns' in Properties)).toEqual([]);
    // What the sweep may do to its own function stands apart: that waits for the policy of its role.
    expect(policies.map(({ Properties }) => readable(Properties.Roles))).toEqual([
      ...roles.map(({ name }) => name),
      'FunctionsSweepRole',
    ]);
    expect(functions.map(({ Properties }) => readable(Properties.Role))).toEqual(
      roles.map(({ name }) => `${name}.Arn`),
    );
  });

  it('can be taken by Lambda only', () => {
    const trusted = statementsOf(template).filter(({ statement }) => actionsOf(statement).includes('sts:AssumeRole'));

    expect(trusted).toHaveLength(Object.keys(ALLOWED).length);
    for (const { statement } of trusted) expect(statement.Principal).toEqual({ Service: 'lambda.amazonaws.com' });
  });
});

describe('the policies of the stack', () => {
  const granted = statementsOf(template).filter(({ statement }) => statement.Effect === 'Allow');

  it('allow no action by a wildcard, but for the owner of the account to administer the key', () => {
    const wide = granted.filter(({ statement }) => actionsOf(statement).some((action) => action.includes('*')));

    expect(
      wide.map((found) => [found.in.name, actionsOf(found.statement), readable(found.statement.Principal)]),
    ).toEqual([['NoticesKey', ['kms:*'], expect.stringContaining(':root')]]);
  });

  it('allow the functions no action by a wildcard, whatever is set up, and in a network and under a key as well', () => {
    const ofFunctions = identityStatementsOf(templateWith({ ...EVERYTHING, ...GUARDED })).filter((found) =>
      found.in.name.startsWith('Functions'),
    );

    expect(ofFunctions.length).toBeGreaterThan(0);
    for (const { statement } of ofFunctions)
      expect(actionsOf(statement).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('allow nobody to scan or to delete the table', () => {
    const actions = granted.flatMap(({ statement }) => actionsOf(statement));

    expect(actions.filter((action) => /Scan|DeleteTable|UpdateTable|PartiQL/.test(action))).toEqual([]);
  });

  it('name every resource, but for traces, which have none', () => {
    const unnamed = identityStatementsOf(template).filter(({ statement }) => listOf(statement.Resource).includes('*'));

    expect(new Set(unnamed.flatMap(({ statement }) => actionsOf(statement)))).toEqual(
      new Set(['xray:PutTelemetryRecords', 'xray:PutTraceSegments']),
    );
  });

  it('let nobody outside the account in', () => {
    const foreign = granted.filter(({ statement }) => {
      const principal = readable(Object.values(statement.Principal ?? {}));
      return statement.Principal === '*' || principal.split(', ').includes('*');
    });

    expect(foreign).toEqual([]);
  });
});
