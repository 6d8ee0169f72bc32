/** What people are told: which notice follows from which change. Its words are in notice-words.ts. */
import type { Act } from './act.ts';
import { type Approval, isNoAnswer, isSettled } from './approval.ts';
import type { Change } from './change.ts';
import { noticeId } from './notice-id.ts';
import type { Run } from './run.ts';
import type { Time } from './time.ts';

export const NOTICE_KINDS = [
  'approval-needed',
  'reminder',
  'escalated',
  'decided',
  'expired',
  'run-failed',
  'run-needs-review',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

interface Told {
  readonly id: string;
  readonly to: string[];
  /** When it is told, which is what makes `in 24 h` of a deadline. */
  readonly now?: Time;
}

/** One thing to tell about an approval. */
export interface ApprovalOccasion extends Told {
  readonly kind: 'approval-needed' | 'reminder' | 'escalated' | 'decided' | 'expired';
  readonly approval: Approval;
  /** What somebody did, where that is what is told. */
  readonly act?: Act;
}

/** One thing to tell about a run. */
export interface RunOccasion extends Told {
  readonly kind: 'run-failed' | 'run-needs-review';
  readonly run: Run;
}

/** One thing to tell. Delivery is at least once, always under the same `id`. */
export type Occasion = ApprovalOccasion | RunOccasion;

/** Where notices about runs go that nobody in particular was asked about. */
export const OPERATORS = 'operator';

/** What is to be told because of a change; nothing where the change is none (streams repeat themselves). */
export function occasionsOf(change: Change): Occasion[] {
  return change.kind === 'approval' ? ofApproval(change.before, change.after) : ofRun(change.before, change.after);
}

function ofApproval(before: Approval | undefined, after: Approval | undefined): Occasion[] {
  if (!after) return [];
  const same = before?.epoch === after.epoch ? before : undefined;
  if (isSettled(after)) {
    const wasNeverAsked = !same && isNoAnswer(after.settlement);
    if (wasNeverAsked || (same && isSettled(same))) return [];
    const kind = after.settlement.by === 'timeout' ? 'expired' : 'decided';
    return [{ id: noticeId(after, kind), kind, approval: after, to: after.assignee }, ...ofActs(same, after)];
  }
  if (!same) {
    const kind = 'approval-needed';
    return [{ id: noticeId(after, kind), kind, approval: after, to: after.assignee }];
  }
  const events = (after.events ?? []).slice(same.eventsDone, after.eventsDone).map((event, index) => ({
    id: noticeId(after, `event-${same.eventsDone + index + 1}`),
    kind: event.kind === 'remind' ? ('reminder' as const) : ('escalated' as const),
    approval: after,
    to: event.kind === 'remind' ? after.assignee : [...new Set([event.to, ...after.assignee])],
  }));
  return [...events, ...ofActs(same, after)];
}

/** Whom it was handed to is asked; whoever decided too early is told that it did not count, and why. */
function ofActs(before: Approval | undefined, after: Approval): Occasion[] {
  const known = before?.acts?.length ?? 0;
  return (after.acts ?? []).slice(known).flatMap((act, index): Occasion[] => {
    const id = noticeId(after, `act-${known + index + 1}`);
    const kind = 'approval-needed';
    if (act.kind === 'reassign' && !isSettled(after)) return [{ id, kind, approval: after, to: act.to, act }];
    if (act.kind === 'refused') return [{ id, kind, approval: after, to: [act.by], act }];
    return [];
  });
}

function ofRun(before: Run | undefined, after: Run | undefined): Occasion[] {
  if (!after || before?.status === after.status) return [];
  const kind =
    after.status === 'failed' ? 'run-failed' : after.status === 'needs-review' ? 'run-needs-review' : undefined;
  return kind ? [{ id: `${after.runId}/${after.epoch}/${kind}`, kind, run: after, to: [OPERATORS] }] : [];
}
