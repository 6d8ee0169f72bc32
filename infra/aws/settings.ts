/** What is deployed, as said on the command line: `npm run deploy -- -c emails=a@example.com,b@example.com`. */
import { Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { CountersignProps } from './constructs/countersign-props.ts';

/** Reads the context keys that docs/guides/aws.md lists. */
export function settingsOf(scope: Construct): CountersignProps {
  const text = (key: string) => textOf(scope, key);
  const [retentionDays, shards] = [text('retentionDays'), text('shards')];
  const mailFrom = text('mailFrom');
  return {
    workflows: text('workflows'),
    notices: {
      emails: listOf(scope, 'emails'),
      sms: listOf(scope, 'sms'),
      slack: slackOf(scope),
      mail: mailFrom === undefined ? undefined : { from: mailFrom, identityArn: text('mailIdentityArn') },
    },
    eventBus: busOf(scope),
    stateMachines: listOf(scope, 'stateMachineArns').map((arn, i) =>
      StateMachine.fromStateMachineArn(scope, `StateMachine${i}`, arn),
    ),
    startQueue: switchOf(scope, 'startQueue'),
    people: peopleOf(scope),
    inbox: switchOf(scope, 'inbox'),
    inboxFiles: text('inboxFiles'),
    domain: domainOf(scope),
    publicUrl: text('publicUrl'),
    restoredStreamArn: text('restoredStreamArn'),
    alarms: { emails: listOf(scope, 'alarmEmails') },
    retentionDays: retentionDays === undefined ? undefined : Number(retentionDays),
    keyRotation: rotationOf(scope),
    shards: shards === undefined ? undefined : Number(shards),
    streamLog: switchOf(scope, 'streamLog'),
  };
}

function peopleOf(scope: Construct): CountersignProps['people'] {
  const jwtAudience = listOf(scope, 'jwtAudience');
  const both = together(scope, ['jwtIssuer', 'https://…'], ['jwtAudience', '…']);
  return (
    both && {
      jwtIssuer: both[0],
      jwtAudience,
      clientId: textOf(scope, 'clientId'),
      scope: textOf(scope, 'scope'),
      token: oneOf(scope, 'token', ['access', 'id']),
      signInOrigins: listOf(scope, 'signInOrigins'),
    }
  );
}

function slackOf(scope: Construct): NonNullable<CountersignProps['notices']>['slack'] {
  const both = together(scope, ['slackSecret', 'arn:aws:secretsmanager:…'], ['slackChannel', 'C…']);
  return both && { secret: Secret.fromSecretCompleteArn(scope, 'SlackSecret', both[0]), channel: both[1] };
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

function domainOf(scope: Construct): CountersignProps['domain'] {
  const both = together(scope, ['domainName', '…'], ['certificateArn', 'arn:aws:acm:us-east-1:…']);
  return both && { name: both[0], certificate: Certificate.fromCertificateArn(scope, 'Certificate', both[1]) };
}

type Key = readonly [key: string, example: string];

/** Two keys of which each needs the other; none where neither is set. */
function together(scope: Construct, first: Key, second: Key): [string, string] | undefined {
  const [one, other] = [textOf(scope, first[0]), textOf(scope, second[0])];
  if (one !== undefined && other !== undefined) return [one, other];
  if (one === undefined && other === undefined) return undefined;
  const [[there], [missing, example]] = one === undefined ? [second, first] : [first, second];
  throw new Error(`${there} needs ${missing} beside it: -c ${missing}=${example}`);
}

/** A key of the context; one that is set to nothing is not set. */
function textOf(scope: Construct, key: string): string | undefined {
  const value: unknown = scope.node.tryGetContext(key);
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** A key of the context that takes one of a few words. */
function oneOf<Word extends string>(scope: Construct, key: string, words: readonly Word[]): Word | undefined {
  const value = textOf(scope, key);
  const word = words.find((each) => each === value);
  if (value !== undefined && word === undefined) throw new Error(`${key} is ${words.join(' or ')}, not "${value}".`);
  return word;
}

function switchOf(scope: Construct, key: string): boolean | undefined {
  const word = oneOf(scope, key, ['true', 'false']);
  return word === undefined ? undefined : word === 'true';
}

const listOf = (scope: Construct, key: string): string[] =>
  (textOf(scope, key) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
