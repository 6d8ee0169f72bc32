/** An approval as the HTTP interface shows it. */
import type { Act } from './act.ts';
import { type Approval, isSettled, lastChange, proposedNow, type SettledApproval, shownDigest } from './approval.ts';
import type { Action, Settlement } from './decision.ts';
import { differences, type ValueChange } from './differences.ts';
import { goesByVotes, type LeastProof, type Quorum, type Separated } from './policy.ts';
import { type Receipt, receiptOf, type VotesView, votesView } from './receipt.ts';
import { STATUS } from './settle.ts';
import type { Unseen } from './unseen.ts';
import { type Encoded, shown } from './value.ts';

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
    | 'superseded'
    | 'voted'
    | 'withdrawn'
    | 'commented'
    | 'reassigned'
    | 'refused';
  by?: string;
  /** Whom they stood in for. */
  for?: string;
  /** What was voted, or decided too early. */
  action?: string;
  from?: string[];
  to?: string[];
  reason?: string;
  comment?: string;
  /** What an edit changed. */
  changes?: ValueChange[];
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
  /** Who may decide, where that is not who is asked. */
  approvers?: string[];
  allow?: Action[];
  quorum?: Quorum;
  separation?: Separated[];
  proof?: LeastProof;
  /** Where it goes by votes: how they stand. */
  votes?: VotesView;
  requestedBy?: string;
  createdAt: string;
  expiresAt?: string;
  decision?: Receipt;
  digest: string;
  /** The notices of it that reached nobody: those who are asked may not know of it. */
  possiblyUnseen?: Unseen[];
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
    ...proposalOf(approval),
    assignee: approval.assignee,
    ...policyOf(approval),
    ...(goesByVotes(approval) && { votes: votesView(approval) }),
    ...(approval.requestedBy !== undefined && { requestedBy: approval.requestedBy }),
    createdAt: approval.since,
    ...(approval.expiresAt !== undefined && { expiresAt: approval.expiresAt }),
    ...(isSettled(approval) && { decision: receiptOf(approval) }),
    digest: shownDigest(approval),
    ...(approval.unseen && { possiblyUnseen: approval.unseen }),
    history: [...before, approval].flatMap(historyOf),
  };
}

/** What is proposed now: what somebody edited it to, while that waits for others to agree. */
function proposalOf(approval: Approval): { proposed?: unknown } {
  const now = proposedNow(approval);
  return now === undefined ? {} : { proposed: shown(now) };
}

function policyOf({ approvers, allow, quorum, separation, proof }: Approval) {
  return {
    ...(approvers && { approvers }),
    ...(allow && { allow }),
    ...(quorum && { quorum }),
    ...(separation && { separation }),
    ...(proof && { proof }),
  };
}

function historyOf(approval: Approval): HistoryEntry[] {
  const asked: HistoryEntry = {
    at: approval.since,
    what: 'asked',
    to: (approval.atFirst ?? approval).assignee,
    ...(approval.requestedBy !== undefined && { by: approval.requestedBy }),
  };
  return [asked, ...meanwhileOf(approval), ...(isSettled(approval) ? endingsOf(approval) : [])];
}

/** What happened to it between its being asked and its end, in order. */
export function meanwhileOf(approval: Approval): HistoryEntry[] {
  const events = (approval.events ?? []).slice(0, approval.eventsDone);
  const acts = approval.acts ?? [];
  const happened = events.map(
    (event): HistoryEntry =>
      event.kind === 'remind'
        ? { at: event.at, what: 'reminded' }
        : { at: event.at, what: 'escalated', to: [event.to] },
  );
  const done = acts.map((act, index) => actOf(act, proposedBefore(approval, acts.slice(0, index))));
  return [...happened, ...done].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const proposedBefore = ({ proposed, pendingArgs }: Approval, acts: readonly Act[]): Encoded | undefined =>
  lastChange(acts)?.value ?? proposed ?? pendingArgs;

function actOf(act: Act, before: Encoded | undefined): HistoryEntry {
  const { at, by } = act;
  const who = { by, ...(act.for !== undefined && { for: act.for }) };
  switch (act.kind) {
    case 'vote':
      return { at, what: 'voted', action: act.action, ...who, ...said(act), ...changesOf(before, act.value) };
    case 'withdraw':
      return { at, what: 'withdrawn', ...who, ...said(act) };
    case 'comment':
      return { at, what: 'commented', ...who, comment: act.text };
    case 'reassign':
      return { at, what: 'reassigned', ...who, from: act.from, to: act.to, reason: act.reason };
    case 'refused':
      return { at, what: 'refused', action: act.action, ...who, reason: act.why };
  }
}

const said = ({ reason, comment }: { reason?: string | undefined; comment?: string | undefined }) => ({
  ...(reason !== undefined && { reason }),
  ...(comment !== undefined && { comment }),
});

const changesOf = (before: Encoded | undefined, after: Encoded | undefined): { changes?: ValueChange[] } =>
  before === undefined || after === undefined ? {} : { changes: differences(shown(before), shown(after)) };

function endingsOf({ decidedBefore, settlement, status }: SettledApproval): HistoryEntry[] {
  const superseded = endingOf(settlement, status);
  return decidedBefore ? [endingOf(decidedBefore, STATUS[decidedBefore.action]), superseded] : [superseded];
}

function endingOf(settlement: Settlement, what: HistoryEntry['what']): HistoryEntry {
  const { at, by, originalValue, value } = settlement;
  return {
    at,
    what,
    by,
    ...(settlement.for !== undefined && { for: settlement.for }),
    ...said(settlement),
    ...changesOf(originalValue, value),
  };
}
