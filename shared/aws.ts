/** The public entry `countersign/aws`: the stores over DynamoDB. */

export {
  createDynamoDBApprovalStore,
  createDynamoDBWorkflowStateStore,
  type DynamoDBStoreOptions,
} from './library/dynamodb-stores.ts';
