/** A run as the HTTP interface shows it. */
import { type Approval, isSettled } from './approval.ts';
import { type HistoryEntry, meanwhileOf } from './approval-view.ts';
import { differences, type ValueChange } from './differences.ts';
import { goesByVotes } from './policy.ts';
import { type VotesView, votesView } from './receipt.ts';
import type { Run, RunError, RunStatus } from './run.ts';
import type { Entry } from './snapshot.ts';
import { later } from './time.ts';
import { shown } from './value.ts';
import type { Wait } from './wait.ts';

/** What a run waits for. Times are ISO 8601. */
export interface Waiting {
  kind: 'approval' | 'time';
  key: string;
  title?: string;
  assignee?: string[];
  since: string;
  expiresAt?: string;
  until?: string;
  /** The try of the step `key` that comes then; absent where the body sleeps. */
  attempt?: number;
}

/** One thing that happened to an approval while it was open. Times are ISO 8601. */
export type Meanwhile = Pick<HistoryEntry, 'at' | 'by' | 'for' | 'action' | 'from' | 'to'> & {
  what: Extract<HistoryEntry['what'], 'reminded' | 'escalated' | 'voted' | 'withdrawn' | 'reassigned'>;
};

/** One thing that a run did or waited for, in the order of its start. Times are ISO 8601. */
export interface TimelineEntry {
  kind: 'step' | 'approval';
  key: string;
  title?: string;
  startedAt: string;
  endedAt?: string;
  attempts?: number;
  /** True where the body slept; `key` is the name of the sleep. */
  slept?: true;
  /** The key of the step that it is part of. */
  within?: string;
  status: string;
  assignee?: string[];
  by?: string;
  /** Whom they stood in for. */
  for?: string;
  reason?: string;
  /** Until when it can be decided. */
  expiresAt?: string;
  /** Where it goes by votes: how they stand, and whose they are; what was said with them is for who reads the approval. */
  votes?: VotesView;
  /** What an edit changed. */
  changes?: ValueChange[];
  /** Reminders, escalations, votes and reassignments, in order. */
  meanwhile?: Meanwhile[];
}

/** One run, as people and other systems read it. Times are ISO 8601. */
export interface RunView {
  runId: string;
  workflow: string;
  version: string;
  status: RunStatus;
  input: unknown;
  waitingFor: Waiting[];
  result?: unknown;
  error?: RunError;
  startedBy?: string;
  createdAt: string;
  updatedAt: string;
  endedAt?: string;
  timeline?: TimelineEntry[];
}

/** `approvals` are those of the run, where they are at hand: whom they are asked of, and until when, may have changed since it parked. */
export function runView(run: Run, approvals: readonly Approval[] = [], timeline?: TimelineEntry[]): RunView {
  return {
    runId: run.runId,
    workflow: run.workflow,
    version: run.version,
    status: run.status,
    input: shown(run.input),
    waitingFor: run.status === 'waiting' ? run.waits.map((wait) => waitingOf(wait, approvals)) : [],
    ...(run.status === 'completed' && { result: shown(run.result) }),
    ...('error' in run && { error: run.error }),
    ...(run.startedBy !== undefined && { startedBy: run.startedBy }),
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    ...('endedAt' in run && { endedAt: run.endedAt }),
    ...(timeline && { timeline }),
  };
}

function waitingOf(wait: Wait, approvals: readonly Approval[]): Waiting {
  if (wait.kind === 'time') {
    const { key, since, until, attempt } = wait;
    return { kind: 'time', key, since, until, ...(attempt !== undefined && { attempt }) };
  }
  const { key, title, since } = wait.ask;
  const { assignee, expiresAt } = approvals.find((one) => one.key === key && one.epoch === wait.ask.epoch) ?? wait.ask;
  return { kind: 'approval', key, title, assignee, since, ...(expiresAt !== undefined && { expiresAt }) };
}

/** The run's timeline: the steps that it remembers, and its approvals. */
export function timelineOf(entries: readonly Entry[], approvals: readonly Approval[]): TimelineEntry[] {
  const steps = entries.flatMap((entry) => (entry.kind === 'step' ? [stepOf(entry)] : []));
  return [...steps, ...approvals.map(approvalOf)].sort((a, b) =>
    a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0,
  );
}

const stepOf = (entry: Extract<Entry, { kind: 'step' }>): TimelineEntry => ({
  kind: 'step',
  key: entry.key,
  startedAt: entry.startedAt,
  endedAt: later(entry.startedAt, entry.ms),
  ...(entry.attempts !== undefined && { attempts: entry.attempts }),
  ...(entry.slept && { slept: entry.slept }),
  ...(entry.within !== undefined && { within: entry.within }),
  status: 'completed',
});

function approvalOf(approval: Approval): TimelineEntry {
  const meanwhile = meanwhileOf(approval).flatMap(asMeanwhile);
  return {
    kind: 'approval',
    key: approval.key,
    title: approval.title,
    startedAt: approval.since,
    assignee: approval.assignee,
    status: approval.status,
    ...endOf(approval),
    ...(approval.expiresAt !== undefined && { expiresAt: approval.expiresAt }),
    ...(goesByVotes(approval) && { votes: unsaid(votesView(approval)) }),
    ...(meanwhile.length > 0 && { meanwhile }),
  };
}

const unsaid = ({ cast, ...votes }: VotesView): VotesView => ({
  ...votes,
  cast: cast.map(({ reason: _why, comment: _said, ...vote }) => vote),
});

function endOf(approval: Approval): Partial<TimelineEntry> {
  if (!isSettled(approval)) return {};
  const { at, by, for: absent, reason, originalValue, value } = approval.settlement;
  const changes =
    originalValue === undefined || value === undefined ? [] : differences(shown(originalValue), shown(value));
  return {
    ...{ endedAt: at, by },
    ...(absent !== undefined && { for: absent }),
    ...(reason !== undefined && { reason }),
    ...(changes.length > 0 && { changes }),
  };
}

/** What a picture marks; what was said about it is no part of it. */
function asMeanwhile({ what, at, by, for: absent, action, from, to }: HistoryEntry): Meanwhile[] {
  switch (what) {
    case 'reminded':
    case 'escalated':
    case 'voted':
    case 'withdrawn':
    case 'reassigned':
      return [
        {
          ...{ what, at },
          ...(by !== undefined && { by }),
          ...(absent !== undefined && { for: absent }),
          ...(action !== undefined && { action }),
          ...(from && { from }),
          ...(to && { to }),
        },
      ];
    default:
      return [];
  }
}
