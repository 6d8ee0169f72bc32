/** How many of what is paid by the month are in the stack: counted in its very template. */
import { METRICS } from '../../../shared/adapters/emf/metric-names.ts';
import { at, INBOX, resourcesOf, templateWith } from '../../infra/template.ts';

export interface Parts {
  secrets: number;
  keys: number;
  alarms: number;
  /** What the alarms look at, each of which is paid for: an alarm on a sum looks at all that is added up. */
  alarmMetrics: number;
  dashboards: number;
  /** Those that the system counts itself. */
  metrics: number;
  /** Functions that a queue is read for. */
  queueReaders: number;
}

/** Of the stack with an API for people and their inbox. */
export function countedParts(): Parts {
  const template = templateWith(INBOX);
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const count = (type: string) => resourcesOf(template, type).length;
  return {
    secrets: count('AWS::SecretsManager::Secret'),
    keys: count('AWS::KMS::Key'),
    alarms: alarms.length,
    alarmMetrics: alarms.reduce((sum, { Properties }) => sum + lookedAt(at(Properties, 'Metrics')), 0),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    metrics: Object.keys(METRICS).length,
    // Every other mapping reads a stream, and says where it begins.
    queueReaders: resourcesOf(template, 'AWS::Lambda::EventSourceMapping').filter(
      ({ Properties }) => at(Properties, 'StartingPosition') === undefined,
    ).length,
  };
}

/** How many metrics an alarm looks at: those of its sum without what only reckons with them, or the one that it has. */
const lookedAt = (metrics: unknown): number =>
  Array.isArray(metrics) ? metrics.filter((one) => at(one, 'MetricStat') !== undefined).length : 1;
