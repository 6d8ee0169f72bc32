/** Holds the memory stores to the contracts of the ports. */
import { approvalStoreContract } from '../contract/approval-store.ts';
import { connectionStoreContract } from '../contract/connection-store.ts';
import { delegationStoreContract } from '../contract/delegation-store.ts';
import { deliveryStoreContract } from '../contract/delivery-store.ts';
import { sentMessagesContract } from '../contract/sent-messages.ts';
import { tableGenerationContract } from '../contract/table-generation.ts';
import { ticketStoreContract } from '../contract/ticket-store.ts';
import { workflowStateStoreContract } from '../contract/workflow-state-store.ts';
import { memoryStores } from '../support/stores.ts';

workflowStateStoreContract('in memory', memoryStores);
approvalStoreContract('in memory', memoryStores);
delegationStoreContract('in memory', memoryStores);
deliveryStoreContract('in memory', memoryStores);
connectionStoreContract('in memory', memoryStores);
ticketStoreContract('in memory', memoryStores);
sentMessagesContract('in memory', memoryStores);
tableGenerationContract('in memory', memoryStores);
