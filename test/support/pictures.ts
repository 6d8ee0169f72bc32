/** Runs as the interface answers them, with a timeline, for tests of what draws them. */
import type { RunView, TimelineEntry, Waiting } from '../../shared/domain/run-view.ts';
import { NOW, plus } from './clock.ts';

type Given<Item> = { [Name in keyof Item]?: Item[Name] };

/** A step that began this long after `NOW`, and took so long. */
export const didStep = (key: string, begin: string, end: string, more: Given<TimelineEntry> = {}): TimelineEntry => ({
  ...{ kind: 'step', key, startedAt: plus(begin), endedAt: plus(end), status: 'completed' },
  ...more,
});

/** An approval of finance that was asked this long after `NOW`; without an end, it is pending. */
export const wasAsked = (key: string, begin: string, end?: string, more: Given<TimelineEntry> = {}): TimelineEntry => ({
  ...{ kind: 'approval', key, startedAt: plus(begin), assignee: ['finance'] },
  ...(end === undefined ? { status: 'pending' } : { status: 'approved', by: 'ann@example.com', endedAt: plus(end) }),
  ...more,
});

export const waitsForPeople = (key: string, begin: string, more: Given<Waiting> = {}): Waiting => ({
  ...{ kind: 'approval', key, assignee: ['finance'], since: plus(begin) },
  ...more,
});

export const aRunView = (more: Given<RunView> = {}): RunView => ({
  ...{ runId: 'run-1', workflow: 'refund', version: '1', status: 'running', input: {}, waitingFor: [] },
  ...{ createdAt: NOW, updatedAt: NOW, timeline: [] },
  ...more,
});

/** A refund that has waited for finance since 8 ms after its start, until a day later. */
export const waitingRefund = (more: Given<RunView> = {}): RunView =>
  aRunView({
    status: 'waiting',
    waitingFor: [waitsForPeople('approve:refund', '8ms', { expiresAt: plus('24h') })],
    timeline: [
      didStep('calculate', '2ms', '7ms'),
      wasAsked('approve:refund', '8ms', undefined, { title: 'Refund 40 for o-1', expiresAt: plus('24h') }),
    ],
    ...more,
  });

export const at = (length: string): Date => new Date(plus(length));
