/** Reads and writes records of the table. */
import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { CountersignError } from '../../errors.ts';
import { sleep } from '../system/clock.ts';
import type { Expressions } from './expression.ts';
import type { TableIndex } from './table.ts';

export interface Key {
  pk: string;
  sk: string;
}
export type Item = Record<string, unknown>;

/** A write that was conditional: done, with the record before it; or not, with the record that is there. */
export type Written = { done: true; before: Item | undefined } | { done: false; present: Item | undefined };

/** A range of one partition of an index. */
export interface IndexRange {
  index: TableIndex;
  partition: string;
  /** Bounds of the sort key, both included. */
  from?: string;
  to?: string;
  descending?: boolean;
  limit: number;
  /** The entry after which to begin. */
  after?: IndexEntry;
}

/** Where an entry stands in its partition of an index. */
export interface IndexEntry extends Key {
  sort: string;
}

export interface Reading {
  strongly: boolean;
}

export interface Records {
  get(key: Key): Promise<Item | undefined>;
  put(item: Item & Key, condition?: Pick<Expressions, 'ConditionExpression'> & Partial<Expressions>): Promise<Written>;
  update(key: Key, expressions: Expressions): Promise<Written>;
  /** Every record of a partition whose sort key begins so, read strongly. */
  inPartition(pk: string, skPrefix: string): Promise<Item[]>;
  /** The first entries of the range: so many, and fewer only where it has no more. */
  inIndex(range: IndexRange): Promise<Item[]>;
  /** Those of these records that are there, in the order asked for; as they are, or were a moment ago unless read strongly. */
  getMany(keys: readonly Key[], reading?: Reading): Promise<Item[]>;
  /** Removes one record; does no harm where there is none. */
  remove(key: Key): Promise<void>;
  /** Removes one record and hands it back: to one caller alone, however many ask. */
  take(key: Key): Promise<Item | undefined>;
  deleteMany(keys: readonly Key[]): Promise<void>;
}

export function createRecords(client: DynamoDBDocumentClient, table: string): Records {
  const written = async (send: () => Promise<{ Attributes?: Item | undefined }>): Promise<Written> => {
    try {
      return { done: true, before: (await send()).Attributes };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { done: false, present: itemOf(error.Item) };
      throw isTooLarge(error) ? tooLarge(error) : error;
    }
  };
  return {
    async get(Key) {
      return (await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
    },
    put: (Item, condition) =>
      written(() =>
        client.send(
          new PutCommand({
            TableName: table,
            Item,
            ...condition,
            ...(condition && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
          }),
        ),
      ),
    update: (Key, expressions) =>
      written(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key,
            ...expressions,
            ReturnValues: 'ALL_OLD',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      ),
    async inPartition(pk, skPrefix) {
      const items: Item[] = [];
      let start: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
            ExpressionAttributeValues: { ':pk': pk, ':sk': skPrefix },
            ConsistentRead: true,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        items.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start);
      return items;
    },
    async inIndex(range) {
      const items: Item[] = [];
      let query: QueryCommandInput = { TableName: table, ...rangeQuery(range) };
      for (;;) {
        const page = await client.send(new QueryCommand(query));
        items.push(...(page.Items ?? []));
        // A page ends where it has 1 MB, too: some seven thousand entries.
        if (!page.LastEvaluatedKey || items.length >= range.limit) return items;
        query = { ...query, ExclusiveStartKey: page.LastEvaluatedKey, Limit: range.limit - items.length };
      }
    },
    getMany: (keys, reading) => getMany(client, table, keys, reading),
    async remove(Key) {
      await client.send(new DeleteCommand({ TableName: table, Key }));
    },
    async take(Key) {
      return (await client.send(new DeleteCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' }))).Attributes;
    },
    deleteMany: (keys) => deleteMany(client, table, keys),
  };
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && /item size/i.test(error.message);

const tooLarge = (cause: unknown): CountersignError =>
  new CountersignError(
    'value-not-kept',
    'The run has more at once than a record holds (400 KB): its input, the latest values, and what people are asked. Keep large values elsewhere, and show people less.',
    { cause },
  );

const itemOf = (item: Record<string, AttributeValue> | undefined): Item | undefined => item && unmarshall(item);

function rangeQuery({ index, partition, from = '', to, descending = false, limit, after }: IndexRange) {
  const bounds = to === undefined ? '#sort >= :from' : '#sort BETWEEN :from AND :to';
  return {
    IndexName: index.name,
    KeyConditionExpression: `#partition = :partition${from === '' && to === undefined ? '' : ` AND ${bounds}`}`,
    ExpressionAttributeNames: {
      '#partition': index.partitionKey,
      ...((from !== '' || to !== undefined) && { '#sort': index.sortKey }),
    },
    ExpressionAttributeValues: {
      ':partition': partition,
      ...((from !== '' || to !== undefined) && { ':from': from === '' ? ' ' : from }),
      ...(to !== undefined && { ':to': to }),
    },
    ScanIndexForward: !descending,
    Limit: limit,
    ...(after && {
      ExclusiveStartKey: { pk: after.pk, sk: after.sk, [index.partitionKey]: partition, [index.sortKey]: after.sort },
    }),
  };
}

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

const nameOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;

/** How often a batch that came back unfinished is sent again before the failure is handed up. */
const MOST_ROUNDS = 8;

/** Waits longer before each round, so that a throttled table comes to itself: 3 s in all. */
const beforeRound = (round: number): Promise<void> => sleep(10 * 2 ** round);

async function getMany(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  { strongly }: Reading = { strongly: false },
): Promise<Item[]> {
  const found = new Map<string, Item>();
  const wanted = [...new Map(keys.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }])).values()];
  for (const chunk of chunksOf(wanted, 100)) {
    let left: Item[] = chunk.map((key) => ({ ...key }));
    for (let round = 0; left.length > 0; round++) {
      if (round > 0) await beforeRound(round);
      if (round === MOST_ROUNDS) throw new Error(`DynamoDB left ${left.length} reads undone ${MOST_ROUNDS} times.`);
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: strongly } } }),
      );
      for (const item of Responses?.[table] ?? [])
        found.set(nameOf({ pk: String(item.pk), sk: String(item.sk) }), item);
      left = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return keys.map((key) => found.get(nameOf(key))).filter((item) => item !== undefined);
}

async function deleteMany(client: DynamoDBDocumentClient, table: string, keys: readonly Key[]): Promise<void> {
  for (const chunk of chunksOf(keys, 25)) {
    let left = chunk.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as Item } }));
    for (let round = 0; left.length > 0; round++) {
      if (round > 0) await beforeRound(round);
      if (round === MOST_ROUNDS) throw new Error(`DynamoDB left ${left.length} deletions undone ${MOST_ROUNDS} times.`);
      const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
      left = (UnprocessedItems?.[table] ?? []).flatMap(({ DeleteRequest }) =>
        DeleteRequest?.Key ? [{ DeleteRequest: { Key: DeleteRequest.Key } }] : [],
      );
    }
  }
}
