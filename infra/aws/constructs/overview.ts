/** What the system does, on one page. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { FunctionName } from './functions.ts';
import { ownMetric } from './own-metric.ts';

export interface OverviewProps {
  readonly alarms: Alarms;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly apis: Readonly<Record<string, HttpApi>>;
  readonly table: ITable;
  readonly wakeUps: Queue;
  readonly deadWakeUps: Queue;
  readonly deadStarts: Queue | undefined;
}

const PERIOD = { period: Duration.minutes(5) };
const SUM = { ...PERIOD, statistic: Stats.SUM };
const MOST = { ...PERIOD, statistic: Stats.MAXIMUM };
const P95 = { ...PERIOD, statistic: Stats.percentile(95) };

export class Overview extends Construct {
  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    const { alarms, functions, apis, table, wakeUps, deadWakeUps, deadStarts } = props;
    const ofEach = (metricOf: (one: LambdaFunction) => IMetric): IMetric[] => Object.values(functions).map(metricOf);
    const ofApis = (metricOf: (api: HttpApi) => IMetric): IMetric[] => Object.values(apis).map(metricOf);
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [new AlarmStatusWidget({ title: 'What somebody must act on', alarms: alarms.all, width: 24, height: 3 })],
        [
          graph(
            'Requests',
            ofApis((api) => api.metricCount(SUM)),
          ),
          graph(
            'Requests that failed for us',
            ofApis((api) => api.metricServerError(SUM)),
          ),
          graph(
            'Slowest of twenty requests, in ms',
            ofApis((api) => api.metricLatency(P95)),
          ),
        ],
        [
          graph(
            'Functions that failed',
            ofEach((one) => one.metricErrors(SUM)),
          ),
          graph(
            'Functions that had to wait',
            ofEach((one) => one.metricThrottles(SUM)),
          ),
          graph(
            'Slowest of twenty invocations, in ms',
            ofEach((one) => one.metricDuration(P95)),
          ),
        ],
        [
          graph(
            'What became of runs',
            (['RunsCompleted', 'RunsFailed', 'RunsNeedReview'] as const).map((name) => ownMetric(table, name, SUM)),
          ),
          graph(
            'Approvals: asked and settled',
            (['ApprovalsNeeded', 'ApprovalsSettled'] as const).map((name) => ownMetric(table, name, SUM)),
          ),
          graph(
            'How long people take to decide, in ms: half of them, nine of ten',
            [50, 90].map((of100) =>
              ownMetric(table, 'DecisionTime', { ...PERIOD, statistic: Stats.percentile(of100) }),
            ),
          ),
        ],
        [
          graph('Behind the stream, in ms', [
            functions.notify.metric('IteratorAge', MOST),
            functions.wake.metric('IteratorAge', MOST),
          ]),
          graph(
            'Messages: wake-ups that wait, and what was given up',
            [wakeUps, deadWakeUps, ...(deadStarts ? [deadStarts] : [])].map((queue) =>
              queue.metricApproximateNumberOfMessagesVisible(MOST),
            ),
          ),
          graph('Units of the table', [
            table.metricConsumedWriteCapacityUnits(SUM),
            table.metricConsumedReadCapacityUnits(SUM),
          ]),
        ],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, left, width: 8 });
