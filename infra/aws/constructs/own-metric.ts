/** Metrics that the system counts itself, and what is made of them. */
import { type IMetric, MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../../../shared/adapters/emf/metric-names.ts';

export const ownMetric = ({ tableName }: ITable, metricName: MetricName, options: MetricOptions): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [METRICS_DIMENSION]: tableName },
    ...options,
  });

const MS = { minutes: 60_000, hours: 3_600_000 } as const;

/** A time in a unit that people think in. */
export function ownMetricIn(unit: keyof typeof MS, table: ITable, name: MetricName, options: MetricOptions): IMetric {
  const id = `ms${String(options.statistic ?? '').replaceAll(/\W/g, '')}`;
  return new MathExpression({
    expression: `${id} / ${MS[unit]}`,
    usingMetrics: { [id]: ownMetric(table, name, options) },
    label: `${name} ${options.statistic ?? ''} (${unit})`,
    ...(options.period && { period: options.period }),
  });
}

/** By how much there are more than where the graph begins: what came, less what went. */
export const ownMetricsSince = (
  table: ITable,
  label: string,
  [came, went]: readonly [MetricName, MetricName],
  options: MetricOptions,
): IMetric =>
  new MathExpression({
    expression: 'RUNNING_SUM(FILL(came, 0) - FILL(went, 0))',
    usingMetrics: { came: ownMetric(table, came, options), went: ownMetric(table, went, options) },
    label,
    ...(options.period && { period: options.period }),
  });
