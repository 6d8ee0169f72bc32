/** What a function may do to the table: the actions and the indexes that it uses, and no more. */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { TABLE } from '../../../shared/adapters/dynamodb/table.ts';
import { keyUse } from './key-use.ts';

/** No scan, no deletion of the table, no change of its settings: no function needs one of these. */
type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem';

export interface TableAccess {
  readonly actions: readonly TableAction[];
  /** The indexes that are queried. */
  readonly indexes?: readonly (keyof typeof TABLE.indexes)[];
}

export function accessTo(table: ITable, { actions, indexes = [] }: TableAccess): PolicyStatement[] {
  const onTable = new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  });
  const onKey = keyUse(table.encryptionKey, 'dynamodb', 'write');
  if (indexes.length === 0) return [onTable, ...onKey];
  const onIndexes = new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: indexes.map((index) => `${table.tableArn}/index/${TABLE.indexes[index].name}`),
  });
  return [onTable, onIndexes, ...onKey];
}
