/** Holds the memory stores to the contracts of both ports. */
import { approvalStoreContract } from '../contract/approval-store.ts';
import { workflowStateStoreContract } from '../contract/workflow-state-store.ts';
import { memoryStores } from '../support/stores.ts';

workflowStateStoreContract('in memory', memoryStores);
approvalStoreContract('in memory', memoryStores);
