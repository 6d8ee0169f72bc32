/** Holds the DynamoDB stores to the contracts of the ports. */
import { approvalStoreContract } from '../contract/approval-store.ts';
import { connectionStoreContract } from '../contract/connection-store.ts';
import { delegationStoreContract } from '../contract/delegation-store.ts';
import { deliveryStoreContract } from '../contract/delivery-store.ts';
import { sentMessagesContract } from '../contract/sent-messages.ts';
import { tableGenerationContract } from '../contract/table-generation.ts';
import { ticketStoreContract } from '../contract/ticket-store.ts';
import { workflowStateStoreContract } from '../contract/workflow-state-store.ts';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';

describeWithDynamoDB('on one engine', () => {
  workflowStateStoreContract('in DynamoDB', () => dynamoDBStores());
  approvalStoreContract('in DynamoDB', () => dynamoDBStores());
  delegationStoreContract('in DynamoDB', () => dynamoDBStores());
  deliveryStoreContract('in DynamoDB', () => dynamoDBStores());
  connectionStoreContract('in DynamoDB', () => dynamoDBStores());
  ticketStoreContract('in DynamoDB', () => dynamoDBStores());
  sentMessagesContract('in DynamoDB', () => dynamoDBStores());
  tableGenerationContract('in DynamoDB', () => dynamoDBStores());
});
