/** Makes the nouns of the system for tests: sound ones, with what matters to a test put in. */
import type { Actor, Proof } from '../../shared/domain/actor.ts';
import type { Ask, PendingApproval, SettledApproval } from '../../shared/domain/approval.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { Settlement } from '../../shared/domain/decision.ts';
import type { Delegation } from '../../shared/domain/delegation.ts';
import { type Delivery, deliveryId } from '../../shared/domain/delivery.ts';
import type { Run, RunningRun, WaitingRun } from '../../shared/domain/run.ts';
import type { ApprovalEntry, StepEntry } from '../../shared/domain/snapshot.ts';
import { encode } from '../../shared/domain/value.ts';
import type { ApprovalWait, TimeWait } from '../../shared/domain/wait.ts';
import { NOW, plus } from './clock.ts';

let made = 0;

/** A name that no other of this file has. */
export const unique = (word: string): string => `${word}-${++made}`;

/** The fields that all runs have. */
const runBase = () => ({
  runId: unique('run'),
  workflow: 'refund',
  version: '1',
  input: encode({ orderId: 'o-1' }, 'input'),
  createdAt: NOW,
  updatedAt: NOW,
  epoch: 1,
  wake: 0,
  leases: 1,
  pages: 0,
  tail: [],
});

type Given<Item> = { [Name in keyof Item]?: Item[Name] };
type RunOf<Status> = Extract<Run, { status: Status }>;

/** A run that was just started: its first runner holds it for ten minutes. */
export const aRun = (fields: Given<RunningRun> = {}): RunningRun => ({
  ...runBase(),
  status: 'running',
  leaseUntil: plus('10m'),
  holder: unique('holder'),
  due: { list: 'due', at: plus('10m') },
  ...fields,
});

export const aWaitingRun = (fields: Given<WaitingRun> = {}): WaitingRun => ({
  ...runBase(),
  status: 'waiting',
  waits: [anApprovalWait()],
  due: { list: 'due', at: plus('24h') },
  ...fields,
});

export const aCompletedRun = (fields: Given<RunOf<'completed'>> = {}): RunOf<'completed'> => ({
  ...runBase(),
  status: 'completed',
  result: encode('done', 'result'),
  endedAt: plus('1h'),
  ...fields,
});

export const aFailedRun = (fields: Given<RunOf<'failed'>> = {}): RunOf<'failed'> => ({
  ...runBase(),
  status: 'failed',
  error: { code: 'step-failed', message: 'Step "charge" failed: no', stepKey: 'charge' },
  endedAt: plus('1h'),
  ...fields,
});

export const aReviewedRun = (fields: Given<RunOf<'needs-review'>> = {}): RunOf<'needs-review'> => ({
  ...runBase(),
  status: 'needs-review',
  error: { code: 'recovery-limit', message: 'The run lost its runner 5 times.' },
  ...fields,
});

export const anAsk = (fields: Given<Ask> = {}): Ask => ({
  key: 'approve:refund',
  title: 'Refund 40 for o-1',
  assignee: ['finance'],
  digest: 'digest-1',
  epoch: 1,
  since: NOW,
  ...fields,
});

export const anApprovalWait = (fields: Given<Ask> = {}): ApprovalWait => ({ kind: 'approval', ask: anAsk(fields) });

export const aTimeWait = (fields: Given<TimeWait> = {}): TimeWait => ({
  kind: 'time',
  key: 'cool-off',
  since: NOW,
  until: plus('2d'),
  ...fields,
});

export const aPendingApproval = (fields: Given<PendingApproval> = {}): PendingApproval => ({
  ...anAsk(),
  runId: unique('run'),
  workflow: 'refund',
  version: '1',
  status: 'pending',
  revision: 1,
  eventsDone: 0,
  ...fields,
});

export const aSettlement = (fields: Given<Settlement> = {}): Settlement => ({
  action: 'approve',
  by: 'ann@example.com',
  at: plus('1h'),
  proof: 'jwt',
  digest: 'digest-1',
  ...fields,
});

export const aSettledApproval = (fields: Given<SettledApproval> = {}): SettledApproval => ({
  ...aPendingApproval(),
  revision: 2,
  status: 'approved',
  settlement: aSettlement(),
  ...fields,
});

/** What Alice, who is in finance, gave Bob for three days. */
export const aDelegation = (fields: Given<Delegation> = {}): Delegation => ({
  id: unique('dlg'),
  from: 'alice@example.com',
  to: 'bob@example.com',
  groups: ['finance'],
  since: NOW,
  until: plus('3d'),
  createdAt: NOW,
  createdBy: fields.from ?? 'alice@example.com',
  proof: 'jwt',
  ...fields,
});

/** A notice that could not be delivered once, and is tried again in a minute. */
export const aDelivery = (fields: { [Name in keyof Delivery]?: Delivery[Name] | undefined } = {}): Delivery => {
  const noticeId = `${unique('run')}/approve:refund/1/approval-needed`;
  const usual: Delivery = {
    ...{ id: deliveryId(noticeId, 'sns'), noticeId, kind: 'approval-needed', channel: 'sns', to: ['finance'] },
    ...{ runId: noticeId.split('/')[0], key: 'approve:refund', epoch: 1, subject: 'Approval needed: Refund 40' },
    ...{ why: 'failed', error: 'The mail server is away.', at: NOW, tries: 1 },
    due: { list: 'delivery', at: plus('1m') },
  };
  return { ...usual, ...(fields as Partial<Delivery>) }; // undefined leaves a field out
};

/** Ann's connection to the stream, which watches everything that waits for finance. */
export const aConnection = (fields: Given<Connection> = {}): Connection => ({
  id: unique('connection'),
  topics: ['inbox:finance'],
  by: { id: 'ann@example.com', groups: ['finance'], proof: 'jwt' },
  openedAt: NOW,
  until: plus('2h'),
  ...fields,
});

/** A step that gave back `value`. */
export const aStepEntry = (key: string, value?: unknown, fields: Given<StepEntry> = {}): StepEntry => ({
  kind: 'step',
  key,
  value: encode(value, key),
  startedAt: NOW,
  ms: 0,
  ...fields,
});

export const anApprovalEntry = (key: string, settlement: Settlement = aSettlement(), epoch = 1): ApprovalEntry => ({
  kind: 'approval',
  key,
  epoch,
  settlement,
});

/** Somebody who is known, and the groups they are in. */
export const person = (id: string, groups: string[] = [], proof: Proof = 'jwt'): Actor => ({ id, groups, proof });
