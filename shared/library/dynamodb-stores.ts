/** The stores over a DynamoDB table: what any process, and the deployed functions, may share. */
import { createDynamoDBStores, type DynamoDBClient } from '../adapters/dynamodb/stores.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import type { Clock } from '../ports/clock.ts';
import type { ValueStore } from '../ports/value-store.ts';
import { type ApprovalStore, createApprovalStore } from './approval-store.ts';
import { createWorkflowStateStore, type WorkflowStateStore } from './workflow-state-store.ts';

/** Which table a store is over. */
export interface DynamoDBStoreOptions {
  client: DynamoDBClient;
  /** A table as the stack makes it. */
  tableName: string;
  /** Over how many partitions its lists are spread: as the stack was told, 4 to 256 (default: 4). */
  shards?: number;
  /** Where values go that are larger than a record holds (100 KB). Without it, such a value is an error. */
  values?: ValueStore;
  /** Where time comes from (default: the machine's). */
  clock?: Clock;
}

/**
 * An approval store over a DynamoDB table.
 *
 * @example const approvalStore = createDynamoDBApprovalStore({ client: new DynamoDBClient(), tableName: 'countersign' });
 */
export function createDynamoDBApprovalStore(options: DynamoDBStoreOptions): ApprovalStore {
  const { approvals, runs, delegations } = createDynamoDBStores(options.client, options.tableName, options.shards);
  return createApprovalStore(approvals, { clock: options.clock ?? createSystemClock(), runs, delegations });
}

/**
 * A workflow state store over a DynamoDB table.
 *
 * @example const workflowStateStore = createDynamoDBWorkflowStateStore({ client: new DynamoDBClient(), tableName: 'countersign' });
 */
export function createDynamoDBWorkflowStateStore(options: DynamoDBStoreOptions): WorkflowStateStore {
  const { approvals, runs } = createDynamoDBStores(options.client, options.tableName, options.shards);
  const { clock = createSystemClock(), values } = options;
  return createWorkflowStateStore(runs, { clock, approvals, ...(values && { values }) });
}
