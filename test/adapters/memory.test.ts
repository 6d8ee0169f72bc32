/** Holds the memory stores to the contract of both ports. */
import { workflowStateStoreContract } from '../contract/workflow-state-store.ts';
import { memoryStores } from '../support/stores.ts';

workflowStateStoreContract('in memory', memoryStores);
