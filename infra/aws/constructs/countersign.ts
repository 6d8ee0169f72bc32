/** The whole system on AWS, as one construct that any CDK app can use. */
import { type CfnOutput, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { STREAM_FILTERS } from '../../../shared/adapters/dynamodb/stream-filters.ts';
import { Alarms } from './alarms.ts';
import { checkProps } from './check-props.ts';
import { INBOX_FILES } from './code.ts';
import type { CountersignProps, SlackProps } from './countersign-props.ts';
import { FailedRecords } from './failed-records.ts';
import { apiForPeople, apiForSystems } from './front-doors.ts';
import { FUNCTIONS, Functions } from './functions.ts';
import type { HttpInterface } from './http-interface.ts';
import { InboxSite } from './inbox-site.ts';
import { inboxOf, listOf } from './inbox-terms.ts';
import { letServicesUse } from './key-services.ts';
import { LargeValues } from './large-values.ts';
import { logsOf } from './logs.ts';
import { Mail } from './mail.ts';
import { Notices } from './notices.ts';
import { letTellSystems } from './outcomes.ts';
import { outputsIn } from './outputs.ts';
import { Overview } from './overview.ts';
import { RecordSecret } from './record-secret.ts';
import { restoredTable } from './restored-table.ts';
import { StartQueue } from './start-queue.ts';
import { StreamInterface } from './stream-interface.ts';
import { StreamReader, streamOf } from './stream-reader.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { RunsTable } from './table.ts';
import { WakeQueue } from './wake-queue.ts';
import type { WorkflowCode } from './workflow-code.ts';

const RETENTION = Duration.days(90);

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
 * const stack = new Stack(new App(), 'Shop');
 * const countersign = new Countersign(stack, 'Approvals', {
 *   workflows: 'src/workflows.ts',
 *   environment: { ORDERS_TABLE: orders.tableName },
 * });
 * orders.grantReadWriteData(countersign.workflowCode);
 * countersign.grantStart(checkout);
 * ```
 */
export class Countersign extends Construct {
  /** Runs and approvals; a restored one where the stack works on that. Let nobody write to it but the functions: they keep its promises. */
  readonly table: ITable;
  /** Notices to people. */
  readonly topic: Topic;
  /** Starts runs: invoked by other systems, which `grantStart` lets do so. */
  readonly start: LambdaFunction;
  /** Goes on with runs that were woken. */
  readonly resume: LambdaFunction;
  /** Stands for the functions that run workflows: grant it what the workflows' own code works with. */
  readonly workflowCode: WorkflowCode;
  /** The queue whose messages start runs; `grantSendToStartQueue` lets others send there. */
  readonly startQueue?: Queue;
  /** For systems, which sign their requests (IAM). */
  readonly systemsApi: HttpApi;
  /** Where that is: `https://…`, without a slash at its end. */
  readonly systemsUrl: string;
  /** For people, who send a token (JWT). */
  readonly peopleApi?: HttpApi;
  /** Where that is: `https://…`, without a slash at its end. */
  readonly peopleUrl?: string;
  /** Where pages follow what happens: `wss://…`. */
  readonly streamUrl: string;
  /** The page where people decide. */
  readonly inbox?: InboxSite;
  /** What people are written to with. */
  readonly mail?: Mail;
  /** What tells operators what they must act on. */
  readonly alarms: Alarms;
  /** What the stack tells of it once it is deployed: `SystemsUrl`, `PeopleUrl` and the rest, each behind the construct's own name. */
  readonly outputs: readonly CfnOutput[];
  /** The API for systems, which can be granted by what is done there. */
  readonly #systemsApi: HttpInterface;

  constructor(scope: Construct, id: string, props: CountersignProps = {}) {
    super(scope, id);
    checkProps(props);
    const { retention = RETENTION, encryptionKey, removalPolicy } = props;
    const { slack, ses, ...subscribed } = props.notices ?? {};
    const kept = { encryptionKey, removalPolicy };
    const logs = logsOf(props);
    if (encryptionKey) letServicesUse(encryptionKey, this);
    const table = this.#table(props);
    const notices = new Notices(this, 'Notices', { ...subscribed, encryptionKey });
    const values = new LargeValues(this, 'LargeValues', kept);
    const wakeQueue = new WakeQueue(this, 'WakeQueue', { readerTimeout: FUNCTIONS.resume.timeout, encryptionKey });
    const { workflows, environment } = props;
    const functions = new Functions(this, 'Functions', { table, workflows, environment, logs, network: props });
    const stream = this.#stream(functions, props);

    for (const teller of functions.readersOf('topic')) notices.letPublish(teller);
    const bus = this.#bus(functions, props);
    notices.letListReaders(functions.sweep);
    const mail = ses && this.#mail(functions, props);
    if (mail) this.mail = mail;
    if (slack) letReadSlack(functions, slack);
    for (const runner of [functions.start, functions.resume]) values.letKeep(runner);
    for (const reader of [functions.webhook, functions.sweep]) values.letRead(reader);
    values.letRemove(functions.notify);
    const secret = this.#secret(functions, props);
    wakeQueue.letSend(functions.wake);
    wakeQueue.feed(functions.resume);
    const starts = this.#starts(functions, props);
    if (starts) this.startQueue = starts.queue;
    const readers = this.#readStream(
      table,
      functions,
      new FailedRecords(this, 'FailedRecords', { ...kept, retention }),
    );
    new SweepSchedule(this, 'SweepSchedule', functions.sweep, encryptionKey);

    this.table = table;
    this.topic = notices.topic;
    this.start = functions.start;
    this.resume = functions.resume;
    this.workflowCode = functions.workflowCode;
    this.streamUrl = stream.url;
    this.#systemsApi = apiForSystems(this, { functions, logs, props });
    this.systemsApi = this.#systemsApi;
    this.systemsUrl = this.systemsApi.apiEndpoint;
    const peopleApi = apiForPeople(this, { functions, logs, props });
    if (peopleApi) this.peopleApi = peopleApi;
    if (peopleApi) this.peopleUrl = peopleApi.apiEndpoint;
    const inbox = peopleApi && this.#inbox(peopleApi, props);
    if (inbox) this.inbox = inbox;
    const apis = { SystemsApi: this.systemsApi, ...(peopleApi && { PeopleApi: peopleApi }) };
    const watched = { functions: functions.byName(), apis, deadWakeUps: wakeQueue.dead, deadStarts: starts?.dead };
    this.alarms = new Alarms(this, 'Alarms', {
      ...watched,
      emails: listOf(props.alarms?.email),
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
      restored: props.restoredStreamArn && 'true',
      topic: notices.topic.topicArn,
      queue: wakeQueue.queue.queueUrl,
      values: values.bucketName,
      secret: secret.secretArn,
      retentionDays: String(retention.toDays()),
      shards: props.shards === undefined ? undefined : String(props.shards),
      publicUrl: props.publicUrl ?? this.peopleUrl ?? this.systemsUrl,
      inboxUrl: inbox?.url,
      sockets: stream.callbackUrl,
      mailFrom: ses?.from,
      slackChannel: slack?.channel,
      slackToken: slack?.tokenSecret.secretArn,
      slackSigningSecret: slack?.signingSecret.secretArn,
      eventBus: bus.eventBusName,
    });
    this.outputs = this.#outputs();
  }

  /**
   * Lets it start runs: by invoking the start function, and over HTTP as `POST /runs` of the API for systems, signed.
   *
   * @example
   * ```ts
   * countersign.grantStart(checkout); // a function of the shop
   * checkout.addEnvironment('START_FUNCTION', countersign.start.functionName);
   * ```
   */
  grantStart(grantee: IGrantable): Grant {
    return this.start.grantInvoke(grantee).combine(this.#systemsApi.grantUse('start', grantee));
  }

  /**
   * Lets it send messages to the queue that starts runs. Throws where there is none: see the prop `startQueue`.
   *
   * @example
   * ```ts
   * countersign.grantSendToStartQueue(importer);
   * ```
   */
  grantSendToStartQueue(grantee: IGrantable): Grant {
    if (!this.startQueue)
      throw new Error('grantSendToStartQueue: there is no such queue. Give the construct startQueue: true.');
    return this.startQueue.grantSendMessages(grantee);
  }

  /**
   * Lets it read over HTTP, signed: runs and their records, approvals, and what workflows look like.
   *
   * @example
   * ```ts
   * countersign.grantRead(report);
   * report.addEnvironment('COUNTERSIGN_URL', countersign.systemsUrl);
   * ```
   */
  grantRead(grantee: IGrantable): Grant {
    return this.#systemsApi.grantUse('read', grantee);
  }

  /**
   * Lets it decide over HTTP, signed, what it is asked as the role that it is, take its votes back, and comment on approvals. Whether it
   * may decide one approval or another says that approval's policy; to hand one on is to operate, since who signs may do so with any.
   *
   * @example
   * ```ts
   * countersign.grantDecide(riskCheck);
   * ```
   */
  grantDecide(grantee: IGrantable): Grant {
    return this.#systemsApi.grantUse('decide', grantee);
  }

  /**
   * Lets it operate over HTTP, signed: cancel, retry and resume runs, hand any approval on to others, and send again what reached nobody.
   *
   * @example
   * ```ts
   * countersign.grantOperate(runbook);
   * ```
   */
  grantOperate(grantee: IGrantable): Grant {
    return this.#systemsApi.grantUse('operate', grantee);
  }

  /** The stack's own table, which is kept where it works on a restored one. */
  #table({ encryptionKey, removalPolicy, restoredStreamArn }: CountersignProps): ITable {
    const own = new RunsTable(this, 'Table', { encryptionKey, removalPolicy }) as ITable; // which it is, but for whether `undefined` may be written out
    return restoredStreamArn === undefined ? own : restoredTable(this, { streamArn: restoredStreamArn, encryptionKey });
  }

  #readStream(table: ITable, { notify, wake }: Functions, failed: FailedRecords) {
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

  #secret(functions: Functions, { encryptionKey, removalPolicy, keyRotation = KEY_ROTATION }: CountersignProps) {
    const secret = new RecordSecret(this, 'RecordSecret', { encryptionKey, removalPolicy });
    const readers = functions.readersOf('secret');
    secret.letSign(...readers);
    secret.rotate({ every: keyRotation, rotate: functions.rotate, readers });
    return secret;
  }

  #starts({ start }: Functions, { startQueue, encryptionKey }: CountersignProps): StartQueue | undefined {
    const { timeout } = FUNCTIONS.start;
    return startQueue ? new StartQueue(this, 'StartQueue', { start, timeout, encryptionKey }) : undefined;
  }

  #bus(functions: Functions, { eventBus, stateMachines = [] }: CountersignProps): IEventBus {
    const bus = eventBus ?? EventBus.fromEventBusName(this, 'Bus', 'default');
    for (const teller of functions.readersOf('eventBus')) letTellSystems(teller, { bus, stateMachines });
    return bus;
  }

  #stream(functions: Functions, { streamLog = false, ...props }: CountersignProps): StreamInterface {
    const terms = { throttle: props.throttle, log: streamLog, logs: logsOf(props) };
    const stream = new StreamInterface(this, 'Stream', terms);
    stream.serveBy(functions.stream);
    for (const sender of functions.readersOf('sockets')) stream.letSend(sender);
    return stream;
  }

  #outputs(): CfnOutput[] {
    return outputsIn(this, {
      SystemsUrl: this.systemsUrl,
      PeopleUrl: this.peopleUrl,
      StreamUrl: this.streamUrl,
      InboxUrl: this.inbox?.url,
      InboxDistribution: this.inbox?.distributionDomain,
      MailConfigurationSet: this.mail?.configurationSet,
      TopicArn: this.topic.topicArn,
      StartQueueUrl: this.startQueue?.queueUrl,
      StartFunctionName: this.start.functionName,
    });
  }

  #mail(functions: Functions, { notices, encryptionKey }: CountersignProps): Mail | undefined {
    if (!notices?.ses) return undefined;
    const mail = new Mail(this, 'Mail', notices.ses);
    for (const writer of functions.readersOf('mailFrom')) mail.letWrite(writer);
    mail.tell(functions.feedback, encryptionKey);
    return mail;
  }

  #inbox(api: HttpApi, props: CountersignProps): InboxSite | undefined {
    const terms = inboxOf(props);
    if (!terms) return undefined;
    const { domainName, certificate, encryptionKey } = props;
    return new InboxSite(this, 'Inbox', {
      ...{
        api,
        streamUrl: this.streamUrl,
        logs: logsOf(props),
        domainName,
        certificate,
        encryptionKey,
        network: props,
      },
      ...terms,
      files: terms.files ?? INBOX_FILES,
    });
  }
}

/** CDK's own grants, for once: they know of keys of the secrets' own, and of secrets that are known by name only. */
function letReadSlack(functions: Functions, { tokenSecret, signingSecret }: SlackProps): void {
  for (const reader of functions.readersOf('slackToken')) tokenSecret.grantRead(reader);
  for (const reader of functions.readersOf('slackSigningSecret')) signingSecret.grantRead(reader);
}
