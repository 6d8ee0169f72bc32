/** The request that is put to people: what is asked, of whom, until when, and how it ended. */
import * as z from 'zod/mini';
import { Act, type VoteAct } from './act.ts';
import { systemActor } from './actor.ts';
import { Action, Settlement } from './decision.ts';
import { ApprovalKey, RunId } from './ids.ts';
import { LeastProof, Quorum, Separated } from './policy.ts';
import { earliest, Time } from './time.ts';
import { Unseen } from './unseen.ts';
import { Encoded } from './value.ts';

/** Something that happens to an open approval at a time. */
export const TimedEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('remind'), at: Time }),
  z.object({ kind: z.literal('escalate'), at: Time, to: z.string() }),
]);
export type TimedEvent = z.infer<typeof TimedEvent>;

/**
 * What happens where nobody decides in time, where that is not the usual: the run goes on with this value; or somebody else is
 * asked as well, once, and the time starts anew until then; or the run fails, instead of being told no.
 */
export const TimeoutDefault = z.union([
  z.object({ approve: Encoded }),
  /** A record without `until` was written before there was one: the time that people had is doubled. */
  z.object({ escalate: z.string(), until: z.optional(Time) }),
  z.object({ fail: z.literal(true) }),
]);
export type TimeoutDefault = z.infer<typeof TimeoutDefault>;

/** What a run asks, as it stands in the run's park record until the stream has created the approval from it. */
export const Ask = z.object({
  key: ApprovalKey,
  title: z.string(),
  details: z.optional(Encoded),
  reason: z.optional(z.string()),
  /** The step that asks, where its key is not the approval's. */
  step: z.optional(z.string()),
  pendingArgs: z.optional(Encoded),
  metadata: z.optional(Encoded),
  /** JSON Schema (2020-12) of the value that a decision may carry. */
  form: z.optional(z.record(z.string(), z.unknown())),
  proposed: z.optional(Encoded),
  assignee: z.array(z.string()),
  approvers: z.optional(z.array(z.string())),
  allow: z.optional(z.array(Action)),
  quorum: z.optional(Quorum),
  separation: z.optional(z.array(Separated)),
  /** Without it, any proof is taken. */
  proof: z.optional(LeastProof),
  expiresAt: z.optional(Time),
  /** Without it, the run is told no. */
  onTimeout: z.optional(TimeoutDefault),
  /** Reminders and escalations, by time. */
  events: z.optional(z.array(TimedEvent)),
  /** SHA-256 of what is shown, by which a decision is bound to it. */
  digest: z.string(),
  /** The epoch of the park that asked: a later asking of the same key replaces an earlier one. */
  epoch: z.number(),
  since: Time,
});
export type Ask = z.infer<typeof Ask>;

const AtFirst = z.pick(Ask, { assignee: true, approvers: true, expiresAt: true, events: true, onTimeout: true });

const base = z.extend(Ask, {
  runId: RunId,
  workflow: z.string(),
  version: z.string(),
  requestedBy: z.optional(z.string()),
  /** Counts every change, so that a write can name what it saw. */
  revision: z.number(),
  /** How many of `events` have happened. */
  eventsDone: z.number(),
  /** The digest of what the run asked under the key before, where this took its place. */
  supersedes: z.optional(z.string()),
  /** What people did to it while it was open, in order. */
  acts: z.optional(z.array(Act)),
  /** What was asked at first, once people, reminders or escalations have changed it. */
  atFirst: z.optional(AtFirst),
  /** The notices of it that reached nobody, as far as is known. */
  unseen: z.optional(z.array(Unseen)),
});

/** An approval that nobody has decided yet. */
export const PendingApproval = z.extend(base, { status: z.literal('pending') });
/** An approval that nobody has decided yet. */
export type PendingApproval = z.infer<typeof PendingApproval>;

export const SETTLED = ['approved', 'edited', 'rejected', 'expired', 'cancelled', 'superseded'] as const;
/** An approval that has come to its end, with how it did. */
export const SettledApproval = z.extend(base, {
  status: z.enum(SETTLED),
  settlement: Settlement,
  /** What had been decided of an approval that was superseded since. */
  decidedBefore: z.optional(Settlement),
});
/** An approval that has come to its end, with how it did. */
export type SettledApproval = z.infer<typeof SettledApproval>;

/** One approval of one run: pending, or settled with its settlement. */
export const Approval = z.discriminatedUnion('status', [PendingApproval, SettledApproval]);
export type Approval = z.infer<typeof Approval>;
/** Where an approval stands: `pending`, or how it ended. */
export type ApprovalStatus = Approval['status'];

/** Every field that an approval can have, whatever its status: what a move may set. */
export type ApprovalFields = Omit<SettledApproval, 'status'> & { status: ApprovalStatus };

export const isSettled = (approval: Approval): approval is SettledApproval => approval.status !== 'pending';

/** True for an end that is no answer to the run: the run itself needed none any more. */
export const isNoAnswer = ({ action }: Settlement): boolean => action === 'close' || action === 'supersede';

/** The run that an approval belongs to, as far as the approval tells of it. */
export interface AskingRun {
  readonly runId: string;
  readonly workflow: string;
  readonly version: string;
  readonly startedBy?: string | undefined;
}

/** The approval that an ask makes. */
export function openApproval(ask: Ask, run: AskingRun): PendingApproval {
  return {
    ...ask,
    runId: run.runId,
    workflow: run.workflow,
    version: run.version,
    ...(run.startedBy !== undefined && { requestedBy: run.startedBy }),
    status: 'pending',
    revision: 1,
    eventsDone: 0,
  };
}

const DAY = 86_400_000;

/**
 * True where `asked` takes the place of what is there under its key: a later asking of the run; or the asking of another run
 * under an id that was used before, whose remains were not cleared away. Within one run an earlier epoch is never a day later.
 */
export const replaces = (asked: Pick<Ask, 'epoch' | 'since'>, present: Pick<Ask, 'epoch' | 'since'>): boolean =>
  asked.epoch > present.epoch || Date.parse(asked.since) - Date.parse(present.since) > DAY;

/** The approval that takes the place of `present`, saying so where the same run asked both. */
export const inPlaceOf = (asked: Approval, present: Approval): Approval =>
  asked.epoch > present.epoch ? { ...asked, supersedes: present.digest } : asked;

/** The approval as it stays in the record once another took its place: nothing that was decided of it counts any more. */
export function supersededBy(present: Approval, asked: Pick<Ask, 'since'>): SettledApproval {
  const { id: by, proof } = systemActor('asked-anew');
  const settlement: Settlement = {
    ...{ action: 'supersede', reason: 'The run asked something else in its place.' },
    ...{ by, proof, at: asked.since, digest: present.digest },
  };
  const before = isSettled(present) && { decidedBefore: present.settlement };
  return { ...present, status: 'superseded', settlement, ...before };
}

/** When the approval next changes by itself; undefined where it waits for people alone. */
export function nextEventAt(
  approval: Pick<PendingApproval, 'events' | 'expiresAt'> & { eventsDone?: number },
): Time | undefined {
  return earliest([approval.events?.[approval.eventsDone ?? 0]?.at, approval.expiresAt]);
}

/** What was asked at first, to be kept by whatever changes it. */
export const asAskedAtFirst = ({ atFirst, assignee, approvers, expiresAt, events, onTimeout }: Approval) => ({
  atFirst: atFirst ?? {
    assignee,
    ...(approvers && { approvers }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(events && { events }),
    ...(onTimeout && { onTimeout }),
  },
});

/** The vote that last changed what is to be decided. */
export const lastChange = (acts: readonly Act[] = []): VoteAct | undefined =>
  acts.findLast((act): act is VoteAct => act.kind === 'vote' && act.value !== undefined);

/** The digest of what people are shown now, by which a decision is bound to it. */
export const shownDigest = ({ acts, digest }: Pick<Approval, 'acts' | 'digest'>): string =>
  lastChange(acts)?.digest ?? digest;

/** The value that is proposed now: what the workflow suggests, or what somebody edited it to. */
export const proposedNow = ({ acts, proposed }: Pick<Approval, 'acts' | 'proposed'>): Encoded | undefined =>
  lastChange(acts)?.value ?? proposed;

/** What is to be decided: the value that is proposed; of a gate, the arguments as they are. */
export const proposedOf = (approval: Pick<Approval, 'acts' | 'proposed' | 'pendingArgs'>): Encoded | undefined =>
  proposedNow(approval) ?? approval.pendingArgs;
