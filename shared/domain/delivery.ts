/** A notice or an outcome that did not reach those whom it is for: tried again for some hours, then listed. */
import * as z from 'zod/mini';
import type { Approval } from './approval.ts';
import { isSettled } from './approval.ts';
import { sha256 } from './digest.ts';
import type { Move } from './move.ts';
import { messageOf } from './not-told.ts';
import { type ApprovalOccasion, NOTICE_KINDS, type Occasion, OPERATORS } from './notice.ts';
import type { Run } from './run.ts';
import { later, Time } from './time.ts';

/** Why a notice reached nobody: its channel failed, the mail came back, it was called spam, or its reader has left. */
export const UNDELIVERED_WHY = ['failed', 'bounced', 'complaint', 'unsubscribed'] as const;

/** The id of a delivery, which can stand in an address. */
export const DeliveryId = z
  .string()
  .check(z.regex(/^dlv_[A-Za-z0-9_-]{43}$/, { error: 'must be an id that GET /undelivered lists' }));

/** One notice over one channel, or one outcome to one system, that has not been delivered. */
export const Delivery = z.object({
  id: DeliveryId,
  noticeId: z.string(),
  kind: z.enum([...NOTICE_KINDS, 'subscription', 'outcome']),
  /** The channel; of an outcome, the listener. */
  channel: z.string(),
  /** Whom it is for, as far as they were not told. */
  to: z.array(z.string()),
  /** True where the channel has told others under the same notice: they are not told again. */
  partly: z.optional(z.boolean()),
  /** Absent for what concerns no run: a reader who has left. */
  runId: z.optional(z.string()),
  key: z.optional(z.string()),
  /** The epoch of the approval, or of the run. */
  epoch: z.optional(z.number()),
  /** Of an outcome: all of it, as JSON, with which a record holds any number and any depth. */
  outcome: z.optional(z.string()),
  subject: z.string(),
  why: z.enum(UNDELIVERED_WHY),
  error: z.string(),
  /** When it failed first. */
  at: Time,
  /** How often it was tried, each time a few times at once. */
  tries: z.number(),
  /** `delivery`: when it is tried again. `undelivered`: since when it is not. */
  due: z.object({ list: z.enum(['delivery', 'undelivered']), at: Time }),
});
export type Delivery = z.infer<typeof Delivery>;

/** What a move may set of a delivery. */
export type DeliveryFields = Delivery;

/** The id of what a channel did not deliver; `who` where it concerns one reader alone. */
export const deliveryId = (noticeId: string, channel: string, who = ''): string =>
  `dlv_${sha256(JSON.stringify([noticeId, channel, who]))}`;

const MINUTE = 60_000;

/** How long to wait after each try, in ms: six tries within some five and a half hours. */
const WAITS = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE] as const;
const LONGEST_WAIT = WAITS[4];

/** How long what is put off waits, in ms. */
const PUT_OFF = 5 * MINUTE;

/** True where it was tried as often as it is tried. */
export const isGivenUp = ({ tries }: Pick<Delivery, 'tries'>): boolean => tries > WAITS.length;

const waitAfter = (tries: number): number => WAITS[tries - 1] ?? LONGEST_WAIT;

/** What was not delivered, and how that showed. */
export interface Failure {
  readonly channel: string;
  readonly to: readonly string[];
  readonly partly?: boolean;
  readonly subject: string;
  readonly error: unknown;
}

/** A delivery to be tried again, after it failed for the first time. */
export function failedDelivery(occasion: Occasion, failure: Failure, at: Time): Delivery {
  const { channel, to, partly = false, subject, error } = failure;
  return {
    ...{ id: deliveryId(occasion.id, channel), noticeId: occasion.id, kind: occasion.kind, channel, to: [...to] },
    ...(partly && { partly }),
    ...aboutOf(occasion),
    ...{ subject, ...failedFirst(error, at) },
  };
}

/** What is taken note of when it failed for the first time, and when it is tried again. */
export const failedFirst = (error: unknown, at: Time): Pick<Delivery, 'why' | 'error' | 'at' | 'tries' | 'due'> => ({
  ...{ why: 'failed', error: messageOf(error), at, tries: 1 },
  due: { list: 'delivery', at: later(at, waitAfter(1)) },
});

const aboutOf = (occasion: Occasion) =>
  'run' in occasion
    ? { runId: occasion.run.runId, epoch: occasion.run.epoch }
    : { runId: occasion.approval.runId, key: occasion.approval.key, epoch: occasion.approval.epoch };

/** True where it is to be tried again by then. */
export const isDue = ({ due }: Pick<Delivery, 'due'>, by: Time): boolean => due.list === 'delivery' && due.at <= by;

/** Takes the next try: of two sweeps one has it, and whoever dies over it leaves it due. */
export function takeTry({ tries }: Delivery, now: Time): Move<DeliveryFields> {
  const next = tries + 1;
  const due = { list: 'delivery' as const, at: later(now, waitAfter(next)) };
  return { name: 'take-try', set: { tries: next, due }, when: [{ tries: [tries] }] };
}

/** Puts it off untried, which counts as no try: what it is told over hangs just now, and holds up what is due behind it. */
export const putOff = ({ tries }: Delivery, now: Time): Move<DeliveryFields> => ({
  name: 'put-off',
  set: { due: { list: 'delivery', at: later(now, PUT_OFF) } },
  when: [{ tries: [tries] }],
});

/** Takes note that the try failed as well. */
export const failAgain = (
  { tries }: Delivery,
  failure: Pick<Failure, 'to' | 'partly' | 'error'>,
): Move<DeliveryFields> => ({
  name: 'fail-again',
  set: {
    error: messageOf(failure.error),
    to: [...failure.to],
    ...(failure.partly && { partly: true }),
  },
  when: [{ tries: [tries] }],
});

/** Gives it up: it stays listed until it is looked after. */
export const giveUp = ({ tries }: Delivery, at: Time): Move<DeliveryFields> => ({
  name: 'give-up',
  set: { due: { list: 'undelivered', at } },
  when: [{ tries: [tries] }],
});

/** Has it tried again, from the first try on, because a person says so. */
export const tryAnew = ({ tries }: Delivery, now: Time): Move<DeliveryFields> => ({
  name: 'try-anew',
  set: { tries: 0, due: { list: 'delivery', at: now } },
  when: [{ tries: [tries] }],
});

/**
 * What is to be told now that was not delivered: of the approval or the run as it is. Undefined where it is over: nobody is asked
 * what was decided meanwhile, or handed on to others, and nobody is told of a failure that was mended.
 */
export function occasionAgain(
  { noticeId: id, kind, to, partly, epoch }: Delivery,
  { approval, run }: { approval?: Approval | undefined; run?: Run | undefined },
): Occasion | undefined {
  if (kind === 'run-failed' || kind === 'run-needs-review') {
    const isStill = run?.epoch === epoch && run?.status === (kind === 'run-failed' ? 'failed' : 'needs-review');
    return run && isStill ? { id, kind, run, to } : undefined;
  }
  if (kind === 'subscription' || kind === 'outcome' || !approval || approval.epoch !== epoch) return undefined;
  const isOfEnd = kind === 'decided' || kind === 'expired';
  if (isOfEnd !== isSettled(approval)) return undefined;

  const act = approval.acts?.[Number(/\/act-(\d+)$/.exec(id)?.[1] ?? 0) - 1];
  const occasion = { id, kind, approval, to, ...(act && { act }) };
  const still = partly ? addressedTo(occasion) : to.filter((name) => isOfEnd || isAskedStill(occasion, name));
  if (still.length === 0 && approval.assignee.length > 0) return undefined;
  return partly ? occasion : { ...occasion, to: still };
}

/** Who was handed on from is asked nothing any more; who decided too early is told that, whoever is asked. */
const isAskedStill = ({ act, approval }: Pick<ApprovalOccasion, 'act' | 'approval'>, name: string): boolean =>
  act?.kind === 'refused' || approval.assignee.includes(name);

/** Whom a notice is for as a whole: those who are left are among them, or belong to them. */
export function addressedTo(occasion: Occasion): string[] {
  if ('run' in occasion) return [OPERATORS];
  const { act, approval } = occasion;
  if (act?.kind === 'refused') return [act.by];
  return act?.kind === 'reassign' ? act.to.filter((name) => isAskedStill(occasion, name)) : approval.assignee;
}

/** What a notice's id says: the run, for an approval its key, the epoch of either, and which of its notices it is. */
export interface AboutNotice {
  readonly runId: string;
  readonly key?: string;
  readonly epoch: number;
  readonly what: string;
}

/** A notice's id, taken apart; undefined where it is none of ours. */
export function aboutNotice(noticeId: string): AboutNotice | undefined {
  const { runId, key, epoch, what } =
    /^(?<runId>[^/]+)\/(?:(?<key>[^/]+)\/)?(?<epoch>\d+)\/(?<what>[^/]+)$/.exec(noticeId)?.groups ?? {};
  if (runId === undefined || what === undefined) return undefined;
  return { runId, ...(key !== undefined && { key }), epoch: Number(epoch), what };
}
