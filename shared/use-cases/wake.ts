/** Follows a change: puts a wake-up on the queue where it lets a run go on. */
import { isNoAnswer, isSettled } from '../domain/approval.ts';
import type { Change } from '../domain/change.ts';
import { isReleased } from '../domain/run-moves.ts';
import type { WakeUp } from '../ports/wake-queue.ts';
import type { Waker } from './system.ts';

/** A wake-up that is larger than this many characters goes without its settlement, which the runner reads then. */
const MOST = 200_000;

export async function wake({ queue, generation }: Waker, change: Change): Promise<void> {
  const wakeUp = wakeUpOf(change);
  if (wakeUp) await queue.send({ ...wakeUp, ...(generation !== undefined && { generation }) });
}

/** The wake-up that follows from a change: an approval was settled, or a run was let go of for anybody to take. */
export function wakeUpOf(change: Change): WakeUp | undefined {
  const { after } = change;
  if (!after) return undefined;
  if (change.kind === 'run') return change.after && isReleased(change.after) ? { runId: after.runId } : undefined;
  const approval = change.after;
  if (!approval || !isSettled(approval) || isNoAnswer(approval.settlement)) return undefined;
  const { runId, key, epoch, settlement } = approval;
  const wakeUp = { runId, settled: { key, epoch, settlement } };
  return JSON.stringify(wakeUp).length > MOST ? { runId } : wakeUp;
}
