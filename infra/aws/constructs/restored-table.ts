/** A table that was restored, for a stack to work on in the place of its own. */
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';

/** The stream of a table, which names the table as well. */
export const STREAM_ARN = /^(arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]+)\/stream\/[\w.:-]+$/;

/** The table whose stream it is. One ARN for both: a table is never read with the stream of another. */
export const restoredTable = (scope: Construct, tableStreamArn: string): ITable =>
  Table.fromTableAttributes(scope, 'RestoredTable', {
    tableArn: tableStreamArn.replace(STREAM_ARN, '$1'),
    tableStreamArn,
    globalIndexes: Object.values(TABLE.indexes).map(({ name }) => name),
  });
