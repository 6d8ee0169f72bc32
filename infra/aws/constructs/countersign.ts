/** The whole system on AWS, as one construct that any CDK app can use. */
import { Token } from 'aws-cdk-lib';
import type { HttpApi, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { STREAM_FILTERS } from '../../../shared/adapters/dynamodb/stream-filters.ts';
import { ENV, setting } from '../../../shared/lambda/env.ts';
import { FailedRecords } from './failed-records.ts';
import { FUNCTIONS, Functions } from './functions.ts';
import { HttpInterface } from './http-interface.ts';
import { LargeValues } from './large-values.ts';
import { Notices } from './notices.ts';
import { RecordSecret } from './record-secret.ts';
import { StreamReader } from './stream-reader.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { RunsTable } from './table.ts';
import { WakeQueue } from './wake-queue.ts';

export interface CountersignProps {
  /** The TypeScript module whose default export is the list of deployed workflows. Default: the examples. */
  readonly workflows?: string | undefined;
  /** Who gets every notice by e-mail, once they have confirmed it. Default: nobody. */
  readonly emails?: readonly string[] | undefined;
  /** Who issues the tokens of people, and for whom. With it, people get an HTTP API of their own. Default: none. */
  readonly people?: { readonly jwtIssuer: string; readonly jwtAudience: readonly string[] } | undefined;
  /** Where the links in notices lead, without a slash at the end. Default: the API of people, else that of systems. */
  readonly publicUrl?: string | undefined;
  /** For how many days finished runs are kept. Default: 90. */
  readonly retentionDays?: number | undefined;
  /** How many requests a second each API takes. Default: 50, in bursts up to 100. */
  readonly throttle?: ThrottleSettings | undefined;
}

const RETENTION_DAYS = 90;

export class Countersign extends Construct {
  readonly table: Table;
  /** Notices to people. */
  readonly topic: Topic;
  /** The functions that run workflows: give these what the workflows' own code needs. */
  readonly start: LambdaFunction;
  readonly resume: LambdaFunction;
  /** For systems, which sign their requests (IAM). */
  readonly systemsApi: HttpApi;
  /** For people, who send a token (JWT). */
  readonly peopleApi?: HttpApi;

  constructor(scope: Construct, id: string, props: CountersignProps = {}) {
    super(scope, id);
    const retentionDays = setting('retentionDays', {
      [ENV.retentionDays]: String(props.retentionDays ?? RETENTION_DAYS),
    });
    const table = new RunsTable(this, 'Table');
    const notices = new Notices(this, 'Notices', props);
    const values = new LargeValues(this, 'LargeValues');
    const secret = new RecordSecret(this, 'RecordSecret');
    const wakeQueue = new WakeQueue(this, 'WakeQueue', { readerTimeout: FUNCTIONS.resume.timeout });
    const functions = new Functions(this, 'Functions', {
      table,
      workflows: props.workflows,
      settings: {
        table: table.tableName,
        topic: notices.topic.topicArn,
        queue: wakeQueue.queue.queueUrl,
        values: values.bucketName,
        secret: secret.secretArn,
        retentionDays: String(retentionDays),
      },
    });
    notices.letPublish(functions.notify);
    wakeQueue.letSend(functions.wake);
    for (const runner of [functions.start, functions.resume]) values.letKeep(runner);
    values.letRead(functions.webhook);
    secret.letSign(functions.start, functions.resume, functions.webhook, functions.notify, functions.sweep);
    values.letRemove(functions.notify);
    wakeQueue.feed(functions.resume);
    this.#readStream(table, functions, retentionDays);
    new SweepSchedule(this, 'SweepSchedule', functions.sweep);

    this.table = table;
    this.topic = notices.topic;
    this.start = functions.start;
    this.resume = functions.resume;
    this.systemsApi = this.#apiForSystems(functions, props);
    const peopleApi = this.#apiForPeople(functions, props);
    if (peopleApi) this.peopleApi = peopleApi;
    functions.notify.addEnvironment(
      ENV.publicUrl,
      checked(props.publicUrl) ?? (peopleApi ?? this.systemsApi).apiEndpoint,
    );
  }

  #readStream(table: RunsTable, { notify, wake }: Functions, days: number): void {
    const failed = new FailedRecords(this, 'FailedRecords', { days });
    // Each record may be several writes and a notice.
    const telling = { batchSize: 25, parallelizationFactor: 4 };
    // Each record is one message.
    const waking = { batchSize: 100, parallelizationFactor: 2 };
    new StreamReader(this, 'NotifyReader', {
      table,
      failed,
      reader: notify,
      patterns: STREAM_FILTERS.notify,
      ...telling,
    });
    new StreamReader(this, 'WakeReader', { table, failed, reader: wake, patterns: STREAM_FILTERS.wake, ...waking });
  }

  #apiForSystems({ start, webhook }: Functions, { throttle }: CountersignProps): HttpApi {
    const authorizer = new HttpIamAuthorizer();
    return new HttpInterface(this, 'SystemsApi', {
      description: 'Countersign, for systems',
      authorizer,
      start,
      webhook,
      throttle,
    });
  }

  #apiForPeople({ start, webhook }: Functions, { people, throttle }: CountersignProps): HttpApi | undefined {
    if (!people) return undefined;
    const { jwtIssuer, jwtAudience } = people;
    const authorizer = new HttpJwtAuthorizer('People', jwtIssuer, { jwtAudience: [...jwtAudience] });
    return new HttpInterface(this, 'PeopleApi', {
      description: 'Countersign, for people',
      authorizer,
      start,
      webhook,
      throttle,
    });
  }
}

/** Refuses here what the function would refuse later. */
function checked(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined || Token.isUnresolved(publicUrl)) return publicUrl;
  return setting('publicUrl', { [ENV.publicUrl]: publicUrl });
}
