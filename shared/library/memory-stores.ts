/** The stores in memory: for tests, and for a look without a database. Nothing survives the process. */
import { createMemoryApprovalStore as approvalsInMemory } from '../adapters/memory/approval-store.ts';
import { createMemoryValueStore } from '../adapters/memory/value-store.ts';
import { createMemoryWorkflowStateStore as runsInMemory } from '../adapters/memory/workflow-state-store.ts';
import { createSystemClock } from '../adapters/system/clock.ts';
import type { Clock } from '../ports/clock.ts';
import { type ApprovalStore, createApprovalStore } from './approval-store.ts';
import { createWorkflowStateStore, type WorkflowStateStore } from './workflow-state-store.ts';

/** An approval store in memory. @example const approvalStore = createMemoryApprovalStore(); */
export const createMemoryApprovalStore = ({ clock = createSystemClock() }: { clock?: Clock } = {}): ApprovalStore =>
  createApprovalStore(approvalsInMemory(), { clock });

/** A workflow state store in memory. @example const workflowStateStore = createMemoryWorkflowStateStore(); */
export const createMemoryWorkflowStateStore = ({
  clock = createSystemClock(),
}: {
  clock?: Clock;
} = {}): WorkflowStateStore => createWorkflowStateStore(runsInMemory(), { clock, values: createMemoryValueStore() });
