/** Closes what a run that has ended still asks of people. */
import { type Approval, type Ask, openApproval } from '../domain/approval.ts';
import { close, tombstone } from '../domain/approval-moves.ts';
import { hasEnded, type Run } from '../domain/run.ts';
import { closed, hasToClose } from '../domain/run-moves.ts';
import { timeOf } from '../domain/time.ts';
import { asksOf } from '../domain/wait.ts';
import { chained } from './approval-chain.ts';
import { pagedEntries } from './paged-entries.ts';
import { sealOf } from './seal-run.ts';
import type { Kept } from './system.ts';

type Closer = Pick<Kept, 'approvals' | 'clock'>;

/** Closes the approvals that an ended run lists, and seals its record. */
export async function closeApprovals(closer: Closer & Pick<Kept, 'runs' | 'signer'>, run: Run): Promise<void> {
  if (!hasToClose(run) || !('endedAt' in run)) return;
  await Promise.all(asksOf(run.waits ?? []).map((ask) => endAsk(closer, run, ask, close)));
  const entries = [...(await pagedEntries(closer.runs, run)), ...run.tail];
  await closer.runs.move(run.runId, closed(run, await sealOf(closer, run, entries)));
}

/**
 * Ends those of the run's approvals that are pending though the run, as it was read, does not ask them: whoever was to end them died.
 * What a later epoch asks, or was asked apart from any epoch, is none of them.
 */
export async function endLeft(
  closer: Closer,
  run: Run,
  approvals: readonly Approval[],
  end: typeof close,
): Promise<void> {
  const asked = hasEnded(run) ? [] : asksOf(run.waits ?? []).map(({ key }) => key);
  const left = approvals.filter(
    ({ status, epoch, key }) => status === 'pending' && epoch > 0 && epoch <= run.epoch && !asked.includes(key),
  );
  await Promise.all(left.map((approval) => endAsk(closer, run, approval, end)));
}

/**
 * Ends one approval that a run needs no more, by a conditional write. In the place of one that the stream has not
 * created yet it leaves one that is closed, so that nobody is asked when the stream comes to it.
 */
export async function endAsk({ approvals, clock }: Closer, run: Run, ask: Ask, end: typeof close): Promise<void> {
  let { approval } = await approvals.ask(tombstone(openApproval(ask, run), end, timeOf(clock.now())));
  // A later asking under the key is another request: of a run that was retried since, or that asks something else by now.
  while (approval.status === 'pending' && approval.epoch === ask.epoch) {
    const move = chained(approval, end(approval, timeOf(clock.now())));
    const moved = await approvals.move(run.runId, ask.key, move);
    if (moved.done || !moved.present) return;
    approval = moved.present;
  }
}
