/** The metrics that the system counts itself, as alarms and the dashboard find them. */
import type { Counts } from '../../ports/meter.ts';

export const METRICS_NAMESPACE = 'Countersign';

/** Whose they are: a table is one deployment's. */
export const METRICS_DIMENSION = 'Table';

export type MetricName = keyof Counts;

/** Each metric with its unit; what it means is in docs/guides/operate.md. */
export const METRICS = {
  RunsStarted: 'Count',
  RunsWaiting: 'Count',
  RunsCompleted: 'Count',
  RunsFailed: 'Count',
  RunsNeedReview: 'Count',
  RunsOverdue: 'Count',
  LeasesLost: 'Count',
  ApprovalsNeeded: 'Count',
  ApprovalsSettled: 'Count',
  DecisionTime: 'Milliseconds',
  WaitAge: 'Milliseconds',
  SweepLag: 'Milliseconds',
  NoticesFailed: 'Count',
  NoticesGivenUp: 'Count',
} as const satisfies Record<MetricName, 'Count' | 'Milliseconds'>;
