/** Holds the DynamoDB stores to the contract of both ports. */
import { workflowStateStoreContract } from '../contract/workflow-state-store.ts';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';

describeWithDynamoDB('DynamoDB', () => {
  workflowStateStoreContract('in DynamoDB', dynamoDBStores);
});
