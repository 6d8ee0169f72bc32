/** What becomes of an open approval by time, or by the end of its run. */
import { systemActor } from './actor.ts';
import { Approval, type ApprovalFields, type PendingApproval, type TimedEvent } from './approval.ts';
import { asSeen, settle } from './decide.ts';
import type { Settlement } from './decision.ts';
import { formatDuration } from './duration.ts';
import { applied, type Move } from './move.ts';
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
  const { expiresAt = approval.since, onTimeout } = approval;
  if (onTimeout && 'escalate' in onTimeout) return extend(approval, expiresAt, onTimeout.escalate);
  const waited = formatDuration(Date.parse(expiresAt) - Date.parse(approval.since));
  const settlement: Settlement = {
    action: 'expire',
    reason: `Nobody decided within ${waited}.`,
    ...bySystem(approval, 'timeout', expiresAt),
  };
  return onTimeout
    ? settle(approval, { ...settlement, action: 'approve', value: onTimeout.approve })
    : settle(approval, settlement);
}

/** Asks one more, and starts the time anew, once: the second time nobody is left to ask. */
function extend(approval: PendingApproval, expiresAt: Time, to: string): Move<ApprovalFields> {
  const events = [...(approval.events ?? []), { kind: 'escalate' as const, at: expiresAt, to }];
  return {
    name: 'extend',
    set: {
      ...{ events, eventsDone: events.length },
      ...askedOf(approval, events.slice(approval.eventsDone)),
      expiresAt: later(expiresAt, Date.parse(expiresAt) - Date.parse(approval.since)),
    },
    remove: ['onTimeout'],
    add: { revision: 1 },
    when: [asSeen(approval)],
  };
}

/** Whom an approval is asked of, and who may decide it, after these events. */
function askedOf({ assignee, approvers }: PendingApproval, events: readonly TimedEvent[]) {
  const added = events.flatMap((event) => (event.kind === 'escalate' ? [event.to] : []));
  if (added.length === 0) return {};
  return {
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
