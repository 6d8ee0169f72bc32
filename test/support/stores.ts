/** Fresh, empty stores of each kind, and the changes that they tell of. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, inject } from 'vitest';
import { ensureTable, LOCAL_AWS } from '../../infra/local/engine.ts';
import { streamRecords } from '../../infra/local/records.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { changeOf, type Images, openedOf } from '../../shared/adapters/dynamodb/stream.ts';
import { createMemoryApprovalStore } from '../../shared/adapters/memory/approval-store.ts';
import { createMemoryConnectionStore } from '../../shared/adapters/memory/connection-store.ts';
import { createMemoryDelegationStore } from '../../shared/adapters/memory/delegation-store.ts';
import { createMemoryDeliveryStore } from '../../shared/adapters/memory/delivery-store.ts';
import { createMemoryReaderMemory } from '../../shared/adapters/memory/reader-memory.ts';
import { createMemorySentMessages } from '../../shared/adapters/memory/sent-messages.ts';
import { createMemoryTableGeneration } from '../../shared/adapters/memory/table-generation.ts';
import { createMemoryTicketStore } from '../../shared/adapters/memory/ticket-store.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createMemoryWorkflowStateStore } from '../../shared/adapters/memory/workflow-state-store.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { ApprovalStore } from '../../shared/ports/approval-store.ts';
import type { ConnectionStore } from '../../shared/ports/connection-store.ts';
import type { DelegationStore } from '../../shared/ports/delegation-store.ts';
import type { DeliveryStore } from '../../shared/ports/delivery-store.ts';
import type { SentMessages } from '../../shared/ports/sent-messages.ts';
import type { TableGeneration } from '../../shared/ports/table-generation.ts';
import type { TicketStore } from '../../shared/ports/ticket-store.ts';
import type { ReaderMemory } from '../../shared/ports/topic-readers.ts';
import type { ValueStore } from '../../shared/ports/value-store.ts';
import type { WorkflowStateStore } from '../../shared/ports/workflow-state-store.ts';

export interface Stores {
  readonly runs: WorkflowStateStore;
  readonly approvals: ApprovalStore;
  /** Where it matters to a test. */
  readonly values?: ValueStore;
  readonly delegations?: DelegationStore;
  readonly deliveries?: DeliveryStore;
}

export interface TestStores extends Stores {
  readonly values: ValueStore;
  readonly delegations: DelegationStore;
  readonly deliveries: DeliveryStore;
  readonly connections: ConnectionStore;
  readonly tickets: TicketStore;
  /** The connections that were opened since the last call. */
  opened(): Promise<Connection[]>;
  readonly sent: SentMessages;
  readonly readerMemory: ReaderMemory;
  readonly generations: TableGeneration;
  /** The changes since the last call, in the order in which they happened. */
  changes(): Promise<Change[]>;
}

export async function memoryStores(): Promise<TestStores> {
  const told: Change[] = [];
  const opened: Connection[] = [];
  const onChange = (change: Change) => {
    told.push(change);
  };
  return {
    runs: createMemoryWorkflowStateStore({ onChange }),
    approvals: createMemoryApprovalStore({ onChange }),
    values: createMemoryValueStore(),
    delegations: createMemoryDelegationStore(),
    deliveries: createMemoryDeliveryStore(),
    connections: createMemoryConnectionStore((connection) => void opened.push(connection)),
    tickets: createMemoryTicketStore(),
    opened: async () => opened.splice(0),
    sent: createMemorySentMessages(),
    readerMemory: createMemoryReaderMemory(),
    generations: createMemoryTableGeneration(),
    changes: async () => told.splice(0),
  };
}

export interface DynamoDBTestStores extends TestStores {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The records of the table's stream since the last call, of `changes` or of this. */
  records(): Promise<DynamoDBRecord[]>;
}

let clients: { client: DynamoDBClient; streams: DynamoDBStreamsClient } | undefined;

/** One pair of clients for a test file: each costs as much as many requests. */
function sharedClients() {
  const settings = { ...LOCAL_AWS, endpoint: dynamoDBEndpoint() };
  clients ??= { client: new DynamoDBClient(settings), streams: new DynamoDBStreamsClient(settings) };
  return clients;
}

/** A client of one's own, for middleware. */
export const ownClient = (): DynamoDBClient => new DynamoDBClient({ ...LOCAL_AWS, endpoint: dynamoDBEndpoint() });

/** Stores over a table of their own. */
export async function dynamoDBStores(client = sharedClients().client): Promise<DynamoDBTestStores> {
  const table = `test-${crypto.randomUUID()}`;
  const stream = streamRecords(sharedClients().streams, await ensureTable(sharedClients().client, table));
  const records = async () => {
    const all: DynamoDBRecord[] = [];
    for (let some = await stream.next(); some.length > 0; some = await stream.next()) all.push(...some);
    return all;
  };
  const told: Change[] = [];
  const openings: Connection[] = [];
  const take = async () => {
    for (const { dynamodb } of await records()) {
      const images = dynamodb as Images; // the types of aws-lambda and of the SDK name the same shape
      told.push(...[changeOf(images)].filter((change) => change !== undefined));
      openings.push(...[openedOf(images)].filter((connection) => connection !== undefined));
    }
  };
  return {
    ...createDynamoDBStores(client, table),
    values: createMemoryValueStore(),
    client,
    table,
    records,
    opened: async () => {
      await take();
      return openings.splice(0);
    },
    changes: async () => {
      await take();
      return told.splice(0);
    },
  };
}

function dynamoDBEndpoint(): string {
  const dynamodb = inject('dynamodb');
  if ('missing' in dynamodb) throw new Error(`There is ${dynamodb.missing}.`);
  return dynamodb.endpoint;
}

/** A suite that needs DynamoDB; where there is none, it is skipped and its title says why. */
export function describeWithDynamoDB(name: string, suite: () => void): void {
  const dynamodb = inject('dynamodb');
  if ('missing' in dynamodb) describe.skip(`${name} (${dynamodb.missing})`, suite);
  else describe(name, suite);
}

/** One suite over both kinds of stores. */
export function describeOnBothStores(name: string, suite: (freshStores: () => Promise<TestStores>) => void): void {
  describe(`${name}, in memory`, () => suite(memoryStores));
  describeWithDynamoDB(`${name}, in DynamoDB`, () => suite(() => dynamoDBStores()));
}
