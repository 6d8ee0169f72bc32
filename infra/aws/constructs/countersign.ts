/** The whole system on AWS, as one construct that any CDK app can use. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { STREAM_FILTERS } from '../../../shared/adapters/dynamodb/stream-filters.ts';
import { Alarms } from './alarms.ts';
import { checkProps } from './check-props.ts';
import { INBOX_FILES } from './code.ts';
import type { CountersignProps, MailProps } from './countersign-props.ts';
import { FailedRecords } from './failed-records.ts';
import { FUNCTIONS, Functions } from './functions.ts';
import { DECISION_LINKS, HttpInterface, type OpenRoute, SLACK } from './http-interface.ts';
import { InboxSite } from './inbox-site.ts';
import { LargeValues } from './large-values.ts';
import { Mail } from './mail.ts';
import { Notices } from './notices.ts';
import { letTellSystems } from './outcomes.ts';
import { Overview } from './overview.ts';
import { RecordSecret } from './record-secret.ts';
import { restoredTable } from './restored-table.ts';
import { StartQueue } from './start-queue.ts';
import { StreamInterface } from './stream-interface.ts';
import { StreamReader, streamOf } from './stream-reader.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { RunsTable } from './table.ts';
import { WakeQueue } from './wake-queue.ts';

const RETENTION_DAYS = 90;

/** Well within the 90 days that AWS's Security Hub asks for, also where one try fails. */
const KEY_ROTATION = Duration.days(60);

/**
 * Workflows that wait for people, as a part of a stack: functions, a table, queues, APIs, alarms and a dashboard. The table, the
 * buckets of large values and of failed records, and the secret that records are signed with outlive the stack.
 *
 * The functions are bundled while the stack is made, which needs `esbuild` among the app's packages.
 *
 * Throws an `Error` that names the prop where one does not fit.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { Countersign } from 'countersign/cdk';
 *
 * const stack = new Stack(new App(), 'Approvals');
 * const countersign = new Countersign(stack, 'Countersign', { workflows: 'src/workflows.ts' });
 * countersign.start.grantInvoke(shop);
 * orders.grantReadWriteData(countersign.resume);
 * ```
 */
export class Countersign extends Construct {
  /** Runs and approvals; a restored one where the stack works on that. Let nobody write to it but the functions: they keep its promises. */
  readonly table: ITable;
  /** Notices to people. */
  readonly topic: Topic;
  /** The functions that run workflows: give these what the workflows' own code needs. */
  readonly start: LambdaFunction;
  /** Goes on with runs that were woken: runs the same code as `start`, and needs the same. */
  readonly resume: LambdaFunction;
  /** The queue whose messages start runs: let what sends to it do so, by `grantSendMessages`. */
  readonly startQueue?: Queue;
  /** For systems, which sign their requests (IAM). */
  readonly systemsApi: HttpApi;
  /** For people, who send a token (JWT). */
  readonly peopleApi?: HttpApi;
  /** Where pages follow what happens: `wss://…`. */
  readonly streamUrl: string;
  /** The page where people decide. */
  readonly inbox?: InboxSite;
  /** What people are written to with. */
  readonly mail?: Mail;
  /** What tells operators what they must act on. */
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: CountersignProps = {}) {
    super(scope, id);
    checkProps(props);
    const { retentionDays = RETENTION_DAYS, restoredStreamArn: restored } = props;
    const { slack, mail, ...subscribed } = props.notices ?? {};
    const own = new RunsTable(this, 'Table') as ITable; // which it is, but for whether `undefined` may be written out
    const table = restored === undefined ? own : restoredTable(this, restored);
    const notices = new Notices(this, 'Notices', subscribed);
    const values = new LargeValues(this, 'LargeValues');
    const secret = new RecordSecret(this, 'RecordSecret');
    const wakeQueue = new WakeQueue(this, 'WakeQueue', { readerTimeout: FUNCTIONS.resume.timeout });
    const functions = new Functions(this, 'Functions', { table, workflows: props.workflows });
    const stream = this.#stream(functions, props);

    for (const teller of functions.readersOf('topic')) notices.letPublish(teller);
    const bus = props.eventBus ?? EventBus.fromEventBusName(this, 'Bus', 'default');
    const { stateMachines = [] } = props;
    for (const teller of functions.readersOf('eventBus')) letTellSystems(teller, { bus, stateMachines });
    notices.letListReaders(functions.sweep);
    if (mail) this.mail = this.#mail(functions, mail);
    // CDK's own grant, for once: it knows of keys of the secret's own, and of secrets that are known by name only.
    for (const reader of functions.readersOf('slackSecret')) slack?.secret.grantRead(reader);
    for (const runner of [functions.start, functions.resume]) values.letKeep(runner);
    for (const reader of [functions.webhook, functions.sweep]) values.letRead(reader);
    values.letRemove(functions.notify);
    const signers = functions.readersOf('secret');
    secret.letSign(...signers);
    secret.rotate({ every: props.keyRotation ?? KEY_ROTATION, rotate: functions.rotate, readers: signers });
    wakeQueue.letSend(functions.wake);
    wakeQueue.feed(functions.resume);
    const starts = props.startQueue
      ? new StartQueue(this, 'StartQueue', { start: functions.start, timeout: FUNCTIONS.start.timeout })
      : undefined;
    if (starts) this.startQueue = starts.queue;
    const readers = this.#readStream(table, functions, retentionDays);
    new SweepSchedule(this, 'SweepSchedule', functions.sweep);

    this.table = table;
    this.topic = notices.topic;
    this.start = functions.start;
    this.resume = functions.resume;
    this.streamUrl = stream.url;
    this.systemsApi = this.#apiForSystems(functions, props);
    const peopleApi = this.#apiForPeople(functions, props);
    if (peopleApi) this.peopleApi = peopleApi;
    const inbox = peopleApi && this.#inbox(peopleApi, props);
    if (inbox) this.inbox = inbox;
    const apis = { SystemsApi: this.systemsApi, ...(peopleApi && { PeopleApi: peopleApi }) };
    const watched = { functions: functions.byName(), apis, deadWakeUps: wakeQueue.dead, deadStarts: starts?.dead };
    this.alarms = new Alarms(this, 'Alarms', {
      ...watched,
      emails: props.alarms?.emails ?? [],
      key: notices.key,
      readers,
      notices: notices.topic,
      table,
    });
    const shown = { alarms: this.alarms, table, wakeUps: wakeQueue.queue, inboxUrl: inbox?.url };
    new Overview(this, 'Overview', { ...watched, ...shown });
    functions.tell({
      table: table.tableName,
      generation: streamOf(table),
      restored: restored && 'true',
      topic: notices.topic.topicArn,
      queue: wakeQueue.queue.queueUrl,
      values: values.bucketName,
      secret: secret.secretArn,
      retentionDays: String(retentionDays),
      shards: props.shards === undefined ? undefined : String(props.shards),
      publicUrl: props.publicUrl ?? (peopleApi ?? this.systemsApi).apiEndpoint,
      inboxUrl: inbox?.url,
      sockets: stream.callbackUrl,
      mailFrom: mail?.from,
      slackChannel: slack?.channel,
      slackSecret: slack?.secret.secretArn,
      eventBus: bus.eventBusName,
    });
  }

  #readStream(table: ITable, { notify, wake }: Functions, days: number) {
    const failed = new FailedRecords(this, 'FailedRecords', { days });
    // Each record may be several writes and a notice.
    const telling = { batchSize: 25, parallelizationFactor: 4 };
    // Each record is one message.
    const waking = { batchSize: 100, parallelizationFactor: 2 };
    const { notify: forNotify, wake: forWake } = STREAM_FILTERS;
    const reading = { table, failed };
    return {
      Notify: new StreamReader(this, 'NotifyReader', { ...reading, reader: notify, patterns: forNotify, ...telling }),
      Wake: new StreamReader(this, 'WakeReader', { ...reading, reader: wake, patterns: forWake, ...waking }),
    };
  }

  #stream(functions: Functions, { throttle, streamLog = false }: CountersignProps): StreamInterface {
    const stream = new StreamInterface(this, 'Stream', { throttle, log: streamLog });
    stream.serveBy(functions.stream);
    for (const sender of functions.readersOf('sockets')) stream.letSend(sender);
    return stream;
  }

  #mail(functions: Functions, props: MailProps): Mail {
    const mail = new Mail(this, 'Mail', props);
    for (const writer of functions.readersOf('mailFrom')) mail.letWrite(writer);
    mail.tell(functions.feedback);
    return mail;
  }

  #apiForSystems(functions: Functions, props: CountersignProps): HttpApi {
    // Links must lead somewhere: here where people have no API.
    const proven = props.people ? [] : doorsOf(props);
    return this.#api('SystemsApi', 'Countersign, for systems', new HttpIamAuthorizer(), proven, functions, props);
  }

  #apiForPeople(functions: Functions, props: CountersignProps): HttpApi | undefined {
    if (!props.people) return undefined;
    const { jwtIssuer, jwtAudience } = props.people;
    const authorizer = new HttpJwtAuthorizer('People', jwtIssuer, { jwtAudience: [...jwtAudience] });
    return this.#api('PeopleApi', 'Countersign, for people', authorizer, doorsOf(props), functions, props);
  }

  #api(
    id: string,
    description: string,
    authorizer: IHttpRouteAuthorizer,
    proven: readonly OpenRoute[],
    { start, webhook }: Functions,
    { throttle }: CountersignProps,
  ): HttpApi {
    return new HttpInterface(this, id, { description, authorizer, proven, start, webhook, throttle });
  }

  #inbox(api: HttpApi, { people, inbox = true, inboxFiles = INBOX_FILES, domain }: CountersignProps) {
    const clientId = people?.clientId;
    if (!people || !inbox || clientId === undefined) return undefined; // where it must be there, that was checked
    return new InboxSite(this, 'Inbox', {
      api,
      streamUrl: this.streamUrl,
      people: { ...people, clientId },
      files: inboxFiles,
      domain,
    });
  }
}

/** What is open to requests that prove themselves. */
const doorsOf = ({ notices }: CountersignProps): OpenRoute[] => [...DECISION_LINKS, ...(notices?.slack ? SLACK : [])];
