/** Values and times as people read them in plain text. */
import type { Time } from './time.ts';

const INDENT = '  ';

/**
 * The text, in which every mark is to be seen that would have its reader see the letters around it in another order, so that 100 reads
 * as 001. Languages that are written from right to left need none of them.
 */
export const withTurnsShown = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase()}]`);

/** Deeper than this a value is told in one line. */
const MOST_LEVELS = 6;

const isNested = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** `name: value`, one a line; what a value holds is indented below its name. The items of a list are numbered from 1. */
export function linesOf(name: string, value: unknown, level = 0): string[] {
  const indent = INDENT.repeat(level);
  const label = `${indent}${withTurnsShown(name.replace(/\s+/g, ' '))}:`;
  if (isNested(value) && level < MOST_LEVELS) {
    const items = Array.isArray(value)
      ? value.map((item, index): [string, unknown] => [String(index + 1), item])
      : Object.entries(value);
    return [label, ...items.flatMap(([inner, item]) => linesOf(inner, item, level + 1))];
  }
  const [first = '', ...rest] = withTurnsShown(plain(value)).split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
  return [`${label} ${first}`.trimEnd(), ...rest.map((line) => `${indent}${INDENT}${line}`.trimEnd())];
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value) && value.length === 0) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue 24 Nov 2026, 17:00 UTC`. */
export function timeInWords(time: Time): string {
  const date = new Date(time);
  const [day, month] = [DAYS[date.getUTCDay()], MONTHS[date.getUTCMonth()]];
  return `${day} ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}, ${time.slice(11, 16)} UTC`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a notice takes to be written: a day less a moment is a day. */
const A_MOMENT = 10_000;

/** `in 24 h`, rounded down, so that nobody thinks they have longer than they do; `now` where the time has come. */
export function fromNow(time: Time, now: Time): string {
  const left = Date.parse(time) - Date.parse(now);
  if (left <= 0) return 'now';
  const ms = left + A_MOMENT;
  if (ms < MINUTE) return 'in less than a minute';
  if (ms < 2 * HOUR) return `in ${Math.floor(ms / MINUTE)} min`;
  return ms < 3 * DAY ? `in ${Math.floor(ms / HOUR)} h` : `in ${Math.floor(ms / DAY)} days`;
}
