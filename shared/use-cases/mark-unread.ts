/** Marks what waits while nobody reads the topic as possibly unseen, a part of it at each look. */
import type { Approval } from '../domain/approval.ts';
import type { Time } from '../domain/time.ts';
import { isMarkedUnread, unreadSince } from '../domain/unread-topic.ts';
import type { Unread } from '../ports/topic-readers.ts';
import { markUnseen } from './mark-unseen.ts';
import type { Records } from './system.ts';

/** So many approvals are looked at each time, and so many of them marked at once. */
const LIMIT = 100;
const AT_ONCE = 10;

/** After so many ms no further one is marked: the sweep has to end well. */
const LONGEST = 1_000;

export interface MarkedUnread {
  /** Where to go on at the next look: behind the last of the list it begins anew, for what was asked meanwhile. */
  next: Unread;
  /** Why some could not be marked: they come again. */
  failed: unknown[];
}

/** Marks those of the next part of what waits that were asked before `at`, when nobody was there: others may have been told since. */
export async function markUnread(
  { approvals, clock }: Pick<Records, 'approvals' | 'clock'>,
  { since, cursor }: Unread,
  at: Time,
): Promise<MarkedUnread> {
  const until = clock.now().getTime() + LONGEST;
  const page = await approvals.listPending({}, { limit: LIMIT, cursor });
  const failed: unknown[] = [];
  const left = page.items.filter((approval) => approval.since < at && !isMarkedUnread(approval)).values();
  const mark = ({ runId, key, epoch }: Approval) =>
    markUnseen({ approvals, clock }, { runId, key, epoch }, unreadSince(since)).catch((error: unknown) => {
      failed.push(error);
    });
  let isCutShort = false;
  const lane = async () => {
    for (const approval of left) {
      await mark(approval);
      isCutShort ||= clock.now().getTime() > until;
      if (isCutShort) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const next = isCutShort ? cursor : page.cursor;
  return { next: { since, ...(next !== undefined && { cursor: next }) }, failed };
}
