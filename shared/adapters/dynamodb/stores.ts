/** The DynamoDB stores over one table. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ApprovalStore } from '../../ports/approval-store.ts';
import type { ConnectionStore } from '../../ports/connection-store.ts';
import type { DelegationStore } from '../../ports/delegation-store.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { SentMessages } from '../../ports/sent-messages.ts';
import type { TableGeneration } from '../../ports/table-generation.ts';
import type { TicketStore } from '../../ports/ticket-store.ts';
import type { ReaderMemory } from '../../ports/topic-readers.ts';
import type { WorkflowStateStore } from '../../ports/workflow-state-store.ts';
import { createApprovalStore } from './approval-store.ts';
import { createConnectionStore } from './connection-store.ts';
import { createDelegationStore } from './delegation-store.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createDirectory } from './directory.ts';
import { createLists } from './lists.ts';
import { createReaderMemory } from './reader-memory.ts';
import { createRecords, type Records } from './records.ts';
import { createSentMessages } from './sent-messages.ts';
import { shardsNoted } from './shards-noted.ts';
import { createTableGeneration } from './table-generation.ts';
import { createTicketStore } from './ticket-store.ts';
import { createWorkflowStateStore } from './workflow-state-store.ts';

export type { DynamoDBClient };

export interface DynamoDBStores {
  runs: WorkflowStateStore;
  approvals: ApprovalStore;
  delegations: DelegationStore;
  connections: ConnectionStore;
  tickets: TicketStore;
  deliveries: DeliveryStore;
  sent: SentMessages;
  readerMemory: ReaderMemory;
  generations: TableGeneration;
}

/** The stores over the table `table`, made as `TABLE` says, its lists spread over `shards` partitions (lists.ts). */
export function createDynamoDBStores(client: DynamoDBClient, table: string, shards?: number): DynamoDBStores {
  const lists = createLists(shards);
  const records = recordsIn(client, table);
  const directory = createDirectory(records);
  return {
    runs: createWorkflowStateStore(records, directory, lists),
    approvals: createApprovalStore(records, directory, lists),
    delegations: createDelegationStore(records),
    connections: createConnectionStore(records),
    tickets: createTicketStore(records),
    deliveries: createDeliveryStore(records, lists),
    sent: createSentMessages(records),
    readerMemory: createReaderMemory(records),
    generations: createTableGeneration(records),
  };
}

/** The stores over a table for who is not told how far its lists are spread: as far as it says itself, which the first sweep of a deployment notes. */
export async function openDynamoDBStores(client: DynamoDBClient, table: string): Promise<DynamoDBStores> {
  return createDynamoDBStores(client, table, await shardsNoted(createDirectory(recordsIn(client, table))));
}

const recordsIn = (client: DynamoDBClient, table: string): Records =>
  createRecords(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), table);
