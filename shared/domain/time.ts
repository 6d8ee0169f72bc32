/** Times as they are kept and shown: ISO 8601 in UTC with milliseconds, so that they sort as text. */
import * as z from 'zod/mini';

export const Time = z
  .string()
  .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, { error: 'must be an ISO 8601 time in UTC' }));
export type Time = z.infer<typeof Time>;

export const timeOf = (date: Date): Time => date.toISOString();

/** The time `ms` later. */
export const later = (time: Time, ms: number): Time => new Date(Date.parse(time) + ms).toISOString();

/** The earliest of these times; undefined where there is none. */
export const earliest = (times: readonly (Time | undefined)[]): Time | undefined =>
  times.filter((time) => time !== undefined).sort()[0];
