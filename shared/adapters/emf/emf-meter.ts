/** Counts in CloudWatch: a line of JSON for what happened together, of which CloudWatch makes metrics (its embedded metric format). */
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Meter } from '../../ports/meter.ts';
import { withoutPeople } from '../powertools/without-people.ts';
import { METRICS, METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from './metric-names.ts';

export function createEmfMeter(table: string): Meter {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  metrics.clearDefaultDimensions(); // Powertools' own, `service`, says nothing that the table does not
  metrics.setDefaultDimensions({ [METRICS_DIMENSION]: table });
  return {
    count(counts, { at, ...of }) {
      metrics.setTimestamp(Date.parse(at));
      // To find what is behind a number; no dimensions, for each of their values would be a metric of its own.
      for (const [name, value] of Object.entries(of))
        if (value !== undefined) metrics.addMetadata(name, withoutPeople(String(value)));
      for (const [name, value] of Object.entries(counts))
        metrics.addMetric(name, METRICS[name as MetricName], Number(value)); // Counts has exactly these keys
      metrics.publishStoredMetrics();
    },
  };
}
