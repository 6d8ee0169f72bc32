/** Counts what becomes of runs and approvals. */
import type { Change } from '../domain/change.ts';
import { type Outcome, outcomesOf } from '../domain/outcome.ts';
import type { Counts, Meter } from '../ports/meter.ts';

/** A change that is followed twice is counted twice: numbers are for looking and alarms, and no record. */
export function countOutcomes(meter: Meter, change: Change): void {
  for (const outcome of outcomesOf(change)) {
    const { runId, workflow, key, status } = outcome.detail;
    meter.count(
      { [COUNTED[outcome.type]]: 1, ...decisionTime(outcome) },
      {
        at: outcome.at,
        workflow,
        runId,
        ...(typeof key === 'string' && { key }),
        ...(typeof status === 'string' && { status }),
      },
    );
  }
}

const COUNTED: Record<Outcome['type'], keyof Counts> = {
  'Run Completed': 'RunsCompleted',
  'Run Failed': 'RunsFailed',
  'Run Needs Review': 'RunsNeedReview',
  'Approval Needed': 'ApprovalsNeeded',
  'Approval Settled': 'ApprovalsSettled',
};

/** How long people took, where it was people who settled it. */
function decisionTime({ type, at, detail }: Outcome): Counts {
  if (type !== 'Approval Settled' || detail.decidedByPeople !== true) return {};
  return { DecisionTime: Date.parse(at) - Date.parse(String(detail.askedAt)) };
}
