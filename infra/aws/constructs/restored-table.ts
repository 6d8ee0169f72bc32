/** A table that was restored, for a stack to work on in the place of its own. */
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';

/** The stream of a table, which names the table as well. */
export const STREAM_ARN = /^(arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/[\w.-]+)\/stream\/[\w.:-]+$/;

export interface RestoredTableProps {
  readonly streamArn: string;
  /** What it is encrypted with, where that is a key of the app's. */
  readonly encryptionKey: IKey | undefined;
}

/** The table whose stream it is. One ARN for both: a table is never read with the stream of another. */
export const restoredTable = (scope: Construct, { streamArn, encryptionKey }: RestoredTableProps): ITable =>
  Table.fromTableAttributes(scope, 'RestoredTable', {
    tableArn: streamArn.replace(STREAM_ARN, '$1'),
    tableStreamArn: streamArn,
    ...(encryptionKey && { encryptionKey }),
    globalIndexes: Object.values(TABLE.indexes).map(({ name }) => name),
  });
