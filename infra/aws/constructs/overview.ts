/** What the system does, on one page: what must be done, then whether anything is stuck, who is waited for, and how long that takes. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  Stats,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { FunctionName } from './functions.ts';
import { longestWaits } from './longest-waits.ts';
import { ownMetric, ownMetricIn, ownMetricsSince } from './own-metric.ts';

export interface OverviewProps {
  readonly alarms: Alarms;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly apis: Readonly<Record<string, HttpApi>>;
  readonly table: ITable;
  readonly wakeUps: Queue;
  readonly deadWakeUps: Queue;
  readonly deadStarts: Queue | undefined;
  /** Where the inbox is, where there is one. */
  readonly inboxUrl: string | undefined;
}

const PERIOD = { period: Duration.minutes(5) };
const SUM = { ...PERIOD, statistic: Stats.SUM };
const MOST = { ...PERIOD, statistic: Stats.MAXIMUM };
const P95 = { ...PERIOD, statistic: Stats.percentile(95) };
const HOURLY = { period: Duration.hours(1) };

export class Overview extends Construct {
  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id);
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [new AlarmStatusWidget({ title: 'What somebody must act on', alarms: props.alarms.all, width: 24, height: 4 })],
        ...stuck(props),
        ...waitedFor(props),
        ...decisions(props),
        ...machineRoom(props),
      ],
    });
  }
}

const stuck = ({ functions, table, deadWakeUps, deadStarts }: OverviewProps): IWidget[][] => [
  [
    heading(
      'Is anything stuck?',
      'Nothing is where these are at zero. What to do about each is in the guide for operators.',
    ),
  ],
  [
    graph(
      'Runs that nobody drives: free and not taken, or their runner is gone',
      (['RunsOverdue', 'LeasesLost'] as const).map((name) => ownMetric(table, name, SUM)),
    ),
    graph('How late the sweep is, and what reads the stream, in ms', [
      ownMetric(table, 'SweepLag', MOST),
      functions.notify.metric('IteratorAge', MOST),
      functions.wake.metric('IteratorAge', MOST),
    ]),
    graph('Given up: runs, notices, messages', [
      ...(['RunsNeedReview', 'NoticesFailed', 'NoticesGivenUp'] as const).map((name) => ownMetric(table, name, SUM)),
      ...deadOf(deadWakeUps, deadStarts),
    ]),
  ],
];

const waitedFor = ({ functions, table, inboxUrl }: OverviewProps): IWidget[][] => [
  [
    heading(
      'Whom are we waiting for?',
      `${inboxUrl === undefined ? '' : `[The inbox](${inboxUrl}) shows what is open now; `}\`GET /approvals\` lists it with everybody who is asked, the oldest first.`,
    ),
  ],
  [
    new SingleValueWidget({
      title: 'The longest that people have been asked, in hours',
      metrics: [ownMetricIn('hours', table, 'WaitAge', MOST)],
      setPeriodToTimeRange: true,
      width: 6,
      height: 6,
    }),
    graph(
      'Open approvals: so many more, or fewer, than at the left',
      [ownMetricsSince(table, 'open', ['ApprovalsNeeded', 'ApprovalsSettled'], SUM)],
      9,
    ),
    graph(
      'Runs: started, begun to wait, completed, failed',
      (['RunsStarted', 'RunsWaiting', 'RunsCompleted', 'RunsFailed'] as const).map((name) =>
        ownMetric(table, name, SUM),
      ),
      9,
    ),
  ],
  [longestWaits([functions.sweep, functions.notify])],
];

const decisions = ({ table }: OverviewProps): IWidget[][] => [
  [
    heading(
      'How long do decisions take?',
      'From the asking to the decision of a person; what time decided is left out.',
    ),
  ],
  [
    graph(
      'Half of them, nine of ten, all but one of a hundred take at most so many minutes',
      [50, 90, 99].map((of100) =>
        ownMetricIn('minutes', table, 'DecisionTime', { ...HOURLY, statistic: Stats.percentile(of100) }),
      ),
      16,
    ),
    graph(
      'Approvals: asked and settled',
      (['ApprovalsNeeded', 'ApprovalsSettled'] as const).map((name) =>
        ownMetric(table, name, { ...HOURLY, statistic: Stats.SUM }),
      ),
    ),
  ],
];

function machineRoom({ functions, apis, table, wakeUps, deadWakeUps, deadStarts }: OverviewProps): IWidget[][] {
  const ofEach = (metricOf: (one: LambdaFunction) => IMetric): IMetric[] => Object.values(functions).map(metricOf);
  const ofApis = (metricOf: (api: HttpApi) => IMetric): IMetric[] => Object.values(apis).map(metricOf);
  return [
    [heading('The machine room', 'What AWS counts of the parts.')],
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
        'Messages: wake-ups that wait, and what was laid aside',
        [wakeUps.metricApproximateNumberOfMessagesVisible(MOST), ...deadOf(deadWakeUps, deadStarts)],
        12,
      ),
      graph(
        'Units of the table',
        [table.metricConsumedWriteCapacityUnits(SUM), table.metricConsumedReadCapacityUnits(SUM)],
        12,
      ),
    ],
  ];
}

const deadOf = (...queues: (Queue | undefined)[]): IMetric[] =>
  queues.flatMap((queue) => (queue ? [queue.metricApproximateNumberOfMessagesVisible(MOST)] : []));

const heading = (question: string, words: string): IWidget =>
  new TextWidget({
    markdown: `# ${question}\n${words}`,
    background: TextWidgetBackground.TRANSPARENT,
    width: 24,
    height: 2,
  });

const graph = (title: string, left: IMetric[], width = 8): IWidget => new GraphWidget({ title, left, width });
