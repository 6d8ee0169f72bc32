/** A metric that the system counts itself. */
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../../../shared/adapters/emf/metric-names.ts';

export const ownMetric = ({ tableName }: ITable, metricName: MetricName, options: MetricOptions): Metric =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [METRICS_DIMENSION]: tableName },
    ...options,
  });
