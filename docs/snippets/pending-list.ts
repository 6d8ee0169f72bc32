/** What a paused run waits for. */
import { getPendingApprovals } from 'countersign/hitl';
import { collector } from './main-flow.ts';

export function listPending() {
  // From in-memory collector (during same run)
  const state = collector.getResumeState();
  const pending = getPendingApprovals(state);
  // [{ stepKey: 'approve:refund', ... }]
  return pending;
}
