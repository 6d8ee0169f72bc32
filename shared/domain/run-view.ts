/** A run as the HTTP interface shows it. */
import { type Approval, isSettled } from './approval.ts';
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
}

/** One thing that a run did or waited for, in the order of its start. Times are ISO 8601. */
export interface TimelineEntry {
  kind: 'step' | 'approval';
  key: string;
  title?: string;
  startedAt: string;
  endedAt?: string;
  attempts?: number;
  status: string;
  assignee?: string[];
  by?: string;
  reason?: string;
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
  if (wait.kind === 'time') return { kind: 'time', key: wait.key, since: wait.since, until: wait.until };
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
  status: 'completed',
});

const approvalOf = (approval: Approval): TimelineEntry => ({
  kind: 'approval',
  key: approval.key,
  title: approval.title,
  startedAt: approval.since,
  assignee: approval.assignee,
  status: approval.status,
  ...(isSettled(approval) && { endedAt: approval.settlement.at, by: approval.settlement.by }),
  ...(isSettled(approval) && approval.settlement.reason !== undefined && { reason: approval.settlement.reason }),
});
