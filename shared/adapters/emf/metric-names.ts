/** The metrics that the system counts itself, as alarms and the dashboard find them. */

export const METRICS_NAMESPACE = 'Countersign';

/** Whose they are: a table is one deployment's. */
export const METRICS_DIMENSION = 'Table';

/** Each metric with its unit; what it means is in docs/guides/operate.md. */
export const METRICS = {
  RunsCompleted: 'Count',
  RunsFailed: 'Count',
  RunsNeedReview: 'Count',
  ApprovalsNeeded: 'Count',
  ApprovalsSettled: 'Count',
  /** From the asking to the decision of a person. */
  DecisionTime: 'Milliseconds',
} as const;

export type MetricName = keyof typeof METRICS;
