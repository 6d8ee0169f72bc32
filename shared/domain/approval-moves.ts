/** What becomes of an open approval by time, or by the end of its run. */
import { systemActor } from './actor.ts';
import { Approval, type ApprovalFields, asAskedAtFirst, type PendingApproval, type TimedEvent } from './approval.ts';
import type { Settlement } from './decision.ts';
import { formatDuration } from './duration.ts';
import { applied, type Move } from './move.ts';
import { timeInWords } from './notice-lines.ts';
import { asSeen, settle } from './settle.ts';
import { later, type Time } from './time.ts';

/** True where the approval's time is over: a decision now is late, though nothing has expired it yet. */
export const isOverdue = (approval: PendingApproval, now: Time): boolean =>
  approval.expiresAt !== undefined && approval.expiresAt <= now;

const bySystem = (approval: PendingApproval, who: Parameters<typeof systemActor>[0], at: Time) => {
  const { id: by, proof } = systemActor(who);
  return { by, proof, at, digest: approval.digest };
};

/**
 * Ends an approval whose time is over, with its declared default; or gives it time anew where the default is to ask somebody
 * else as well. What happens happens at the deadline, whenever the write does.
 */
export function expire(approval: PendingApproval): Move<ApprovalFields> {
  const { since, expiresAt = since, onTimeout } = approval;
  if (onTimeout && 'escalate' in onTimeout) return extend(approval, expiresAt, onTimeout);
  const settlement: Settlement = {
    action: 'expire',
    reason: inWords(since, expiresAt),
    ...bySystem(approval, 'timeout', notBefore(since, expiresAt)),
  };
  return onTimeout && 'approve' in onTimeout
    ? settle(approval, { ...settlement, action: 'approve', value: onTimeout.approve })
    : settle(approval, settlement);
}

/** A deadline that was over when people were asked ends the approval then, and not before it was there. */
const notBefore = (since: Time, expiresAt: Time): Time => (expiresAt < since ? since : expiresAt);

function inWords(since: Time, expiresAt: Time): string {
  const waited = Date.parse(expiresAt) - Date.parse(since);
  if (waited < 0) return `The time to decide was over on ${timeInWords(expiresAt)}, before anybody was asked.`;
  return waited % 1_000 === 0
    ? `Nobody decided within ${formatDuration(waited)}.`
    : `Nobody decided by ${timeInWords(expiresAt)}.`;
}

/** Asks one more, and starts the time anew, once: the second time nobody is left to ask. */
function extend(
  approval: PendingApproval,
  expiresAt: Time,
  { escalate: to, until }: { escalate: string; until?: Time | undefined },
): Move<ApprovalFields> {
  const { since } = approval;
  const at = notBefore(since, expiresAt);
  const events = [...(approval.events ?? []), { kind: 'escalate' as const, at, to }];
  return {
    name: 'extend',
    set: {
      ...{ events, eventsDone: events.length, ...asAskedAtFirst(approval) },
      ...askedOf(approval, events.slice(approval.eventsDone)),
      expiresAt: until ?? later(expiresAt, Date.parse(expiresAt) - Date.parse(since)),
    },
    remove: ['onTimeout'],
    add: { revision: 1 },
    when: [asSeen(approval)],
  };
}

/** Whom an approval is asked of, and who may decide it, after these events. */
function askedOf(approval: PendingApproval, events: readonly TimedEvent[]) {
  const { assignee, approvers } = approval;
  const added = events.flatMap((event) => (event.kind === 'escalate' ? [event.to] : []));
  if (added.length === 0) return {};
  return {
    ...asAskedAtFirst(approval),
    assignee: [...new Set([...assignee, ...added])],
    ...(approvers && { approvers: [...new Set([...approvers, ...added])] }),
  };
}

/** Closes an approval that nobody needs any more, because its run has ended. */
export const close = (approval: PendingApproval, at: Time): Move<ApprovalFields> =>
  settle(approval, { action: 'close', reason: 'The run ended.', ...bySystem(approval, 'run-ended', at) });

/** Ends an approval that its run asks no more: the body took another way. */
export const supersede = (approval: PendingApproval, at: Time): Move<ApprovalFields> =>
  settle(approval, {
    action: 'supersede',
    reason: 'The run asks this no more.',
    ...bySystem(approval, 'asked-anew', at),
  });

/** An approval that was never asked and never will be: it stands where the stream would come to ask it. */
export const tombstone = (approval: PendingApproval, end: typeof close, at: Time): Approval =>
  Approval.parse(applied(end(approval, at), approval));

/** Lets every reminder and escalation happen that is due, in one write; undefined where none is. */
export function letHappen(approval: PendingApproval, now: Time): Move<ApprovalFields> | undefined {
  const events = approval.events ?? [];
  const due = events.slice(approval.eventsDone).filter((event) => event.at <= now);
  if (due.length === 0) return undefined;
  return {
    name: 'let-happen',
    set: { eventsDone: approval.eventsDone + due.length, ...askedOf(approval, due) },
    add: { revision: 1 },
    when: [asSeen(approval)],
  };
}
