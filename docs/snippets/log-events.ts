/** Says in the log what a run waits for, and what failed. */
import type { WorkflowEvent } from 'countersign/workflow';

export function logEvent(event: WorkflowEvent) {
  switch (event.type) {
    case 'approval_pending':
      console.log(`${event.runId} waits for ${event.key}: ${event.reason ?? 'no reason given'}`);
      break;
    case 'approval_resolved':
      console.log(`${event.runId}: ${event.by} said ${event.action} to ${event.key}`);
      break;
    case 'step_failed':
      console.log(`${event.runId}: ${event.key} failed after ${event.attempts} tries`);
      break;
  }
}
