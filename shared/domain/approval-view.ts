/** An approval as the HTTP interface shows it. */
import { type Approval, isSettled, receiptOf, type SettledApproval, type TimedEvent } from './approval.ts';
import { STATUS } from './decide.ts';
import type { Receipt, Settlement } from './decision.ts';
import { shown } from './value.ts';

/** One thing that happened to an approval. Times are ISO 8601. */
export interface HistoryEntry {
  at: string;
  what:
    | 'asked'
    | 'reminded'
    | 'escalated'
    | 'approved'
    | 'edited'
    | 'rejected'
    | 'expired'
    | 'cancelled'
    | 'superseded';
  by?: string;
  to?: string[];
  reason?: string;
  comment?: string;
}

/** One approval, as people and other systems read it. Times are ISO 8601. */
export interface ApprovalView {
  runId: string;
  key: string;
  workflow: string;
  status: Approval['status'];
  title: string;
  details?: unknown;
  pendingArgs?: unknown;
  form?: Record<string, unknown>;
  proposed?: unknown;
  assignee: string[];
  requestedBy?: string;
  createdAt: string;
  expiresAt?: string;
  decision?: Receipt;
  digest: string;
  history: HistoryEntry[];
}

/** `before` is what was asked under the key before, each superseded by the next. */
export function approvalView(approval: Approval, before: readonly SettledApproval[] = []): ApprovalView {
  return {
    runId: approval.runId,
    key: approval.key,
    workflow: approval.workflow,
    status: approval.status,
    title: approval.title,
    ...(approval.details !== undefined && { details: shown(approval.details) }),
    ...(approval.pendingArgs !== undefined && { pendingArgs: shown(approval.pendingArgs) }),
    ...(approval.form !== undefined && { form: approval.form }),
    ...(approval.proposed !== undefined && { proposed: shown(approval.proposed) }),
    assignee: approval.assignee,
    ...(approval.requestedBy !== undefined && { requestedBy: approval.requestedBy }),
    createdAt: approval.since,
    ...(approval.expiresAt !== undefined && { expiresAt: approval.expiresAt }),
    ...(isSettled(approval) && { decision: receiptOf(approval) }),
    digest: approval.digest,
    history: [...before, approval].flatMap(historyOf),
  };
}

function historyOf(approval: Approval): HistoryEntry[] {
  const events = (approval.events ?? []).slice(0, approval.eventsDone);
  const asked: HistoryEntry = {
    at: approval.since,
    what: 'asked',
    to: askedAtFirst(approval.assignee, events),
    ...(approval.requestedBy !== undefined && { by: approval.requestedBy }),
  };
  const happened = events.map(
    (event): HistoryEntry =>
      event.kind === 'remind'
        ? { at: event.at, what: 'reminded' }
        : { at: event.at, what: 'escalated', to: [event.to] },
  );
  return [asked, ...happened, ...(isSettled(approval) ? endingsOf(approval) : [])];
}

/** Whom it is escalated to comes after those who were asked before. */
function askedAtFirst(assignee: readonly string[], events: readonly TimedEvent[]): string[] {
  const escalatedTo = events.flatMap((event) => (event.kind === 'escalate' ? [event.to] : []));
  const last = assignee.findLastIndex((name) => !escalatedTo.includes(name));
  return assignee.slice(0, Math.max(last + 1, assignee.length - new Set(escalatedTo).size));
}

function endingsOf({ decidedBefore, settlement, status }: SettledApproval): HistoryEntry[] {
  const superseded = endingOf(settlement, status);
  return decidedBefore ? [endingOf(decidedBefore, STATUS[decidedBefore.action]), superseded] : [superseded];
}

function endingOf({ at, by, reason, comment }: Settlement, what: HistoryEntry['what']): HistoryEntry {
  return {
    at,
    what,
    by,
    ...(reason !== undefined && { reason }),
    ...(comment !== undefined && { comment }),
  };
}
