/** An approval with its deadlines declared: the system reminds, escalates and rejects. */
import {
  createApprovalStep,
  createHITLOrchestrator,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
} from 'countersign/hitl';
import { createWorkflow } from 'countersign/workflow';
import { data, processExpense } from './application.ts';

const managerApproval = createApprovalStep({
  key: 'approval:manager',
  title: 'Expense expense-123',
  assignee: 'manager@company.com',
  remind: ['2h'],
  escalate: [{ after: '4h', to: 'senior-manager@company.com' }],
  timeout: '24h',
  onTimeout: 'reject', // or { approve: value }, or { escalate: who }
});

export const expenseWorkflow = createWorkflow('expense', { managerApproval, processExpense });

export const orchestrator = createHITLOrchestrator({
  approvalStore: createMemoryApprovalStore(),
  workflowStateStore: createMemoryWorkflowStateStore(),
  createWorkflow: () => expenseWorkflow,
  autoResume: true, // an approval that is decided, or whose time is over, lets its run go on
});

export const startExpense = () =>
  orchestrator.start(async ({ step, deps }) => {
    await step('managerApproval', deps.managerApproval);
    return await step('processExpense', () => deps.processExpense(data));
  });

/** Does what is due, every minute. */
export const keepTime = () => setInterval(() => orchestrator.sweep(), 60_000);
