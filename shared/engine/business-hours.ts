/** The hours in which people decide: how they are declared, and how they are read. */
import { Temporal } from 'temporal-polyfill';
import { CountersignError } from '../errors.ts';

/** The hours in which time counts: on these days of the week, from one local time to another, but not on holidays. */
export interface BusinessHours {
  /** IANA time zone, such as `Europe/Berlin`. */
  zone: string;
  /** Days of the week and ranges of them, such as `Mon-Fri`, `Sun-Thu` or `Mon,Wed-Fri`. */
  days: string;
  /** When a working day begins, as the clock on the wall says it, such as `09:00`. */
  from: string;
  /** When it ends, later than `from`, such as `17:00`; at the latest `24:00`. */
  to: string;
  /** Days that are no working days, such as `2026-12-25`. */
  holidays?: string[];
}

/** Business hours as they are read. */
export interface WorkingHours {
  readonly zone: string;
  /** From 1, Monday, to 7. */
  readonly days: ReadonlySet<number>;
  /** In minutes after midnight. */
  readonly from: number;
  /** In minutes after midnight. */
  readonly to: number;
  /** As `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

const FIELDS: readonly string[] = ['zone', 'days', 'from', 'to', 'holidays'] satisfies (keyof BusinessHours)[];

/** Reads business hours; `invalid-approval` names the field that is not sound. `about` is what they belong to. */
export function workingHoursOf(hours: BusinessHours, about: string): WorkingHours {
  const refused = (field: string, value: unknown, problem: string) =>
    new CountersignError('invalid-approval', `${about}: businessHours${field}${inWords(value)} ${problem}`);
  if (typeof hours !== 'object' || hours === null)
    throw refused('', hours, 'must be an object with zone, days, from and to.');
  const { zone, days, from, to, holidays = [] } = hours;
  const unknown = Object.keys(hours).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw refused(`.${unknown}`, undefined, `is not known; there are ${FIELDS.join(', ')}.`);
  if (!isZone(zone)) throw refused('.zone', zone, 'is no IANA time zone; write for example "Europe/Berlin".');
  const read = { days: daysOf(days), from: minutesOf(from), to: to === '24:00' ? MIDNIGHT : minutesOf(to) };
  if (!read.days)
    throw refused('.days', days, 'are no days of the week; write for example "Mon-Fri" or "Mon,Wed-Fri".');
  if (read.from === undefined) throw refused('.from', from, 'is no time of day; write for example "09:00".');
  if (read.to === undefined) throw refused('.to', to, 'is no time of day; write for example "17:00", at most "24:00".');
  if (read.to <= read.from) throw refused('.to', to, `must be later than from, which is "${from}".`);
  if (!Array.isArray(holidays)) throw refused('.holidays', holidays, 'must be a list of dates.');
  const wrong = holidays.findIndex((date) => !isDate(date));
  if (wrong >= 0) throw refused(`.holidays[${wrong}]`, holidays[wrong], 'is no date; write for example "2026-12-25".');
  return { zone, days: read.days, from: read.from, to: read.to, holidays: new Set(holidays) };
}

/** How long a working day is in ms, as the clock on the wall says it. */
export const dayLength = ({ from, to }: WorkingHours): number => (to - from) * 60_000;

const inWords = (value: unknown): string =>
  value === undefined ? '' : ` ${typeof value === 'string' ? `"${value}"` : String(value)}`;

/** A name of the time zone database; no offset such as `+02:00`, which knows no daylight saving. */
function isZone(zone: unknown): boolean {
  if (typeof zone !== 'string' || !/^[A-Za-z][\w+/-]*$/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

const WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The days, from 1; undefined where the text names none. A range may go over the end of the week, as `Sun-Thu` does. */
function daysOf(text: unknown): Set<number> | undefined {
  if (typeof text !== 'string') return undefined;
  const days = new Set<number>();
  for (const range of text.split(',')) {
    const [first = '', last = first, ...more] = range.trim().split('-');
    const [begin, end] = [WEEK.indexOf(first), WEEK.indexOf(last)];
    if (begin < 0 || end < 0 || more.length > 0) return undefined;
    for (let i = 0; i <= (end - begin + WEEK.length) % WEEK.length; i++) days.add(((begin + i) % WEEK.length) + 1);
  }
  return days;
}

const MIDNIGHT = 24 * 60;

/** The minutes after midnight, up to 23:59. */
function minutesOf(text: unknown): number | undefined {
  const [, hours, minutes] = (typeof text === 'string' && /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text)) || [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

function isDate(date: unknown): boolean {
  if (typeof date !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(date)) return false;
  try {
    return Temporal.PlainDate.from(date).toString() === date;
  } catch {
    return false;
  }
}
