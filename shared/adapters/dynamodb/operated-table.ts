/** A table as an operator looks at it: what DynamoDB says of it, and the stores over it. */
import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Time } from '../../domain/time.ts';
import { createDirectory } from './directory.ts';
import { createRecords } from './records.ts';
import { shardsNoted } from './shards-noted.ts';
import { createDynamoDBStores, type DynamoDBStores } from './stores.ts';
import { TABLE } from './table.ts';

export interface OperatedTable extends Pick<DynamoDBStores, 'runs' | 'generations'> {
  /** The ARN of its stream; undefined where none is on that tells of each change with both images. */
  generation: string | undefined;
  /** What it was restored from, and as of when; undefined where it was not, or DynamoDB has forgotten it. */
  restoredFrom?: { table: string; at: Time };
}

/** Opens a table by its name, in the account and region of the environment. Throws where it is none of ours, or not ready. */
export async function openTable(name: string): Promise<OperatedTable> {
  const client = new DynamoDBClient({});
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new Error(`There is no table ${name} in this account and region.`, { cause: error });
  });
  const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  if (!Object.values(TABLE.indexes).every((index) => indexes.includes(index.name)))
    throw new Error(`${name} is no table of Countersign: it has not the indexes of one.`);
  if (Table?.TableStatus !== 'ACTIVE')
    throw new Error(`The table ${name} is not ready: it is ${Table?.TableStatus}. Try again once it is ACTIVE.`);
  const { StreamSpecification: stream, LatestStreamArn, RestoreSummary: restore } = Table;
  // No function is there to say how far the lists are spread; the table does.
  const shards = await shardsNoted(createDirectory(createRecords(DynamoDBDocumentClient.from(client), name)));
  const { runs, generations } = createDynamoDBStores(client, name, shards);
  const from = restore?.SourceTableArn?.split('/').at(-1);
  return {
    ...{ runs, generations },
    generation: stream?.StreamEnabled && stream.StreamViewType === 'NEW_AND_OLD_IMAGES' ? LatestStreamArn : undefined,
    ...(from &&
      restore?.RestoreDateTime && { restoredFrom: { table: from, at: restore.RestoreDateTime.toISOString() } }),
  };
}
