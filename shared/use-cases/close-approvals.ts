/** Closes what a run that has ended still asks of people. */
import { openApproval } from '../domain/approval.ts';
import { close } from '../domain/approval-moves.ts';
import type { Run } from '../domain/run.ts';
import { closed, hasToClose } from '../domain/run-moves.ts';
import { timeOf } from '../domain/time.ts';
import { asksOf } from '../domain/wait.ts';
import type { Kept } from './system.ts';

/**
 * Closes the approvals that an ended run lists, each by a conditional write. One that the stream has not created yet is
 * created first, so that it is there, closed, when the stream comes to create it.
 */
export async function closeApprovals(
  { approvals, runs, clock }: Pick<Kept, 'approvals' | 'runs' | 'clock'>,
  run: Run,
): Promise<void> {
  if (!hasToClose(run) || !('endedAt' in run)) return;
  await Promise.all(
    asksOf(run.waits ?? []).map(async (ask) => {
      let approval = await approvals.ask(openApproval(ask, run));
      while (approval.status === 'pending') {
        const moved = await approvals.move(run.runId, ask.key, close(approval, timeOf(clock.now())));
        if (moved.done || !moved.present) return;
        approval = moved.present;
      }
    }),
  );
  await runs.move(run.runId, closed(run));
}
