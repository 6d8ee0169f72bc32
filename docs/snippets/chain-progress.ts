/** How far a chain of approvals is. */
import { approvalProgress } from 'countersign/hitl';
import { collector } from './approval-chain.ts';

export function printProgress() {
  const state = collector.getResumeState();

  // Show approval chain status
  const stages = ['manager', 'finance', 'ceo'];
  const { completed, waitingFor: current } = approvalProgress(state, stages);

  console.log(`Completed: ${completed.join(', ')}`);
  console.log(`Waiting for: ${current}`);
  // "Completed: manager"
  // "Waiting for: approval:finance"
}
