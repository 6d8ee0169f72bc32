/** One execution of a workflow: what it was started with, where it stands, and who drives it. */
import * as z from 'zod/mini';
import { RunId } from './ids.ts';
import { Entry } from './snapshot.ts';
import { Time } from './time.ts';
import { Encoded } from './value.ts';
import { Wait } from './wait.ts';

export const RUN_STATUSES = ['running', 'waiting', 'completed', 'failed', 'cancelled', 'needs-review'] as const;
/** Where a run stands (docs/concepts.md). */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Why a run failed or needs review. */
export const RunError = z.object({
  code: z.string(),
  message: z.string(),
  stepKey: z.optional(z.string()),
  approvalKey: z.optional(z.string()),
  reason: z.optional(z.string()),
  by: z.optional(z.string()),
  expired: z.optional(z.boolean()),
});
export type RunError = z.infer<typeof RunError>;

/** The sparse list that a run is found on: `due` for the sweep, the others for people who look for what went wrong. */
export const Due = z.object({ list: z.enum(['due', 'failed', 'needs-review']), at: Time });
export type Due = z.infer<typeof Due>;

const base = z.object({
  runId: RunId,
  workflow: z.string(),
  /** The workflow's version that the run is pinned to. */
  version: z.string(),
  /** The versions that it was in before, the first first: what people were asked then is asked still. */
  formerly: z.optional(z.array(z.string())),
  input: Encoded,
  startedBy: z.optional(z.string()),
  /** The keys that may be decided before the run asks under them. */
  preapprove: z.optional(z.array(z.string())),
  taskToken: z.optional(z.string()),
  createdAt: Time,
  updatedAt: Time,
  /** The fencing number (I4): raised by everyone who takes the run, named by every write of whoever drives it. */
  epoch: z.number(),
  /** Counts the wake-ups that came while a runner held the lease; a park that has not seen them all fails (I2). */
  wake: z.number(),
  /** Leases taken since the run last got on, so that a run that kills its runners is noticed. */
  leases: z.number(),
  /** How many pages of the snapshot are frozen. */
  pages: z.number(),
  /** Which writing of the pages counts: the epoch of the migration that wrote them anew; absent before any. */
  edition: z.optional(z.number()),
  /** The entries of the snapshot that are in no page yet. */
  tail: z.array(Entry),
  /**
   * What the way that the run took does not go by, though the snapshot alone would say otherwise: steps that failed and that the body
   * went on after, and what it comes to no more since such a step succeeded or people were asked something else.
   */
  loose: z.optional(z.array(z.string())),
  waits: z.optional(z.array(Wait)),
  /** True where some of its values are kept outside of its records (domain/outside.ts): they are removed with it. */
  outside: z.optional(z.literal(true)),
  due: z.optional(Due),
});

const ended = {
  endedAt: Time,
  /** The signature over what the record of the run comes to; absent while approvals are to be closed. */
  seal: z.optional(z.string()),
};

export const RunningRun = z.extend(base, {
  status: z.literal('running'),
  leaseUntil: Time,
  /** A random name of the lease, by which its taker knows it again where the answer to the write was lost. */
  holder: z.optional(z.string()),
});
export const WaitingRun = z.extend(base, { status: z.literal('waiting'), waits: z.array(Wait) });
export const CompletedRun = z.extend(base, { status: z.literal('completed'), result: Encoded, ...ended });
export const FailedRun = z.extend(base, {
  status: z.literal('failed'),
  error: RunError,
  /** The error itself, as the body gave it back, where it can be kept. */
  thrown: z.optional(Encoded),
  ...ended,
});
export const CancelledRun = z.extend(base, { status: z.literal('cancelled'), error: RunError, ...ended });
export const ReviewedRun = z.extend(base, {
  status: z.literal('needs-review'),
  error: RunError,
  /** When the lease ends of a runner that was at work: until then it may be inside of an effect. */
  leaseUntil: z.optional(Time),
});

export type RunningRun = z.infer<typeof RunningRun>;
export type WaitingRun = z.infer<typeof WaitingRun>;

/** A run, by its status: a completed one has a result, a failed one an error. */
export const Run = z.discriminatedUnion('status', [
  RunningRun,
  WaitingRun,
  CompletedRun,
  FailedRun,
  CancelledRun,
  ReviewedRun,
]);
export type Run = z.infer<typeof Run>;

/** Every field that a run can have, whatever its status: what a move may set. */
export interface RunFields extends z.infer<typeof base> {
  status: RunStatus;
  leaseUntil: Time;
  holder: string;
  result: Encoded;
  error: RunError;
  thrown: Encoded;
  endedAt: Time;
  seal: string;
  /** When the record may be removed, in seconds since 1970. */
  ttl: number;
}

export const hasEnded = (run: Pick<Run, 'status'>): boolean =>
  ['completed', 'failed', 'cancelled'].includes(run.status);

/** True where a decision under the key is taken before the run asks: while it may come to it still. */
export const isPreapprovable = (run: Run, key: string): boolean =>
  !hasEnded(run) && (run.preapprove?.includes(key) ?? false);

/** The end of a lease that anybody may take: its holder handed the run over, or nobody had it. */
export const RELEASED: Time = '1970-01-01T00:00:00.000Z';
