/** The legal moves of a run: each one conditional write, fenced as the run protocol asks (docs/architecture.md). */
import type { Condition, Move } from './move.ts';
import { type Due, hasEnded, RELEASED, type Run, type RunError, type RunFields } from './run.ts';
import type { Entry } from './snapshot.ts';
import { LAST_TIME, later, type Time, timeOf } from './time.ts';
import type { Encoded } from './value.ts';
import type { Wait } from './wait.ts';

/** Released or lost runs are looked at again after this many ms, should the wake-up get lost. */
const WAKE_GRACE = 60_000;

/** After this many ms another runner tries where one could not keep the run; twice as long each time that it happens again. */
const TROUBLE_GRACE = 20_000;

/** The sweep looks at every waiting run at least this often (ms), whatever it waits for. */
export const LONGEST_UNSEEN = 24 * 3_600_000;

/** I4: only the runner that holds this epoch may write, and only while the run is running. */
const heldBy = (epoch: number): Condition<RunFields> => ({ status: ['running'], epoch: [epoch] });
const leaseOver = (now: Time): Condition<RunFields> => ({ status: ['running'], leaseUntil: { below: now } });
const waiting: Condition<RunFields> = { status: ['waiting'] };

/** What a runner brings to every write: its epoch, what the snapshot holds beyond its pages, the time. */
export interface Hold {
  epoch: number;
  pages: number;
  tail: Entry[];
  /** What the way does not go by; undefined where there never was anything. */
  loose?: string[] | undefined;
  /** True once something was kept outside of the records. */
  outside?: true | undefined;
  now: Time;
}

const kept = ({ pages, tail, loose, outside, now }: Hold) => ({
  pages,
  tail,
  updatedAt: now,
  ...(loose?.length && { loose }),
  ...(outside && { outside }),
});
/** What was kept before, and is over. */
const over = ({ loose }: Hold) => (loose?.length === 0 ? (['loose'] as const) : []);

/** Takes the run from waiting, or from a runner whose lease is over, and so locks out whoever had it. */
export const takeLease = (lease: { holder: string; until: Time; now: Time }): Move<RunFields> => ({
  name: 'take-lease',
  set: {
    status: 'running',
    holder: lease.holder,
    leaseUntil: lease.until,
    due: { list: 'due', at: lease.until },
    updatedAt: lease.now,
  },
  add: { epoch: 1, leases: 1 },
  when: [waiting, leaseOver(lease.now)],
});

/** Holds on to the run for longer. The due time stays: the sweep looks at the lease before it takes anything. */
export const renewLease = (epoch: number, until: Time): Move<RunFields> => ({
  name: 'renew-lease',
  set: { leaseUntil: until },
  when: [heldBy(epoch)],
});

/** Tells the runner that holds the run that something was settled, so that its park fails and it looks again. */
export const countWake: Move<RunFields> = {
  name: 'count-wake',
  set: {},
  add: { wake: 1 },
  when: [{ status: ['running'] }],
};

export const checkpoint = (hold: Hold): Move<RunFields> => ({
  name: 'checkpoint',
  set: { ...kept(hold), leases: 1 },
  remove: over(hold),
  when: [heldBy(hold.epoch)],
});

/** What a migration makes of a run: another version, and a snapshot that fits it. */
export interface Migrated {
  version: string;
  formerly: string[];
  edition: number;
  waits: Wait[];
}

/** Brings the run into another version of its workflow; its runner keeps it. */
export const migrate = (hold: Hold, migrated: Migrated): Move<RunFields> => ({
  name: 'migrate',
  set: { ...kept(hold), ...migrated },
  remove: over(hold),
  when: [heldBy(hold.epoch)],
});

/** Lets go of the run until one of `waits` comes true. Fails where a wake-up came that this runner has not seen. */
export const park = (hold: Hold, wakeSeen: number, waits: Wait[], dueAt: Time): Move<RunFields> => ({
  name: 'park',
  set: { ...kept(hold), status: 'waiting', waits, leases: 0, due: { list: 'due', at: dueAt } },
  remove: ['leaseUntil', 'holder', ...over(hold)],
  when: [{ ...heldBy(hold.epoch), wake: [wakeSeen] }],
});

/** Lets go of a run that is not at a pause, for another runner to go on at once. */
export const handOver = (hold: Hold): Move<RunFields> => ({
  name: 'hand-over',
  set: { ...kept(hold), leases: 0, leaseUntil: RELEASED, due: { list: 'due', at: later(hold.now, WAKE_GRACE) } },
  remove: ['holder', ...over(hold)],
  when: [heldBy(hold.epoch)],
});

/**
 * Lets go of a run that could not be kept: its lease is over now, and the sweep gives it to another runner later, so that an outage of ten
 * minutes is outlived before the run counts as one that kills its runners.
 */
export const letGo = ({ epoch, leases }: Pick<Run, 'epoch' | 'leases'>, now: Time): Move<RunFields> => ({
  name: 'let-go',
  set: { leaseUntil: now, due: { list: 'due', at: later(now, TROUBLE_GRACE * 2 ** Math.max(leases - 1, 0)) } },
  remove: ['holder'],
  when: [heldBy(epoch)],
});

/** When the sweep looks at a run that somebody keeps without driving it: it is listed, and never due. */
export const NEVER: Time = timeOf(new Date(LAST_TIME));

/** How a run ends, or stops for a person to look at. */
export type Ending =
  | { status: 'completed'; result: Encoded }
  | { status: 'failed'; error: RunError; thrown?: Encoded }
  | { status: 'needs-review'; error: RunError };

const listed = (status: Run['status'], at: Time): { due: Due } | undefined =>
  status === 'failed' || status === 'needs-review' ? { due: { list: status, at } } : undefined;

/**
 * Ends the run, or stops it for review. Approvals that are still open stay listed, and the run due, until they are closed.
 * `ttl` is when a finished run may be removed, in seconds since 1970.
 */
export const end = (hold: Hold, ending: Ending, open: Wait[], ttl: number): Move<RunFields> => {
  const review = ending.status === 'needs-review';
  const toClose = !review && open.some((wait) => wait.kind === 'approval');
  const due = toClose ? { due: { list: 'due' as const, at: hold.now } } : listed(ending.status, hold.now);
  const waits = toClose || (ending.status !== 'completed' && open.length > 0) ? { waits: open } : undefined;
  return {
    name: ending.status,
    set: { ...kept(hold), ...ending, leases: 0, ...due, ...(!review && { endedAt: hold.now, ttl }), ...waits },
    remove: [
      'leaseUntil',
      'holder',
      ...over(hold),
      ...(due ? [] : ['due' as const]),
      ...(waits ? [] : ['waits' as const]),
    ],
    when: [heldBy(hold.epoch)],
  };
};

/** Wakes a run without a decision in hand: for an operator, and for the sweep that finds a waiting run settled or a runner dead. */
export const wakeUp = (now: Time, seen?: { epoch: number }): Move<RunFields> => ({
  name: 'wake-up',
  set: { status: 'running', leaseUntil: RELEASED, due: { list: 'due', at: later(now, WAKE_GRACE) } },
  add: { epoch: 1 },
  remove: ['holder'],
  when: seen
    ? [
        { ...waiting, epoch: [seen.epoch] },
        { ...leaseOver(now), epoch: [seen.epoch] },
      ]
    : [waiting, leaseOver(now)],
});

/** Ends the run by a person's wish. Raising the epoch locks out a runner that is at work. */
export const cancel = (error: RunError, now: Time, ttl: number): Move<RunFields> => ({
  name: 'cancel',
  set: { status: 'cancelled', error, endedAt: now, updatedAt: now, ttl, due: { list: 'due', at: now } },
  add: { epoch: 1 },
  remove: ['leaseUntil', 'holder'],
  when: [{ status: ['running', 'waiting', 'needs-review'] }],
});

/**
 * Stops a run for a person to look at. Raising the epoch locks out a runner that is at work; the end of its lease stays, since until
 * then it may begin an effect.
 */
export const review = (error: RunError, now: Time): Move<RunFields> => ({
  name: 'review',
  set: { status: 'needs-review', error, updatedAt: now, due: { list: 'needs-review', at: now } },
  add: { epoch: 1 },
  remove: ['holder', 'thrown', 'endedAt', 'seal', 'ttl'],
  when: [{ status: ['running', 'waiting', 'failed'] }],
});

/** Puts another snapshot in the place of a run's that nobody drives. */
export const restore = (
  { loose, ...snapshot }: { tail: Entry[]; waits: Wait[]; loose?: string[] | undefined; outside?: true },
  now: Time,
): Move<RunFields> => ({
  name: 'restore',
  set: {
    ...snapshot,
    ...(loose && { loose }),
    status: 'waiting',
    pages: 0,
    leases: 0,
    updatedAt: now,
    due: { list: 'due', at: NEVER },
  },
  add: { epoch: 1 },
  remove: [
    'leaseUntil',
    'holder',
    'error',
    'thrown',
    'result',
    'endedAt',
    'seal',
    'ttl',
    'edition',
    ...(loose ? [] : (['loose'] as const)),
  ],
  when: [{ status: ['waiting', 'completed', 'failed', 'cancelled', 'needs-review'] }],
});

/** Lets a failed run, or one that needs review, go on from its snapshot: I4, once nobody can be at work on it any more. */
export const retry = (run: Run, now: Time): Move<RunFields> => {
  const held =
    'leaseUntil' in run && run.leaseUntil !== undefined && run.leaseUntil >= now ? run.leaseUntil : undefined;
  return {
    name: 'retry',
    set: {
      status: 'running',
      leaseUntil: held ?? RELEASED,
      leases: 0,
      updatedAt: now,
      due: { list: 'due', at: held ?? later(now, WAKE_GRACE) },
    },
    add: { epoch: 1 },
    remove: ['error', 'thrown', 'endedAt', 'seal', 'ttl', 'result'],
    when: [{ status: ['failed', 'needs-review'], epoch: [run.epoch] }],
  };
};

/** Moves the sweep's next look at a waiting run. */
export const reschedule = (run: Run, at: Time): Move<RunFields> => ({
  name: 'reschedule',
  set: { due: { list: 'due', at } },
  when: [{ ...waiting, epoch: [run.epoch] }],
});

/** Takes an ended run off the due list, with its seal: its approvals are closed, and nothing is left to happen. */
export const closed = (run: Run & { endedAt: Time }, seal?: string): Move<RunFields> => {
  const due = listed(run.status, run.endedAt);
  const slept = (run.waits ?? []).filter(({ kind }) => kind === 'time'); // a retry does not sleep anew
  return {
    name: 'closed',
    set: { ...due, ...(slept.length > 0 && { waits: slept }), ...(seal !== undefined && { seal }) },
    remove: [...(due ? [] : ['due' as const]), ...(slept.length > 0 ? [] : ['waits' as const])],
    when: [{ status: [run.status], epoch: [run.epoch] }],
  };
};

/** True where a runner holds the run still, as the record says: where its lease is over, it died or its time was up. */
export const isLeaseLost = (run: Run): boolean => run.status === 'running' && run.holder !== undefined;

/** True where the run is in nobody's hands and waits for a runner to take it. */
export const isReleased = (run: Run): boolean => run.status === 'running' && run.leaseUntil === RELEASED;

/** True where an ended run still lists approvals that may be open. */
export const hasToClose = (run: Run): boolean => hasEnded(run) && run.due?.list === 'due';
