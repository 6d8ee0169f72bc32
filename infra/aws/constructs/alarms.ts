/** Tells operators what they must act on, and nothing that mends itself. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';
import type { FunctionName } from './functions.ts';
import { ownMetric } from './own-metric.ts';
import type { StreamReader } from './stream-reader.ts';

export interface AlarmsProps {
  readonly emails: readonly string[];
  /** What the topic is encrypted with; CloudWatch may not use AWS's own key. */
  readonly key: IKey;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly apis: Readonly<Record<string, HttpApi>>;
  readonly readers: Readonly<Record<string, StreamReader>>;
  /** Wake-ups that resume could not take. */
  readonly deadWakeUps: Queue;
  /** Messages that start could not take, where there is a queue of them. */
  readonly deadStarts: Queue | undefined;
  /** What says when sweeping failed. */
  readonly missedSweeps: Queue;
  /** What feedback was not told, or could not take, of mail that came back; where there is mail. */
  readonly untoldMail: Queue | undefined;
  readonly notices: Topic;
  /** Whose runs are counted. */
  readonly table: ITable;
}

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** How far a reader of the stream, or the sweep, may be behind, in ms. So long ago people should have been told, and runs woken. */
const LATEST = Duration.minutes(10).toMilliseconds();

/**
 * One of a thousand failed, in two stretches of five minutes within three hours. A small team, of whose requests a few come in an hour,
 * hears of the second one that fails; a large one, which always has some, hears where it is more of them than that, within ten
 * minutes. The average of what counts a failure as 1 and any other as 0 is the rate, and one metric, where errors over requests
 * would be two: each metric of an alarm is paid for.
 */
const FAILS = { threshold: 0.001, of: [2, 36] } as const;
const RATE = { ...FIVE_MINUTES, statistic: Stats.AVERAGE };

interface Watch {
  readonly metric: IMetric;
  readonly says: string;
  readonly threshold?: number;
  /** In how many of how many of the last periods. */
  readonly of?: readonly [number, number];
  /** Where it is the absence that matters. */
  readonly below?: boolean;
}

export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: Alarm[] = [];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = this.#topic(props);
    this.#watchSweep(props);
    this.#watchStream(props);
    this.#watchReader(props);
    this.#watchFunctions(props.functions);
    this.#watchTable(props.table);
    this.#watchDead(
      'DeadWakeUps',
      props.deadWakeUps,
      'Runs were woken five times and resume failed: see its log, mend what fails, then redrive the queue.',
    );
    if (props.deadStarts) {
      this.#watchDead(
        'DeadStarts',
        props.deadStarts,
        'Messages that were to start runs failed five times: see the log of start, mend what fails, then redrive the queue.',
      );
    }
    if (props.untoldMail) {
      this.#watchDead(
        'MailUntold',
        props.untoldMail,
        'Mail came back and nobody took note of it, so that somebody was not told: the queue MailUntold says whom. See the log of feedback, mend what fails, tell them, then empty the queue.',
      );
    }
    // Counted whether Lambda could keep it or not.
    this.#watch('StartGaveUp', {
      metric: props.functions.start.metric('AsyncEventsDropped', { ...FIVE_MINUTES, statistic: Stats.SUM }),
      says: 'Events, or invocations that nobody waited for, were to start runs and failed three times: they are in the bucket of failed records. See the log of start.',
    });
    for (const [name, api] of Object.entries(props.apis)) {
      this.#watch(`${name}ServerErrors`, {
        metric: api.metricServerError(RATE),
        ...FAILS,
        says: `The ${name} answered one of a thousand requests or more with 5xx, twice within three hours: see its access log.`,
      });
    }
    this.#watch('RunsNeedReview', {
      metric: ownMetric(props.table, 'RunsNeedReview', { ...FIVE_MINUTES, statistic: Stats.SUM }),
      says: 'Runs cannot go on by themselves: GET /runs?status=needs-review lists them with the reason. Retry or cancel each.',
    });
    this.#watch('RunsStuck', {
      metric: ownMetric(props.table, 'RunsOverdue', { ...FIVE_MINUTES, statistic: Stats.SUM }),
      of: [3, 3],
      says: 'Runs could go on and nobody has driven them for a quarter of an hour: see whether resume takes messages of the wake-up queue, and whether wake sends any.',
    });
    this.#watch('NoticesGivenUp', {
      metric: ownMetric(props.table, 'NoticesGivenUp', { ...FIVE_MINUTES, statistic: Stats.SUM }),
      says: 'Somebody, or another system, was not told and will not be: GET /undelivered lists whom and why. Tell them, mend the cause, then retry each.',
    });
    this.#watch('UndeliveredNotices', {
      metric: props.notices.metricNumberOfNotificationsFailed({ period: Duration.minutes(15), statistic: Stats.SUM }),
      says: 'SNS could not deliver notices: an endpoint is gone, or the month has used up what SMS may cost.',
    });
  }

  #topic({ key, emails }: AlarmsProps): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Countersign alarms', masterKey: key, enforceSSL: true });
    const { account } = Stack.of(this);
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const conditions = { StringEquals: { 'aws:SourceAccount': account } };
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions,
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'], // the key that the policy is of
        conditions,
      }),
    );
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  #watchSweep({ functions: { sweep }, table, missedSweeps }: AlarmsProps): void {
    this.#watch('SweepStopped', {
      metric: new MathExpression({
        expression: 'FILL(invocations, 0) - FILL(errors, 0)',
        usingMetrics: { invocations: sweep.metricInvocations(FIVE_MINUTES), errors: sweep.metricErrors(FIVE_MINUTES) },
        ...FIVE_MINUTES,
      }),
      below: true,
      says: 'The sweep did not end well once in five minutes: no deadline is kept, and no stuck run goes on. See its log.',
    });
    this.#watch('SweepLate', {
      metric: ownMetric(table, 'SweepLag', { ...FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      threshold: LATEST,
      of: [2, 3],
      says: 'Deadlines and reminders are ten minutes late or more: the sweep has more to do than it gets done, or fails at a run. See its log.',
    });
    // One that failed is made up for by the next.
    this.#watchDead(
      'SweepsMissed',
      missedSweeps,
      'Five sweeps or more failed, or were not begun, within 14 days or since the queue SweepScheduleMissed was emptied: its messages say when and why. See the log of sweep, then empty the queue.',
      5,
    );
  }

  #watchDead(id: string, dead: Queue, says: string, threshold = 1): void {
    this.#watch(id, {
      metric: dead.metricApproximateNumberOfMessagesVisible({ ...FIVE_MINUTES, statistic: Stats.MAXIMUM }),
      threshold,
      says,
    });
  }

  #watchStream({ functions, readers }: AlarmsProps): void {
    for (const name of ['notify', 'wake'] as const) {
      this.#watch(`${name === 'notify' ? 'Notify' : 'Wake'}Late`, {
        metric: functions[name].metric('IteratorAge', { ...FIVE_MINUTES, statistic: Stats.MAXIMUM }),
        threshold: LATEST,
        says: `${name} is ten minutes behind the table's stream, which forgets after a day: see its log.`,
      });
    }
    for (const [name, reader] of Object.entries(readers)) {
      this.#watch(`${name}GaveUp`, {
        metric: reader.metricGivenUp(FIVE_MINUTES),
        says: `${name} could not handle records of the table's stream: they are in the bucket of failed records.`,
      });
    }
  }

  /** One whose reader is switched off is behind nothing that CloudWatch counts. But each run that begins to wait is for notify. */
  #watchReader({ functions: { notify }, table }: AlarmsProps): void {
    const quarter = { period: Duration.minutes(15), statistic: Stats.SUM };
    this.#watch('NotifyOff', {
      metric: new MathExpression({
        expression: 'IF(FILL(waiting, 0) > 0 AND FILL(invocations, 0) == 0, 1, 0)',
        usingMetrics: {
          waiting: ownMetric(table, 'RunsWaiting', quarter),
          invocations: notify.metricInvocations(quarter),
        },
        period: quarter.period,
      }),
      // Once may be where a run began to wait in the last second of a quarter.
      of: [2, 24],
      says: 'Runs began to wait and notify was not invoked: nobody is asked. See whether its event source mapping is enabled.',
    });
  }

  #watchFunctions(functions: Readonly<Record<FunctionName, LambdaFunction>>): void {
    const { sweep: _watchedByItself, rotate, ...others } = functions;
    for (const [name, one] of Object.entries(others)) {
      this.#watch(`${name[0]?.toUpperCase()}${name.slice(1)}Errors`, {
        metric: one.metricErrors(RATE),
        ...FAILS,
        says: `${name} failed at one of a thousand invocations or more, twice within three hours: see its log.`,
      });
    }
    // It is called once in weeks, and a few times more where it fails.
    this.#watch('RotateErrors', {
      metric: rotate.metricErrors(FIVE_MINUTES),
      says: 'The secret that records and links are signed with could not be made anew; the present one goes on. See the log of rotate.',
    });
    const throttled = Object.entries(functions).map(([name, one]) => [name, one.metricThrottles(FIVE_MINUTES)]);
    this.#watch('Throttled', {
      metric: new MathExpression({
        expression: 'SUM(METRICS())',
        usingMetrics: Object.fromEntries(throttled),
        ...FIVE_MINUTES,
      }),
      of: [3, 3],
      says: 'Functions wait for others to end: the account has too little concurrency of Lambda. Ask AWS for more.',
    });
  }

  /** The table, and the list of what is due: of all lists it is written to most, and so the first whose partitions are full. */
  #watchTable(table: ITable): void {
    const { tableName: TableName } = table;
    const throttled = (dimensionsMap: Record<string, string>) =>
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'WriteThrottleEvents',
        dimensionsMap,
        ...FIVE_MINUTES,
        statistic: Stats.SUM,
      });
    this.#watch('TableThrottled', {
      metric: new MathExpression({
        expression: 'FILL(itself, 0) + FILL(due, 0)',
        usingMetrics: {
          itself: throttled({ TableName }),
          due: throttled({ TableName, GlobalSecondaryIndexName: TABLE.indexes.due.name }),
        },
        ...FIVE_MINUTES,
      }),
      of: [3, 3],
      says: 'DynamoDB has held up writes for a quarter of an hour: a partition of the list of what is due is full (raise shards), one run is decided hundreds of times a second, or the table has reached its quota.',
    });
  }

  #watch(id: string, { metric, says, threshold = 1, of: [times, periods] = [1, 1], below = false }: Watch): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription: says,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm: times,
      evaluationPeriods: periods,
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }
}
