/** Refuses what a deployment is told and cannot be, by the name of the prop. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ENV, setting } from '../../../shared/lambda/env.ts';
import { asList } from './as-list.ts';
import { checkNetwork } from './check-network.ts';
import { checkNotices } from './check-notices.ts';
import { checkSignIn } from './check-sign-in.ts';
import {
  checkEach,
  checkList,
  checkMade,
  checkNames,
  checkOnce,
  checkSwitch,
  type Names,
  shown,
} from './check-values.ts';
import type { CountersignProps } from './countersign-props.ts';
import { ADDRESS, AN_ADDRESS } from './email-address.ts';
import { STREAM_ARN } from './restored-table.ts';
import { RESUMES_AT_ONCE } from './wake-queue.ts';

const PROPS: Names<CountersignProps> = {
  ...{ workflows: true, environment: true, notices: true, eventBus: true, stateMachines: true, startQueue: true },
  ...{ auth: true, inbox: true, domainName: true, certificate: true, publicUrl: true, alarms: true },
  ...{ retention: true, logRetention: true, throttle: true, streamLog: true },
  ...{ keyRotation: true, restoredStreamArn: true, shards: true, resumeConcurrency: true },
  ...{ vpc: true, vpcSubnets: true, securityGroups: true, encryptionKey: true, removalPolicy: true },
};

/** What people write who know the names of the command line (`-c emails=…`), or guess. */
const MEANT = {
  ...{ emails: 'notices.emails', email: 'notices.emails', mail: 'notices.emails', sms: 'notices.sms' },
  ...{ ses: 'notices.ses', sesFrom: 'notices.ses.from', mailFrom: 'notices.ses.from' },
  ...{ sesIdentityArn: 'notices.ses.identityArn', slack: 'notices.slack', slackChannel: 'notices.slack.channel' },
  ...{ slackSecret: 'notices.slack.tokenSecret and .signingSecret', slackTokenSecret: 'notices.slack.tokenSecret' },
  ...{ slackSigningSecret: 'notices.slack.signingSecret' },
  ...{ people: 'auth.jwt', jwt: 'auth.jwt', jwtIssuer: 'auth.jwt.issuer', jwtAudience: 'auth.jwt.audience' },
  ...{ clientId: 'inbox.clientId', scope: 'inbox.scope', token: 'inbox.token', inboxFiles: 'inbox.files' },
  ...{ signInOrigins: 'inbox.signInOrigins', certificateArn: 'certificate', domain: 'domainName' },
  ...{ alarmEmail: 'alarms.email', alarmEmails: 'alarms.email', workflow: 'workflows', env: 'environment' },
  ...{
    retentionDays: 'retention: Duration.days(…)',
    logRetentionDays: 'logRetention',
    stateMachineArns: 'stateMachines',
  },
  ...{ vpcId: 'vpc', subnetIds: 'vpcSubnets', securityGroupIds: 'securityGroups', encryptionKeyArn: 'encryptionKey' },
};

/** `bundled`: whether the functions are bundled now, so that the module of the workflows is read. */
export function checkProps(props: CountersignProps, bundled: boolean): void {
  checkNames('', props, PROPS, MEANT);
  checkEach('workflows', props.workflows === undefined ? [] : [props.workflows], /\S/, 'the path of a module');
  if (bundled && props.workflows !== undefined) checkThere(props.workflows);
  checkEnvironment(props.environment);
  checkNotices(props.notices);
  checkSystems(props);
  checkSignIn(props);
  checkNetwork(props);
  checkKept(props);
  checkNames('alarms', props.alarms, { email: true });
  checkEach('alarms.email', asList(props.alarms?.email), ADDRESS, AN_ADDRESS);
  checkOnce('alarms.email', asList(props.alarms?.email));
  for (const name of ['startQueue', 'streamLog'] as const) checkSwitch(name, props[name]);
  checkThrottle(props.throttle);
  checkRestored(props.restoredStreamArn);
  checkShards(props.shards);
  checkAtOnce(props.resumeConcurrency);
  checkRotation(props.keyRotation);
  if (props.publicUrl !== undefined && !fitsSetting('publicUrl', props.publicUrl))
    throw new Error(`publicUrl: "${props.publicUrl}" must be a URL without a slash at its end.`);
}

/** What a module's name may be left to end in, or what it ends in where its source is meant by the name of what is made of it. */
const ENDINGS = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs'];

function checkThere(workflows: string): void {
  const path = resolve(workflows);
  const bare = path.replace(/\.[cm]?js$/, '');
  if (existsSync(path) || ENDINGS.some((ending) => existsSync(bare + ending))) return;
  throw new Error(
    `workflows: there is no file ${path}. Name the module whose default export is the list of workflows, from where the app is run, which is ${process.cwd()}.`,
  );
}

/** Names that AWS or this system sets itself, and what no system would take for a name. */
const OURS = /^(COUNTERSIGN_|AWS_|LAMBDA_|_)/;
const NAME = /^[A-Za-z][A-Za-z0-9_]+$/;

function checkEnvironment(environment: CountersignProps['environment'] = {}): void {
  if (typeof environment !== 'object' || environment === null || Array.isArray(environment))
    throw new Error(`environment: ${shown(environment)} is not an object of names and texts.`);
  for (const [name, value] of Object.entries(environment)) {
    if (OURS.test(name))
      throw new Error(`environment.${name}: that name is set by the system or by AWS; take another.`);
    if (!NAME.test(name)) throw new Error(`environment.${name}: a name is letters, digits and underscores.`);
    if (typeof value !== 'string') throw new Error(`environment.${name}: ${shown(value)} is not a text.`);
  }
}

function checkSystems({ eventBus, stateMachines }: CountersignProps): void {
  checkMade('eventBus', eventBus, 'eventBusArn', 'an event bus: EventBus.fromEventBusName(this, …)');
  checkList('stateMachines', stateMachines, 'refunds');
  for (const machine of stateMachines ?? [])
    checkMade('stateMachines', machine, 'stateMachineArn', 'state machines: StateMachine.fromStateMachineArn(this, …)');
}

function checkKept({ retention, logRetention, encryptionKey, removalPolicy }: CountersignProps): void {
  checkRetention(retention);
  if (logRetention !== undefined && !Object.values(RetentionDays).includes(logRetention))
    throw new Error(
      `logRetention: ${logRetention} is not one of RetentionDays: CloudWatch keeps logs for certain times.`,
    );
  checkMade('encryptionKey', encryptionKey, 'keyArn', 'a key: Key.fromKeyArn(this, …)');
  if (![undefined, RemovalPolicy.RETAIN, RemovalPolicy.DESTROY].includes(removalPolicy))
    throw new Error(`removalPolicy: ${removalPolicy} will not do: what is kept is retained or destroyed.`);
}

function checkRetention(retention: Duration | undefined): void {
  if (retention === undefined) return;
  if (!(retention instanceof Duration))
    throw new Error(`retention: ${shown(retention)} is not a Duration: retention: Duration.days(90).`);
  const days = retention.toDays({ integral: false });
  if (!fitsSetting('retentionDays', days))
    throw new Error(`retention: ${days} days will not do: 1 to 3,650 whole days.`);
}

function checkThrottle(throttle: CountersignProps['throttle']): void {
  checkNames('throttle', throttle, { rateLimit: true, burstLimit: true });
  for (const [name, limit] of Object.entries(throttle ?? {})) {
    if (limit === undefined || Token.isUnresolved(limit)) continue;
    if (typeof limit !== 'number') throw new Error(`throttle.${name}: ${shown(limit)} is not a number.`);
    if (!(limit > 0)) throw new Error(`throttle.${name}: ${limit} lets no request through.`);
  }
}

/** It is taken apart, so that it must be known while the stack is made. */
function checkRestored(arn: string | undefined): void {
  if (arn === undefined || (!Token.isUnresolved(arn) && STREAM_ARN.test(arn))) return;
  const example = 'arn:aws:dynamodb:eu-central-1:123456789012:table/restored/stream/2026-01-05T12:00:00.000';
  const what = Token.isUnresolved(arn) ? 'It is not known yet.' : `"${arn}" is not the ARN of a table's stream.`;
  throw new Error(`restoredStreamArn: ${what} Write it out, like ${example}.`);
}

/** Secrets Manager waits 1,000 days at most; each rotation leaves a public key in the secret, whose 64 KB last for decades so. */
const [SHORTEST, LONGEST] = [7, 1_000];

function checkRotation(every: Duration | false | undefined): void {
  if (every === undefined || every === false) return;
  if (!(every instanceof Duration))
    throw new Error(`keyRotation: ${shown(every)} is neither a Duration nor false: keyRotation: Duration.days(60).`);
  if (every.isUnresolved()) return;
  const days = every.toDays({ integral: false });
  if (Number.isInteger(days) && days >= SHORTEST && days <= LONGEST) return;
  throw new Error(
    `keyRotation: ${days} days will not do: ${SHORTEST} to ${LONGEST.toLocaleString('en')} whole days, or false.`,
  );
}

function checkShards(shards: number | undefined): void {
  if (shards !== undefined && (typeof shards !== 'number' || !fitsSetting('shards', shards)))
    throw new Error(`shards: ${shown(shards)} will not do: 4 to 256, a whole number.`);
}

function checkAtOnce(most: number | undefined): void {
  if (most === undefined || Token.isUnresolved(most)) return;
  const { least, most: atMost } = RESUMES_AT_ONCE;
  if (Number.isInteger(most) && most >= least && most <= atMost) return;
  throw new Error(
    `resumeConcurrency: ${shown(most)} will not do: ${least} to ${atMost.toLocaleString('en')}, a whole number.`,
  );
}

/** Whether the functions will take it. */
function fitsSetting(name: 'publicUrl' | 'retentionDays' | 'shards', value: string | number): boolean {
  if (Token.isUnresolved(value)) return true;
  try {
    setting(name, { [ENV[name]]: String(value) });
    return true;
  } catch {
    return false; // it names the variable, which nobody has set here
  }
}
