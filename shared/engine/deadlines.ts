/** The times of an approval, as a workflow declares them: until when people may decide, and what happens before and then. */
import type { Ask, TimedEvent, TimeoutDefault } from '../domain/approval.ts';
import { type Duration, durationOf } from '../domain/duration.ts';
import { nameOf } from '../domain/group.ts';
import { LAST_TIME, later, type Time, timeOf } from '../domain/time.ts';
import { encode } from '../domain/value.ts';
import { type BusinessHours, dayLength, workingHoursOf } from './business-hours.ts';
import { timeAfter } from './calendar.ts';
import { aboutOf, names, unsound } from './unsound.ts';

/** The times of an approval. `T` is the type of the value that a decision carries. */
export interface Deadlines<T = unknown> {
  /** How long people have, such as `24h`; or until when. Default: for ever. */
  timeout?: Duration | { at: Date };
  /**
   * What happens then. `reject` (the default) tells the run no; `{ approve }` lets it go on with that value; `{ escalate }` asks
   * somebody else as well, and starts the time anew, once, then rejects; `fail` throws `ApprovalExpired`.
   */
  onTimeout?: 'reject' | 'fail' | { approve: T } | { escalate: string };
  /** The hours in which the durations of `timeout`, `remind` and `escalate` count; `1d` is one working day. Default: always. */
  businessHours?: BusinessHours;
  /** When to remind, each counted from the asking; or how often, 1 to 50 times, as long as there is time left. */
  remind?: Duration[] | { every: Duration; max: number };
  /** Who else to ask, and when, counted from the asking. */
  escalate?: { after: Duration; to: string }[];
}

/** What becomes of the declared times once it is known when people are asked. */
export type Times = Pick<Ask, 'expiresAt' | 'events' | 'onTimeout'>;

/** The times of the approval under `key`, asked at `since`. `invalid-approval` names the option that is not sound. */
export function timesOf<T>(key: string, options: Deadlines<T>, since: Time): Times {
  checkTimes(key, options);
  const expiresAt = deadlineOf(key, options, since);
  const events = eventsOf(key, options, since, expiresAt);
  const onTimeout = expiresAt === undefined ? undefined : defaultOf(key, options, since, expiresAt);
  return {
    ...(expiresAt !== undefined && { expiresAt }),
    ...(events.length > 0 && { events }),
    ...(onTimeout && { onTimeout }),
  };
}

const fieldOf = (key: string, option: string): string => `${aboutOf(key)}: ${option}`;

function deadlineOf<T>(key: string, { timeout, businessHours }: Deadlines<T>, since: Time): Time | undefined {
  if (timeout === undefined) return undefined;
  return isMoment(timeout) ? timeOf(timeout.at) : timeAfter(since, timeout, businessHours, fieldOf(key, 'timeout'));
}

/** Reminders and escalations, by time. */
function eventsOf<T>(key: string, options: Deadlines<T>, since: Time, expiresAt: Time | undefined): TimedEvent[] {
  const { businessHours, escalate = [] } = options;
  const at = (duration: Duration, option: string): Time => {
    const time = timeAfter(since, duration, businessHours, fieldOf(key, option));
    if (expiresAt !== undefined && time >= expiresAt) throw late(key, option, duration, expiresAt);
    return time;
  };
  const { remind = [] } = options;
  const reminders = Array.isArray(remind)
    ? remind.map((after, i) => at(after, `remind[${i}]`))
    : [...series(key, remind, options, since, expiresAt)];
  const events: TimedEvent[] = [
    ...reminders.map((time) => ({ kind: 'remind' as const, at: time })),
    ...escalate.map(({ after, to }, i) => ({
      kind: 'escalate' as const,
      at: at(after, `escalate[${i}].after`),
      to: nameOf(to),
    })),
  ];
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Each reminder counts from the one before, which is the same as from the asking; those that nobody would get are left out. */
function* series<T>(
  key: string,
  { every, max }: { every: Duration; max: number },
  { businessHours }: Deadlines<T>,
  since: Time,
  expiresAt: Time | undefined,
): Generator<Time> {
  let time = since;
  for (let i = 0; i < max; i++) {
    time = timeAfter(time, every, businessHours, fieldOf(key, 'remind.every'));
    if (expiresAt !== undefined && time >= expiresAt) return;
    yield time;
  }
}

/** The default that is not the usual one, to reject. */
function defaultOf<T>(
  key: string,
  { timeout, onTimeout, businessHours }: Deadlines<T>,
  since: Time,
  expiresAt: Time,
): TimeoutDefault | undefined {
  if (onTimeout === undefined || onTimeout === 'reject' || timeout === undefined) return undefined;
  if (onTimeout === 'fail') return { fail: true };
  if ('approve' in onTimeout) return { approve: encode(onTimeout.approve, `onTimeout of approval "${key}"`) };
  const until = isMoment(timeout)
    ? later(expiresAt, Math.max(0, Date.parse(expiresAt) - Date.parse(since)))
    : timeAfter(expiresAt, timeout, businessHours, fieldOf(key, 'onTimeout.escalate: the second timeout'));
  return { escalate: nameOf(onTimeout.escalate), until };
}

const late = (key: string, option: string, duration: Duration, timeout: string) =>
  unsound(key, `${option} of ${duration} comes after the timeout of ${timeout}; it would never happen.`);

/** The most reminders, and the most escalations, that are kept with an approval. */
const MOST_REMINDERS = 50;

/** Refuses the times that are not sound whenever they begin: `invalid-approval` names the option. */
export function checkTimes<T>(key: string, options: Deadlines<T>): void {
  const { timeout, businessHours, remind = [], escalate = [] } = options;
  const hours = businessHours === undefined ? undefined : workingHoursOf(businessHours, aboutOf(key));
  const msOf = (duration: Duration, option: string): number =>
    durationOf(String(duration), fieldOf(key, option), hours && dayLength(hours));
  if (timeout !== undefined && isMoment(timeout)) checkMoment(key, timeout);
  const limit = timeout === undefined || isMoment(timeout) ? undefined : { timeout, ms: msOf(timeout, 'timeout') };
  const inTime = (duration: Duration, option: string): void => {
    if (msOf(duration, option) >= (limit?.ms ?? Number.POSITIVE_INFINITY))
      throw late(key, option, duration, limit?.timeout ?? '');
  };
  checkDefault(key, options);
  if (Array.isArray(remind)) for (const [i, after] of remind.entries()) inTime(after, `remind[${i}]`);
  else checkSeries(key, remind, msOf);
  if (!Array.isArray(escalate)) throw unsound(key, 'escalate must be a list of { after, to }.');
  refuseMany(key, 'remind', Array.isArray(remind) ? remind : []);
  refuseMany(key, 'escalate', escalate);
  for (const [i, { after, to }] of escalate.entries()) {
    inTime(after, `escalate[${i}].after`);
    names(key, `escalate[${i}].to`, [to]);
  }
}

function refuseMany(key: string, option: string, { length }: readonly unknown[]): void {
  if (length > MOST_REMINDERS)
    throw unsound(key, `${option} has ${length} entries; at most ${MOST_REMINDERS} are taken.`);
}

const isMoment = (timeout: Duration | { at: Date }): timeout is { at: Date } =>
  typeof timeout === 'object' && timeout !== null;

/** The first time that can be written as the others are. */
const FIRST_TIME = Date.parse('0000-01-01T00:00:00.000Z');

function checkMoment(key: string, { at }: { at: Date }): void {
  const ms = at instanceof Date ? at.getTime() : Number.NaN;
  if (!(ms >= FIRST_TIME && ms <= LAST_TIME))
    throw unsound(key, `timeout.at ${inWords(at)} is no time; give a valid Date of the years 0 to 9999.`);
}

function checkDefault<T>(key: string, { timeout, onTimeout }: Deadlines<T>): void {
  if (onTimeout === undefined || onTimeout === 'reject') return;
  if (timeout === undefined)
    throw unsound(key, 'onTimeout has no timeout to follow; give one, such as timeout: "24h".');
  if (onTimeout === 'fail') return;
  const isObject = typeof onTimeout === 'object' && onTimeout !== null;
  if (isObject && 'escalate' in onTimeout) names(key, 'onTimeout.escalate', [onTimeout.escalate]);
  else if (!(isObject && 'approve' in onTimeout))
    throw unsound(key, "onTimeout must be 'reject', 'fail', { approve: value } or { escalate: who }.");
}

function checkSeries(
  key: string,
  remind: { every: Duration; max: number },
  msOf: (duration: Duration, option: string) => number,
): void {
  if (typeof remind !== 'object' || remind === null)
    throw unsound(key, 'remind must be a list of durations, or { every, max }.');
  const { every, max } = remind;
  if (msOf(every, 'remind.every') === 0) throw unsound(key, `remind.every of ${every} must be longer than nothing.`);
  if (!(Number.isInteger(max) && max >= 1 && max <= MOST_REMINDERS))
    throw unsound(key, `remind.max ${inWords(max)} must be a whole number from 1 to ${MOST_REMINDERS}.`);
}

const inWords = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value));
