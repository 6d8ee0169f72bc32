/** The library over either kind of stores: any number of processes that share them, each with an orchestrator. */
import { createDynamoDBApprovalStore, createDynamoDBWorkflowStateStore } from 'countersign/aws';
import {
  type ApprovalStore,
  createApprovalStore,
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
  createWorkflowStateStore,
  type HITLOrchestrator,
  type OrchestratorOptions,
  type WorkflowStateStore,
} from 'countersign/hitl';
import { describe } from 'vitest';
import { createTestClock, type TestClock, type TestClockOptions } from './clock.ts';
import { describeWithDynamoDB, dynamoDBStores, type Stores } from './stores.ts';

/** The stores as one process has opened them. */
export interface LibraryStores {
  readonly approvalStore: ApprovalStore;
  readonly workflowStateStore: WorkflowStateStore;
}

type Options = Omit<
  OrchestratorOptions<Record<never, never>, undefined>,
  'approvalStore' | 'workflowStateStore' | 'clock'
>;

/** One database, and the processes that work with it. */
export interface Library {
  readonly clock: TestClock;
  /** What the stores keep everything in: where a test looks, or puts faults. */
  readonly ports: Stores;
  /** The stores, as one more process opens them; over other ports where a test says so. */
  open(ports?: Stores): LibraryStores;
  /** One more process, with an orchestrator of its own over stores of its own. */
  process(options?: Options, stores?: LibraryStores): HITLOrchestrator;
}

export type FreshLibrary = (options?: TestClockOptions) => Promise<Library>;

function libraryOver(first: LibraryStores, clock: TestClock, again: () => LibraryStores): Library {
  const ports = { approvals: first.approvalStore.port, runs: first.workflowStateStore.port };
  const library: Library = {
    ...{ clock, ports },
    open: (other) => (other ? storesOver(other, clock) : again()),
    process: (options = {}, stores = library.open()) => createHITLOrchestrator({ ...options, ...stores, clock }),
  };
  return library;
}

const storesOver = ({ approvals, runs }: Stores, clock: TestClock): LibraryStores => ({
  approvalStore: createApprovalStore(approvals, { clock, runs }),
  workflowStateStore: createWorkflowStateStore(runs, { clock }),
});

export const memoryLibrary: FreshLibrary = async (options) => {
  const clock = createTestClock(options);
  const first = {
    approvalStore: createMemoryApprovalStore({ clock }),
    workflowStateStore: createMemoryWorkflowStateStore({ clock }),
  };
  const ports = { approvals: first.approvalStore.port, runs: first.workflowStateStore.port };
  return libraryOver(first, clock, () => storesOver(ports, clock));
};

export const dynamoDBLibrary: FreshLibrary = async (options) => {
  const clock = createTestClock(options);
  const { client, table: tableName } = await dynamoDBStores();
  const open = () => ({
    approvalStore: createDynamoDBApprovalStore({ client, tableName, clock }),
    workflowStateStore: createDynamoDBWorkflowStateStore({ client, tableName, clock }),
  });
  return libraryOver(open(), clock, open);
};

/** One suite over both kinds of stores. */
export function describeOnBothLibraries(name: string, suite: (freshLibrary: FreshLibrary) => void): void {
  describe(`${name}, in memory`, () => suite(memoryLibrary));
  describeWithDynamoDB(`${name}, in DynamoDB`, () => suite(dynamoDBLibrary));
}

/** A door that a step waits before until a test opens it; `reached` resolves once a step stands there. */
export interface Latch {
  readonly reached: Promise<void>;
  pass(): Promise<void>;
  open(): void;
}

export function createLatch(): Latch {
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    ...{ reached, open },
    pass() {
      reach();
      return opened;
    },
  };
}
