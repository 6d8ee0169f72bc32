/** How many of what is paid by the month are in the stack: counted in its very template. */
import { METRICS } from '../../../shared/adapters/emf/metric-names.ts';
import { INBOX, resourcesOf, templateWith } from '../../infra/template.ts';

export interface Parts {
  secrets: number;
  keys: number;
  alarms: number;
  dashboards: number;
  /** Those that the system counts itself. */
  metrics: number;
}

/** Of the stack with an API for people and their inbox. */
export function countedParts(): Parts {
  const template = templateWith(INBOX);
  const count = (type: string) => resourcesOf(template, type).length;
  return {
    secrets: count('AWS::SecretsManager::Secret'),
    keys: count('AWS::KMS::Key'),
    alarms: count('AWS::CloudWatch::Alarm') + count('AWS::CloudWatch::CompositeAlarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    metrics: Object.keys(METRICS).length,
  };
}
