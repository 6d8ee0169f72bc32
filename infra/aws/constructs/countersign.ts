/** The whole system on AWS, as one construct that any CDK app can use. */
import { type CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { checkProps } from './check-props.ts';
import type { CountersignProps } from './countersign-props.ts';
import { FailedRecords } from './failed-records.ts';
import { apiForPeople, apiForSystems } from './front-doors.ts';
import { FUNCTIONS, Functions } from './functions.ts';
import type { HttpInterface } from './http-interface.ts';
import type { InboxSite } from './inbox-site.ts';
import { letServicesUse } from './key-services.ts';
import { logsOf } from './logs.ts';
import type { Mail } from './mail.ts';
import { Notices } from './notices.ts';
import { outputsIn } from './outputs.ts';
import { logEmptying } from './private-bucket.ts';
import { streamOf } from './stream-reader.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { WakeQueue } from './wake-queue.ts';
import {
  busIn,
  inboxIn,
  keepLostStarts,
  letReadSlack,
  mailIn,
  readersIn,
  secretIn,
  startsIn,
  streamIn,
  tableIn,
  valuesIn,
  watchIn,
} from './wiring.ts';
import type { WorkflowCode } from './workflow-code.ts';

const RETENTION = Duration.days(90);

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
    checkProps(props, Stack.of(this).bundlingRequired);
    const { retention = RETENTION, encryptionKey, removalPolicy, workflows, environment } = props;
    const { slack, ses, ...subscribed } = props.notices ?? {};
    const logs = logsOf(props);
    if (encryptionKey) letServicesUse(encryptionKey, this);
    const table = tableIn(this, props);
    const notices = new Notices(this, 'Notices', { ...subscribed, encryptionKey });
    const wakeQueue = new WakeQueue(this, 'WakeQueue', { readerTimeout: FUNCTIONS.resume.timeout, encryptionKey });
    const functions = new Functions(this, 'Functions', { table, workflows, environment, logs, network: props });
    const stream = streamIn(this, functions, { logs, props });

    for (const teller of functions.readersOf('topic')) notices.letPublish(teller);
    const bus = busIn(this, functions, props);
    notices.letListReaders(functions.sweep);
    const mail = mailIn(this, functions, props);
    if (mail) this.mail = mail;
    if (slack) letReadSlack(functions, slack);
    const values = valuesIn(this, functions, props);
    const secret = secretIn(this, functions, props);
    wakeQueue.letSend(functions.wake);
    wakeQueue.feed(functions.resume, props.resumeConcurrency);
    const starts = startsIn(this, functions, props);
    if (starts) this.startQueue = starts.queue;
    const failed = new FailedRecords(this, 'FailedRecords', { encryptionKey, removalPolicy, retention });
    if (removalPolicy === RemovalPolicy.DESTROY) logEmptying(this, logs);
    keepLostStarts(functions, failed);
    const readers = readersIn(this, { functions, table, failed });
    const schedule = new SweepSchedule(this, 'SweepSchedule', functions.sweep, encryptionKey);

    this.table = table;
    this.topic = notices.topic;
    this.start = functions.start;
    this.resume = functions.resume;
    this.workflowCode = functions.workflowCode;
    this.streamUrl = stream.url;
    this.#systemsApi = apiForSystems(this, { functions, logs, props });
    this.systemsApi = this.#systemsApi;
    this.systemsUrl = this.systemsApi.apiEndpoint;
    const api = apiForPeople(this, { functions, logs, props });
    if (api) this.peopleApi = api;
    if (api) this.peopleUrl = api.apiEndpoint;
    const inbox = api && inboxIn(this, { api, streamUrl: stream.url, logs }, props);
    if (inbox) this.inbox = inbox;
    const apis = { SystemsApi: this.systemsApi, ...(api && { PeopleApi: api }) };
    const watched = { functions, apis, wakeQueue, starts, schedule, mail, notices, readers, table, inbox };
    this.alarms = watchIn(this, watched, props);
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
    this.outputs = outputsIn(this, {
      SystemsUrl: this.systemsUrl,
      PeopleUrl: this.peopleUrl,
      StreamUrl: this.streamUrl,
      InboxUrl: inbox?.url,
      InboxDistribution: inbox?.distributionDomain,
      MailConfigurationSet: mail?.configurationSet,
      TopicArn: this.topic.topicArn,
      StartQueueUrl: this.startQueue?.queueUrl,
      StartFunctionName: this.start.functionName,
    });
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
}
