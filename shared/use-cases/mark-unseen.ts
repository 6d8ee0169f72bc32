/** Marks an approval whose notice reached nobody, and takes the mark back once it did. */
import type { Approval, ApprovalFields } from '../domain/approval.ts';
import type { Move } from '../domain/move.ts';
import { timeOf } from '../domain/time.ts';
import type { Unseen } from '../domain/unseen.ts';
import { markUnseen as markedUnseen, markTold } from '../domain/unseen-moves.ts';
import type { Records } from './system.ts';

type Marker = Pick<Records, 'approvals' | 'clock'>;

/** The approval that a notice was of; `epoch` tells this asking from another under its key. */
export interface Noticed {
  readonly runId?: string | undefined;
  readonly key?: string | undefined;
  readonly epoch?: number | undefined;
}

/** Marks it as possibly unseen, where it waits for people still. */
export const markUnseen = (marker: Marker, of: Noticed, unseen: Omit<Unseen, 'at'>): Promise<void> =>
  mark(marker, of, (approval) => markedUnseen(approval, { ...unseen, at: timeOf(marker.clock.now()) }));

/** Takes the mark back. */
export const unmarkUnseen = (marker: Marker, of: Noticed, told: Pick<Unseen, 'channel' | 'to'>): Promise<void> =>
  mark(marker, of, (approval) => markTold(approval, told));

/** Others write to it as well: so often it is looked at again. */
const MOST_ROUNDS = 10;

async function mark(
  { approvals }: Marker,
  { runId, key, epoch }: Noticed,
  moveFor: (approval: Approval) => Move<ApprovalFields> | undefined,
): Promise<void> {
  if (runId === undefined || key === undefined) return;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const approval = await approvals.get(runId, key);
    const move = approval && (epoch === undefined || approval.epoch === epoch) ? moveFor(approval) : undefined;
    if (!move || (await approvals.move(runId, key, move)).done) return;
  }
  throw new Error(`Approval ${runId}/${key} could not be marked: others wrote to it ${MOST_ROUNDS} times.`);
}
