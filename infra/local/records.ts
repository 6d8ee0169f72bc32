/** Where the local system reads its changes from: the table's stream, or the memory stores. */
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Images, imagesOf, imagesOfOpening } from '../../shared/adapters/dynamodb/stream.ts';
import { approvalKey, connectionKey, runKey } from '../../shared/adapters/dynamodb/table.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Connection } from '../../shared/domain/connection.ts';

/** Records in the order of their sequence numbers. */
export interface RecordSource {
  /** The next records, none where there are none now. */
  next(): Promise<DynamoDBRecord[]>;
  /** False while whatever keeps the records is away. */
  isAnswering(): Promise<boolean>;
}

export const sequenceOf = (record: DynamoDBRecord): string => record.dynamodb?.SequenceNumber ?? '0';

/** Few at once: a process that is killed begins again with the first of those that it had not all finished. */
const BATCH = 25;

/** The records of a table's stream, from after the sequence number `after`; from its beginning without one. */
export function streamRecords(client: DynamoDBStreamsClient, StreamArn: string, after?: string): RecordSource {
  let iterator: string | undefined;
  const open = async (): Promise<string | undefined> => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    const shard = StreamDescription?.Shards?.at(-1)?.ShardId; // the engine keeps one shard and never rolls it over
    if (shard === undefined) return undefined;
    const from =
      after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: after };
    return (await client.send(new GetShardIteratorCommand({ StreamArn, ShardId: shard, ...from }))).ShardIterator;
  };
  return {
    isAnswering: () =>
      client.send(new DescribeStreamCommand({ StreamArn })).then(
        () => true,
        () => false,
      ),
    async next() {
      iterator ??= await open();
      if (iterator === undefined) return [];
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: BATCH }),
      );
      iterator = NextShardIterator;
      return Records.map(
        (record) =>
          ({
            ...record,
            eventSourceARN: StreamArn,
            dynamodb: {
              ...record.dynamodb,
              ApproximateCreationDateTime: (record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000,
            },
          }) as DynamoDBRecord, // the SDK and Lambda give the same record two types
      );
    },
  };
}

export interface MemoryRecords extends RecordSource {
  push(change: Change): void;
  pushOpened(connection: Connection): void;
}

/** The changes of the memory stores, in the shape of stream records. */
export function memoryRecords(): MemoryRecords {
  const waiting: DynamoDBRecord[] = [];
  let sequence = 0;
  const add = (eventName: string, { pk, sk }: { pk: string; sk: string }, images: Images) => {
    sequence++;
    waiting.push({
      eventID: `memory-${sequence}`,
      eventName,
      dynamodb: { ...images, Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(sequence) },
    } as DynamoDBRecord); // the SDK and Lambda give an image two types
  };
  return {
    push(change) {
      const item = change.after ?? change.before;
      if (!item) return;
      const key = 'key' in item ? approvalKey(item.runId, item.key) : runKey(item.runId);
      add(change.before ? (change.after ? 'MODIFY' : 'REMOVE') : 'INSERT', key, imagesOf(change));
    },
    pushOpened: (connection) => add('INSERT', connectionKey(connection.id), imagesOfOpening(connection)),
    next: async () => waiting.splice(0, BATCH),
    isAnswering: async () => true,
  };
}
