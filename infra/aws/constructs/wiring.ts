/** Makes the parts of the system, lets the functions that work with each of them do so, and has all of it watched. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { STREAM_FILTERS } from '../../../shared/adapters/dynamodb/stream-filters.ts';
import { Alarms, type AlarmsProps } from './alarms.ts';
import { asList } from './as-list.ts';
import { INBOX_FILES } from './code.ts';
import type { CountersignProps, SlackProps } from './countersign-props.ts';
import type { FailedRecords } from './failed-records.ts';
import { FUNCTIONS, type Functions } from './functions.ts';
import { InboxSite } from './inbox-site.ts';
import { inboxOf } from './inbox-terms.ts';
import { LargeValues } from './large-values.ts';
import { Mail } from './mail.ts';
import type { Notices } from './notices.ts';
import { letTellSystems } from './outcomes.ts';
import { Overview } from './overview.ts';
import { RecordSecret } from './record-secret.ts';
import { restoredTable } from './restored-table.ts';
import { StartQueue } from './start-queue.ts';
import { StreamInterface } from './stream-interface.ts';
import { StreamReader } from './stream-reader.ts';
import type { SweepSchedule } from './sweep-schedule.ts';
import { RunsTable } from './table.ts';
import type { WakeQueue } from './wake-queue.ts';

/** Well within the 90 days that AWS's Security Hub asks for, also where one try fails. */
const KEY_ROTATION = Duration.days(60);

/** The stack's own table, which is kept where it works on a restored one. */
export function tableIn(
  scope: Construct,
  { encryptionKey, removalPolicy, restoredStreamArn }: CountersignProps,
): ITable {
  const own = new RunsTable(scope, 'Table', { encryptionKey, removalPolicy }) as ITable; // which it is, but for whether `undefined` may be written out
  return restoredStreamArn === undefined ? own : restoredTable(scope, { streamArn: restoredStreamArn, encryptionKey });
}

export function readersIn(
  scope: Construct,
  { functions: { notify, wake }, ...reading }: { functions: Functions; table: ITable; failed: FailedRecords },
): Record<'Notify' | 'Wake', StreamReader> {
  // Each record may be several writes and a notice.
  const telling = { batchSize: 25, parallelizationFactor: 4 };
  // Each record is one message.
  const waking = { batchSize: 100, parallelizationFactor: 2 };
  const { notify: forNotify, wake: forWake } = STREAM_FILTERS;
  return {
    Notify: new StreamReader(scope, 'NotifyReader', { ...reading, reader: notify, patterns: forNotify, ...telling }),
    Wake: new StreamReader(scope, 'WakeReader', { ...reading, reader: wake, patterns: forWake, ...waking }),
  };
}

export function secretIn(
  scope: Construct,
  functions: Functions,
  { encryptionKey, removalPolicy, keyRotation = KEY_ROTATION }: CountersignProps,
): RecordSecret {
  const secret = new RecordSecret(scope, 'RecordSecret', { encryptionKey, removalPolicy });
  const readers = functions.readersOf('secret');
  secret.letSign(...readers);
  secret.rotate({ every: keyRotation, rotate: functions.rotate, readers });
  return secret;
}

export function valuesIn(
  scope: Construct,
  { start, resume, webhook, sweep, notify }: Functions,
  { encryptionKey, removalPolicy }: CountersignProps,
): LargeValues {
  const values = new LargeValues(scope, 'LargeValues', { encryptionKey, removalPolicy });
  for (const runner of [start, resume]) values.letKeep(runner);
  for (const reader of [webhook, sweep]) values.letRead(reader);
  values.letRemove(notify);
  return values;
}

/** Nothing where no queue is asked for. */
export function startsIn(
  scope: Construct,
  { start }: Functions,
  { startQueue, encryptionKey }: CountersignProps,
): StartQueue | undefined {
  const { timeout } = FUNCTIONS.start;
  return startQueue ? new StartQueue(scope, 'StartQueue', { start, timeout, encryptionKey }) : undefined;
}

/**
 * Keeps what start was sent without waiting for its answer, by rules of event buses and by whoever invokes it so, where it fails for
 * good: Lambda tries it three times, for as long as it allows.
 */
export const keepLostStarts = ({ start }: Functions, failed: FailedRecords): void =>
  start.configureAsyncInvoke({
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
    onFailure: failed.asDestination(start),
  });

export function busIn(
  scope: Construct,
  functions: Functions,
  { eventBus, stateMachines = [] }: CountersignProps,
): IEventBus {
  const bus = eventBus ?? EventBus.fromEventBusName(scope, 'Bus', 'default');
  for (const teller of functions.readersOf('eventBus')) letTellSystems(teller, { bus, stateMachines });
  return bus;
}

export function streamIn(
  scope: Construct,
  functions: Functions,
  { logs, props }: { logs: LogGroupProps; props: CountersignProps },
): StreamInterface {
  const { throttle, streamLog: log = false } = props;
  const stream = new StreamInterface(scope, 'Stream', { throttle, log, logs });
  stream.serveBy(functions.stream);
  for (const sender of functions.readersOf('sockets')) stream.letSend(sender);
  return stream;
}

/** Nothing where nobody is written to each on their own. */
export function mailIn(
  scope: Construct,
  functions: Functions,
  { notices, encryptionKey }: CountersignProps,
): Mail | undefined {
  if (!notices?.ses) return undefined;
  const mail = new Mail(scope, 'Mail', notices.ses);
  for (const writer of functions.readersOf('mailFrom')) mail.letWrite(writer);
  mail.tell(functions.feedback, encryptionKey);
  return mail;
}

/** CDK's own grants, for once: they know of keys of the secrets' own, and of secrets that are known by name only. */
export function letReadSlack(functions: Functions, { tokenSecret, signingSecret }: SlackProps): void {
  for (const reader of functions.readersOf('slackToken')) tokenSecret.grantRead(reader);
  for (const reader of functions.readersOf('slackSigningSecret')) signingSecret.grantRead(reader);
}

/** Nothing where the inbox is left out. */
export function inboxIn(
  scope: Construct,
  serving: { api: HttpApi; streamUrl: string; logs: LogGroupProps },
  props: CountersignProps,
): InboxSite | undefined {
  const terms = inboxOf(props);
  if (!terms) return undefined;
  const { domainName, certificate, encryptionKey } = props;
  const own = { domainName, certificate, encryptionKey, network: props };
  return new InboxSite(scope, 'Inbox', { ...serving, ...own, ...terms, files: terms.files ?? INBOX_FILES });
}

/** What is watched; the queue of starts and the inbox where there are any. */
interface Watched extends Pick<AlarmsProps, 'apis' | 'readers' | 'table'> {
  readonly functions: Functions;
  readonly wakeQueue: WakeQueue;
  readonly starts: StartQueue | undefined;
  readonly schedule: SweepSchedule;
  readonly mail: Mail | undefined;
  readonly notices: Notices;
  readonly inbox: InboxSite | undefined;
}

/** The alarms, and the dashboard that shows them. */
export function watchIn(
  scope: Construct,
  { functions, wakeQueue, starts, schedule, mail, notices, readers, inbox, ...watched }: Watched,
  props: CountersignProps,
): Alarms {
  const told = { emails: asList(props.alarms?.email), key: notices.key };
  const dead = { deadWakeUps: wakeQueue.dead, deadStarts: starts?.dead };
  const missed = { missedSweeps: schedule.missed, untoldMail: mail?.untold };
  const both = { ...watched, ...dead, functions: functions.byName() };
  const alarms = new Alarms(scope, 'Alarms', { ...both, ...missed, ...told, readers, notices: notices.topic });
  new Overview(scope, 'Overview', { ...both, alarms, wakeUps: wakeQueue.queue, inboxUrl: inbox?.url });
  return alarms;
}
