/** What is deployed, as said on the command line: `npm run deploy -- -c emails=a@example.com,b@example.com`. */
import { Annotations, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { CountersignProps, InboxProps, NoticesProps } from './constructs/countersign-props.ts';
import { allOf, checkNames, listOf, oneOf, switchOf, textOf } from './context.ts';

const NAMES = [
  ...[
    'workflows',
    'emails',
    'sms',
    'sesFrom',
    'sesIdentityArn',
    'slackTokenSecret',
    'slackSigningSecret',
    'slackChannel',
  ],
  ...['jwtIssuer', 'jwtAudience', 'inbox', 'clientId', 'scope', 'token', 'signInOrigins', 'inboxFiles'],
  ...['domainName', 'certificateArn', 'startQueue', 'publicUrl', 'eventBus', 'stateMachineArns', 'retentionDays'],
  ...[
    'keyRotation',
    'restoredStreamArn',
    'shards',
    'resumeConcurrency',
    'logRetentionDays',
    'alarmEmail',
    'vpcId',
    'subnetIds',
  ],
  ...['securityGroupIds', 'encryptionKeyArn', 'streamLog'],
];

/** Reads the context keys that docs/guides/aws.md lists. */
export function settingsOf(scope: Construct): CountersignProps {
  checkNames(scope, NAMES);
  const text = (key: string) => textOf(scope, key);
  const number = (key: string) => (text(key) === undefined ? undefined : Number(text(key)));
  const [retention, shards] = [number('retentionDays'), number('shards')];
  const alarmEmail = listOf(scope, 'alarmEmail');
  const key = text('encryptionKeyArn');
  const sesFrom = text('sesFrom');
  return {
    workflows: text('workflows'),
    notices: {
      emails: listOf(scope, 'emails'),
      sms: listOf(scope, 'sms'),
      slack: slackOf(scope),
      ses: sesFrom === undefined ? undefined : { from: sesFrom, identityArn: text('sesIdentityArn') },
    },
    eventBus: busOf(scope),
    stateMachines: listOf(scope, 'stateMachineArns').map((arn, i) =>
      StateMachine.fromStateMachineArn(scope, `StateMachine${i}`, arn),
    ),
    startQueue: switchOf(scope, 'startQueue'),
    auth: authOf(scope),
    inbox: inboxOf(scope),
    ...nameOf(scope),
    publicUrl: text('publicUrl'),
    alarms: alarmEmail.length === 0 ? undefined : { email: alarmEmail },
    retention: retention === undefined ? undefined : retentionOf(retention),
    logRetention: number('logRetentionDays'),
    restoredStreamArn: text('restoredStreamArn'),
    keyRotation: rotationOf(scope),
    shards,
    resumeConcurrency: number('resumeConcurrency'),
    streamLog: switchOf(scope, 'streamLog'),
    ...networkOf(scope),
    encryptionKey: key === undefined ? undefined : Key.fromKeyArn(scope, 'EncryptionKey', key),
  };
}

function retentionOf(days: number): Duration {
  if (!(days >= 0)) throw new Error(`retentionDays: ${days} is no number of days.`);
  return Duration.days(days);
}

function authOf(scope: Construct): CountersignProps['auth'] {
  const all = allOf(scope, { jwtIssuer: 'https://…', jwtAudience: '…' });
  return all && { jwt: { issuer: all.jwtIssuer, audience: listOf(scope, 'jwtAudience') } };
}

function inboxOf(scope: Construct): CountersignProps['inbox'] {
  const told: InboxProps = {
    clientId: textOf(scope, 'clientId'),
    scope: textOf(scope, 'scope'),
    token: oneOf(scope, 'token', ['access', 'id']),
    files: textOf(scope, 'inboxFiles'),
    ...(textOf(scope, 'signInOrigins') !== undefined && { signInOrigins: listOf(scope, 'signInOrigins') }),
  };
  const served = switchOf(scope, 'inbox');
  const isTold = Object.values(told).some((value) => value !== undefined);
  return served !== false && isTold ? told : served;
}

function slackOf(scope: Construct): NoticesProps['slack'] {
  const arn = 'arn:aws:secretsmanager:…';
  const all = allOf(scope, { slackTokenSecret: arn, slackSigningSecret: arn, slackChannel: 'C…' });
  return (
    all && {
      tokenSecret: Secret.fromSecretCompleteArn(scope, 'SlackToken', all.slackTokenSecret),
      signingSecret: Secret.fromSecretCompleteArn(scope, 'SlackSigning', all.slackSigningSecret),
      channel: all.slackChannel,
    }
  );
}

function busOf(scope: Construct): CountersignProps['eventBus'] {
  const name = textOf(scope, 'eventBus');
  return name === undefined ? undefined : EventBus.fromEventBusName(scope, 'EventBus', name);
}

function rotationOf(scope: Construct): CountersignProps['keyRotation'] {
  const text = textOf(scope, 'keyRotation');
  if (text === undefined) return undefined;
  if (text === 'false') return false;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`keyRotation is a number of days, or false, not "${text}".`);
  return Duration.days(Number(text));
}

function nameOf(scope: Construct): Pick<CountersignProps, 'domainName' | 'certificate'> {
  const all = allOf(scope, { domainName: '…', certificateArn: 'arn:aws:acm:us-east-1:…' });
  if (!all) return {};
  return {
    domainName: all.domainName,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', all.certificateArn),
  };
}

/** By ids alone, so that nothing has to be looked up in the account. */
function networkOf(scope: Construct): Pick<CountersignProps, 'vpc' | 'vpcSubnets' | 'securityGroups'> {
  const all = allOf(scope, { vpcId: 'vpc-…', subnetIds: 'subnet-…,subnet-…' });
  const groups = listOf(scope, 'securityGroupIds').map((id) => SecurityGroup.fromSecurityGroupId(scope, id, id));
  const securityGroups = groups.length === 0 ? undefined : groups;
  if (!all) return { securityGroups };
  const subnets = listOf(scope, 'subnetIds').map((id) => Subnet.fromSubnetId(scope, id, id));
  for (const subnet of subnets)
    Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'Nobody asks for its routes.');
  // Nobody asks for the zone, since the subnets are named.
  const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: all.vpcId, availabilityZones: ['any'] });
  return { vpc, vpcSubnets: { subnets }, securityGroups };
}
