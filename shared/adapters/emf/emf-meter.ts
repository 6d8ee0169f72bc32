/** Counts what becomes of runs and approvals: a line of JSON for each, which CloudWatch makes metrics of (its embedded metric format). */
import type { Outcome } from '../../domain/outcome.ts';
import type { OutcomeListener } from '../../ports/outcome-listener.ts';
import { METRICS, METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from './metric-names.ts';

/** Beside the console, which Lambda wraps into lines of its own: then CloudWatch would see a text and no metric. */
const toStdout = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A change that is followed twice is counted twice: metrics are for looking and alarms, and no record. */
export const createEmfMeter = (table: string, write = toStdout): OutcomeListener => ({
  async tell(outcome) {
    write(JSON.stringify(lineOf(outcome, table)));
  },
});

const COUNTED: Record<Outcome['type'], MetricName> = {
  'Run Completed': 'RunsCompleted',
  'Run Failed': 'RunsFailed',
  'Run Needs Review': 'RunsNeedReview',
  'Approval Needed': 'ApprovalsNeeded',
  'Approval Settled': 'ApprovalsSettled',
};

function lineOf(outcome: Outcome, table: string) {
  const { type, at, detail } = outcome;
  const values: Partial<Record<MetricName, number>> = { [COUNTED[type]]: 1, ...decisionTime(outcome) };
  const metrics = Object.keys(values).map((name) => ({ Name: name, Unit: METRICS[name as MetricName] })); // they were put in above
  return {
    _aws: {
      Timestamp: Date.parse(at),
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [[METRICS_DIMENSION]], Metrics: metrics }],
    },
    [METRICS_DIMENSION]: table,
    ...values,
    // To find what is behind a number; no dimensions, for each of their values would be a metric of its own.
    ...{ workflow: detail.workflow, runId: detail.runId, key: detail.key, status: detail.status },
  };
}

/** How long people took, where it was people who settled it. */
function decisionTime({ type, at, detail }: Outcome): { DecisionTime?: number } {
  if (type !== 'Approval Settled' || detail.decidedByPeople !== true) return {};
  return { DecisionTime: Date.parse(at) - Date.parse(String(detail.askedAt)) };
}
