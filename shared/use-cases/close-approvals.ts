/** Closes what a run that has ended still asks of people. */
import { type Ask, openApproval } from '../domain/approval.ts';
import { close, tombstone } from '../domain/approval-moves.ts';
import type { Run } from '../domain/run.ts';
import { closed, hasToClose } from '../domain/run-moves.ts';
import { timeOf } from '../domain/time.ts';
import { asksOf } from '../domain/wait.ts';
import type { Kept } from './system.ts';

type Closer = Pick<Kept, 'approvals' | 'runs' | 'clock'>;

/** Closes the approvals that an ended run lists. */
export async function closeApprovals(closer: Closer, run: Run): Promise<void> {
  if (!hasToClose(run) || !('endedAt' in run)) return;
  await Promise.all(asksOf(run.waits ?? []).map((ask) => endAsk(closer, run, ask, close)));
  await closer.runs.move(run.runId, closed(run));
}

/**
 * Ends one approval that a run needs no more, by a conditional write. In the place of one that the stream has not
 * created yet it leaves one that is closed, so that nobody is asked when the stream comes to it.
 */
export async function endAsk({ approvals, clock }: Closer, run: Run, ask: Ask, end: typeof close): Promise<void> {
  let { approval } = await approvals.ask(tombstone(openApproval(ask, run), end, timeOf(clock.now())));
  // A later asking under the key is another request: of a run that was retried since, or that asks something else by now.
  while (approval.status === 'pending' && approval.epoch === ask.epoch) {
    const moved = await approvals.move(run.runId, ask.key, end(approval, timeOf(clock.now())));
    if (moved.done || !moved.present) return;
    approval = moved.present;
  }
}
