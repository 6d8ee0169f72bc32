/** Holds the DynamoDB stores to the contracts of both ports. */
import { approvalStoreContract } from '../contract/approval-store.ts';
import { workflowStateStoreContract } from '../contract/workflow-state-store.ts';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';

describeWithDynamoDB('on one engine', () => {
  workflowStateStoreContract('in DynamoDB', () => dynamoDBStores());
  approvalStoreContract('in DynamoDB', () => dynamoDBStores());
});
