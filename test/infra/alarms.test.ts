/** What operators are told of on AWS, when, and how it reaches them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../shared/adapters/dynamodb/table.ts';
import { METRICS } from '../../shared/adapters/emf/metric-names.ts';
import {
  at,
  EVERYTHING,
  INBOX,
  listOf,
  propertiesOf,
  readable,
  resourcesOf,
  statementsOf,
  templateWith,
  theOne,
} from './template.ts';

const template = templateWith();
const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');

/** What an alarm watches: the metrics, each with whose it is. */
const watchedBy = (name: string): string[] => {
  const { MetricName, Dimensions, Metrics } = alarms[name] ?? {};
  const metrics = Metrics
    ? listOf(Metrics).map((metric) => at(metric, 'MetricStat', 'Metric'))
    : [{ MetricName, Dimensions }];
  return metrics
    .filter(Boolean)
    .map((metric) => `${at(metric, 'MetricName')} ${readable(at(metric, 'Dimensions', 0, 'Value'))}`);
};

/** One of a thousand, in two of the last 36 times five minutes. */
const FAILS = {
  ...{ Threshold: 0.001, Statistic: 'Average', ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
  ...{ Period: 300, EvaluationPeriods: 36, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' },
};
const ONCE = { Threshold: 1, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' };

const FUNCTIONS = Object.keys(propertiesOf(template, 'AWS::Lambda::Function'));

describe('an alarm', () => {
  it.each(FUNCTIONS.filter((name) => !['FunctionsSweepFunction', 'FunctionsRotateFunction'].includes(name)))(
    'says that %s fails, and not just once',
    (name) => {
      const alarm = `Alarms${name.replace(/^Functions|Function$/g, '')}Errors`;

      expect(watchedBy(alarm)).toEqual([`Errors ${name}`]);
      expect(alarms[alarm]).toMatchObject(FAILS);
    },
  );

  it('says that the secret was not rotated, with the first try that failed', () => {
    expect(watchedBy('AlarmsRotateErrors')).toEqual(['Errors FunctionsRotateFunction']);
    expect(alarms.AlarmsRotateErrors).toMatchObject({ ...ONCE, Period: 300, Statistic: 'Sum' });
  });

  it('says that no sweep ended well in five minutes, also where none began', () => {
    const alarm = alarms.AlarmsSweepStopped;

    expect(watchedBy('AlarmsSweepStopped')).toEqual([
      'Invocations FunctionsSweepFunction',
      'Errors FunctionsSweepFunction',
    ]);
    expect(at(alarm?.Metrics, 0, 'Expression')).toBe('FILL(invocations, 0) - FILL(errors, 0)');
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    });
  });

  it('says that functions have to wait, any of them, for a quarter of an hour', () => {
    expect(watchedBy('AlarmsThrottled')).toEqual(FUNCTIONS.map((name) => `Throttles ${name}`));
    expect(alarms.AlarmsThrottled).toMatchObject({ Threshold: 1, EvaluationPeriods: 3, DatapointsToAlarm: 3 });
  });

  it('says that DynamoDB holds up writes to the table or to the list of what is due, for a quarter of an hour', () => {
    const { Metrics, ...alarm } = alarms.AlarmsTableThrottled ?? {};
    const dimensions = listOf(Metrics).map((metric) => at(metric, 'MetricStat', 'Metric', 'Dimensions'));

    expect(watchedBy('AlarmsTableThrottled').map((one) => one.split(' ')[0])).toEqual([
      'WriteThrottleEvents',
      'WriteThrottleEvents',
    ]);
    expect(readable(dimensions)).toContain(TABLE.indexes.due.name);
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 3, DatapointsToAlarm: 3 });
  });

  it.each(['Notify', 'Wake'])('says that %s is ten minutes behind the stream', (name) => {
    expect(watchedBy(`Alarms${name}Late`)).toEqual([`IteratorAge Functions${name}Function`]);
    expect(alarms[`Alarms${name}Late`]).toMatchObject({ ...ONCE, Threshold: 600_000, Statistic: 'Maximum' });
  });

  it.each(['Notify', 'Wake'])('says that %s gave up a record, whether that was kept or not', (name) => {
    const mapping = propertiesOf(template, 'AWS::Lambda::EventSourceMapping')[`${name}ReaderMapping`];

    expect(watchedBy(`Alarms${name}GaveUp`)).toEqual([
      `OnFailureDestinationDeliveredEventCount ${name}ReaderMapping`,
      `DroppedEventCount ${name}ReaderMapping`,
    ]);
    expect(alarms[`Alarms${name}GaveUp`]).toMatchObject(ONCE);
    expect(mapping?.MetricsConfig).toEqual({ Metrics: ['EventCount'] });
  });

  it('says that runs begin to wait and notify is not invoked, as where its reader is switched off', () => {
    expect(watchedBy('AlarmsNotifyOff')).toEqual(['RunsWaiting Table', 'Invocations FunctionsNotifyFunction']);
    expect(at(alarms.AlarmsNotifyOff?.Metrics, 0, 'Expression')).toBe(
      'IF(FILL(waiting, 0) > 0 AND FILL(invocations, 0) == 0, 1, 0)',
    );
    expect(alarms.AlarmsNotifyOff).toMatchObject({
      ...{ Threshold: 1, EvaluationPeriods: 24, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' },
    });
  });

  it('says that a wake-up was laid aside', () => {
    expect(watchedBy('AlarmsDeadWakeUps')).toEqual([
      'ApproximateNumberOfMessagesVisible WakeQueueDeadLetters.QueueName',
    ]);
    expect(alarms.AlarmsDeadWakeUps).toMatchObject(ONCE);
  });

  it('says that a message that was to start a run was laid aside', () => {
    const all = propertiesOf(templateWith({ startQueue: 'true' }), 'AWS::CloudWatch::Alarm');

    expect(all.AlarmsDeadStarts).toMatchObject({ ...ONCE, MetricName: 'ApproximateNumberOfMessagesVisible' });
    expect(readable(at(all.AlarmsDeadStarts, 'Dimensions', 0, 'Value'))).toBe('StartQueueDeadLetters.QueueName');
  });

  it('says that sweeping failed again and again', () => {
    expect(watchedBy('AlarmsSweepsMissed')).toEqual([
      'ApproximateNumberOfMessagesVisible SweepScheduleMissed.QueueName',
    ]);
    expect(alarms.AlarmsSweepsMissed).toMatchObject({ ...ONCE, Threshold: 5, Statistic: 'Maximum' });
  });

  it('says that nobody took note of mail that came back, where mail is written', () => {
    const all = propertiesOf(templateWith({ sesFrom: 'approvals@example.com' }), 'AWS::CloudWatch::Alarm');

    expect(all.AlarmsMailUntold).toMatchObject({ ...ONCE, MetricName: 'ApproximateNumberOfMessagesVisible' });
    expect(readable(at(all.AlarmsMailUntold, 'Dimensions', 0, 'Value'))).toBe('MailUntold.QueueName');
    expect(alarms).not.toHaveProperty('AlarmsMailUntold');
  });

  it('says that start gave up what it was sent, whether that was kept or not', () => {
    expect(watchedBy('AlarmsStartGaveUp')).toEqual(['AsyncEventsDropped FunctionsStartFunction']);
    expect(alarms.AlarmsStartGaveUp).toMatchObject({ ...ONCE, Period: 300, Statistic: 'Sum' });
  });

  it('says of each API that it fails', () => {
    const named = propertiesOf(templateWith({ ...EVERYTHING }), 'AWS::CloudWatch::Alarm');

    expect(watchedBy('AlarmsSystemsApiServerErrors')).toEqual(['5xx SystemsApi']);
    expect(alarms.AlarmsSystemsApiServerErrors).toMatchObject(FAILS);
    expect(named.AlarmsPeopleApiServerErrors).toMatchObject(FAILS);
  });

  it.each(['RunsNeedReview', 'NoticesGivenUp'])('says at once where a person has to act: %s', (metric) => {
    expect(watchedBy(`Alarms${metric}`)).toEqual([`${metric} Table`]);
    expect(alarms[`Alarms${metric}`]).toMatchObject({ ...ONCE, Namespace: 'Countersign', Statistic: 'Sum' });
  });

  it('says that runs could go on and nobody drives them, for a quarter of an hour', () => {
    expect(watchedBy('AlarmsRunsStuck')).toEqual(['RunsOverdue Table']);
    expect(alarms.AlarmsRunsStuck).toMatchObject({
      ...{ Threshold: 1, EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' },
      ...{ Namespace: 'Countersign', Statistic: 'Sum', Period: 300 },
    });
  });

  it('says that deadlines are ten minutes late, and not just once', () => {
    expect(watchedBy('AlarmsSweepLate')).toEqual(['SweepLag Table']);
    expect(alarms.AlarmsSweepLate).toMatchObject({
      ...{ Threshold: 600_000, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' },
      ...{ Namespace: 'Countersign', Statistic: 'Maximum' },
    });
  });

  it('says that notices reach nobody', () => {
    expect(watchedBy('AlarmsUndeliveredNotices')).toEqual(['NumberOfNotificationsFailed NoticesTopic.TopicName']);
    expect(alarms.AlarmsUndeliveredNotices).toMatchObject(ONCE);
  });

  it('is in the guide for operators, with its cure', () => {
    const guide = readFileSync('docs/guides/operate.md', 'utf8');
    const all = Object.keys(propertiesOf(templateWith(EVERYTHING), 'AWS::CloudWatch::Alarm'));

    expect(all.filter((name) => !guide.includes(`\`${name.replace(/^Alarms/, '')}\``))).toEqual([]);
  });

  it('says in words what to look at, and goes to the topic of alarms, also when it is over', () => {
    for (const { AlarmDescription, AlarmActions, OKActions } of Object.values(alarms)) {
      expect(String(AlarmDescription).length).toBeGreaterThan(40);
      expect([readable(AlarmActions), readable(OKActions)]).toEqual(['AlarmsTopic', 'AlarmsTopic']);
    }
  });
});

describe('the topic of alarms', () => {
  const toCloudWatch = statementsOf(template).filter(
    ({ statement }) => at(statement.Principal, 'Service') === 'cloudwatch.amazonaws.com',
  );

  it("can be used by CloudWatch, for this account's alarms alone", () => {
    const allowed = toCloudWatch.map(({ in: { name }, statement }) => [name, readable(statement.Action)]);

    expect(allowed).toEqual(
      expect.arrayContaining([
        ['NoticesKey', 'kms:Decrypt, kms:GenerateDataKey'],
        ['AlarmsTopicPolicy', 'sns:Publish'],
      ]),
    );
    for (const { statement } of toCloudWatch) {
      expect(statement.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
    }
  });

  it('is another than that of notices', () => {
    const told = resourcesOf(templateWith({ alarmEmail: 'ops@example.com' }), 'AWS::SNS::Subscription');

    expect(told.map(({ Properties }) => [readable(Properties.TopicArn), Properties.Endpoint])).toEqual([
      ['AlarmsTopic', 'ops@example.com'],
    ]);
  });
});

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly y: number;
    readonly properties: Readonly<Record<string, unknown>>;
  }
  const dashboardOf = (of: ReturnType<typeof templateWith>): string =>
    readable(theOne(of, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
  const body = dashboardOf(template);
  const widgets: Widget[] = JSON.parse(body).widgets;

  /** What is shown under a question: the widgets down to the next one. */
  const under = (question: string): string => {
    const heads = widgets.filter(({ type }) => type === 'text');
    const at = heads.findIndex(({ properties }) => String(properties.markdown).startsWith(`# ${question}\n`));
    const [from = 0, to = Number.POSITIVE_INFINITY] = [heads[at]?.y, heads[at + 1]?.y];
    return JSON.stringify(widgets.filter(({ y }) => at >= 0 && y >= from && y < to));
  };

  it('shows the alarms first, then the answers to three questions, then what the parts do', () => {
    const [first] = widgets;

    for (const name of Object.keys(alarms)) expect(JSON.stringify(first)).toContain(`${name}.Arn`);
    expect(
      widgets.flatMap(({ properties: { markdown } }) => (markdown ? [String(markdown).split('\n')[0]] : [])),
    ).toEqual([
      '# Is anything stuck?',
      '# Whom are we waiting for?',
      '# How long do decisions take?',
      '# The machine room',
    ]);
  });

  it.each([
    ['Is anything stuck?', ['RunsOverdue', 'LeasesLost', 'SweepLag', 'IteratorAge', 'NoticesGivenUp', 'WakeQueueDead']],
    ['Whom are we waiting for?', ['WaitAge', 'RunsWaiting', 'RunsStarted', 'RUNNING_SUM', 'GET /approvals']],
    ['How long do decisions take?', ['DecisionTime', 'p50', 'p90', 'p99', 'ApprovalsSettled']],
    ['The machine room', ['5xx', 'Throttles', 'ConsumedWriteCapacityUnits']],
  ])('answers under "%s" with %j', (question, shown) => {
    for (const one of shown) expect(under(question)).toContain(one);
  });

  it('shows everything that the system counts, and every part of it', () => {
    for (const shown of [
      ...Object.keys(METRICS),
      ...FUNCTIONS,
      'SystemsApi',
      'Table',
      'WakeQueue',
      'WakeQueueDeadLetters',
    ])
      expect(body).toContain(shown);
  });

  it('lists the longest waits out of what the sweep and notify have said, by groups and without names', () => {
    const query = widgets.find(({ type }) => type === 'log')?.properties.query;

    expect(query).toMatch(
      /^SOURCE 'FunctionsSweepLogs' \| SOURCE 'FunctionsNotifyLogs' \| filter ispresent\(WaitAge\)/,
    );
    expect(query).toMatch(/by runId, key\n\| filter settled = 0\n\| sort hours desc\n\| limit 20/);
    expect(query).toContain('latest(groups)');
  });

  it('leads to the inbox where there is one', () => {
    expect(body).not.toContain('[The inbox]');
    expect(dashboardOf(templateWith(INBOX))).toMatch(/\[The inbox\]\(https:\/\/InboxDistribution/);
  });
});
