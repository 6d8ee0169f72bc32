/** The public entry `countersign/aws`: the stores over DynamoDB, and where large values go. */

export { createFileValueStore } from './adapters/file/value-store.ts';
export { createS3ValueStore, type S3 } from './adapters/s3/value-store.ts';
export {
  createDynamoDBApprovalStore,
  createDynamoDBWorkflowStateStore,
  type DynamoDBStoreOptions,
} from './library/dynamodb-stores.ts';
export type { ValueStore } from './ports/value-store.ts';
