/** Connects a function to the table's stream: what it reads, how much at once, and what becomes of what fails. */
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  type Function as LambdaFunction,
  MetricType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Pattern } from '../../../shared/adapters/dynamodb/stream-filters.ts';
import type { FailedRecords } from './failed-records.ts';
import { keyUse } from './key-use.ts';

export interface StreamReaderProps {
  readonly table: ITable;
  readonly reader: LambdaFunction;
  readonly patterns: readonly Pattern[];
  readonly batchSize: number;
  /** How many batches of one shard are handled side by side; what belongs to one run stays in order. */
  readonly parallelizationFactor: number;
  readonly failed: FailedRecords;
}

/** The ARN of the stream, which every table has here. */
export function streamOf({ tableStreamArn }: ITable): string {
  if (tableStreamArn === undefined) throw new Error('The table has no stream.');
  return tableStreamArn;
}

export class StreamReader extends Construct {
  readonly #mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, { table, reader, patterns, failed, ...terms }: StreamReaderProps) {
    super(scope, id);
    const eventSourceArn = streamOf(table);
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [eventSourceArn],
      }),
    );
    for (const use of keyUse(table.encryptionKey, 'dynamodb', 'read')) reader.addToRolePolicy(use);
    this.#mapping = new EventSourceMapping(this, 'Mapping', {
      ...terms,
      target: reader,
      eventSourceArn,
      // Nothing that was written before the reader was there is left out.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: patterns.map((pattern) => FilterCriteria.filter(pattern)),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // A record that fails holds up its shard, whose records the stream drops after 24 h. So it gives way long before:
      // an outage of a few minutes is retried through, and what fails for good is kept in the bucket.
      retryAttempts: 20,
      maxRecordAge: Duration.hours(6),
      onFailure: failed.asDestination(reader),
      // What is given up is counted only where that is asked for.
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }

  /** How many records were given up: kept in the bucket, or not even that. */
  metricGivenUp(options: MetricOptions): IMetric {
    const count = (metricName: string) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { EventSourceMappingUUID: this.#mapping.eventSourceMappingId },
        statistic: Stats.SUM,
        ...options,
      });
    const usingMetrics = {
      kept: count('OnFailureDestinationDeliveredEventCount'),
      dropped: count('DroppedEventCount'),
    };
    return new MathExpression({ ...options, expression: 'FILL(kept, 0) + FILL(dropped, 0)', usingMetrics });
  }
}
