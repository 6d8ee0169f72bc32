/** Times as they are kept and shown: ISO 8601 in UTC with milliseconds, so that they sort as text. */
import * as z from 'zod/mini';

export const Time = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, { error: 'must be an ISO 8601 time in UTC' }));
export type Time = z.infer<typeof Time>;

/** The last time that can be written so; what lies beyond it is taken for it. */
export const LAST_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** What was written last: much happens in one ms, and writing a time takes longer than most of it. */
let last = { ms: Number.NaN, text: '' };

export function timeOf(date: Date): Time {
  const ms = Math.min(date.getTime(), LAST_TIME);
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}

/** The time `ms` later. */
export const later = (time: Time, ms: number): Time => timeOf(new Date(Date.parse(time) + ms));

/** How far off the present may be that an HTTP answer tells, in ms: its `Date` has whole seconds, and it was on its way. */
const TOLD_TO = 5_000;

/** The present (ms since 1970) by the clock of whoever sent an answer with this `Date` header; `own` where that says the same. */
export function presentBy(date: string | null, own: number): number {
  const told = Date.parse(date ?? '');
  return Math.abs(told - own) > TOLD_TO ? told : own;
}

/** The earliest of these times; undefined where there is none. */
export const earliest = (times: readonly (Time | undefined)[]): Time | undefined =>
  times.filter((time) => time !== undefined).sort()[0];
