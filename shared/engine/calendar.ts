/** When a duration is over that begins at a time: on the clock, or counted in business hours. */
import { Temporal } from 'temporal-polyfill';
import { type Duration, durationOf } from '../domain/duration.ts';
import { LAST_TIME, later, type Time, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import { type BusinessHours, dayLength, type WorkingHours, workingHoursOf } from './business-hours.ts';

/**
 * The time at which `duration` is over since `since`. With hours, only the time within them counts, as it really passes: a
 * working day on which the clocks change is longer or shorter. `1d` is one working day then, as long as the clock on the wall says.
 * What would be over at the end of a working day is over at its end, and not at the beginning of the next.
 *
 * `invalid-approval` names `field` where the text is no duration, the time lies beyond the year 9999, or no working day comes.
 */
export function timeAfter(since: Time, duration: Duration, hours?: BusinessHours, field = 'duration'): Time {
  const working = hours === undefined ? undefined : workingHoursOf(hours, field);
  const ms = durationOf(duration, field, working && dayLength(working));
  const start = Date.parse(since);
  if (!working) {
    if (start + ms > LAST_TIME) throw tooLate(field, duration);
    return later(since, ms);
  }
  if (ms > mostFrom(start, working)) throw tooLate(field, duration);
  const end = walk(start, ms, working);
  if (end === undefined)
    throw new CountersignError(
      'invalid-approval',
      `${field} of ${duration}: no working day comes within ${MOST_IDLE_DAYS} days; look at businessHours.days and businessHours.holidays.`,
    );
  if (end > LAST_TIME) throw tooLate(field, duration);
  return timeOf(new Date(end));
}

const tooLate = (field: string, duration: Duration): CountersignError =>
  new CountersignError('invalid-approval', `${field} of ${duration} ends beyond the year 9999.`);

const DAY = 86_400_000;

/** How many days are looked at for one that has working time left. */
const MOST_IDLE_DAYS = 400;

/**
 * More working time than there is until the year 9999 is over, in ms: nobody has to walk through all of it to find that out. Clocks
 * that are set back add at most a few hours a year.
 */
function mostFrom(start: number, hours: WorkingHours): number {
  const weeks = (LAST_TIME - start) / (7 * DAY) + 1;
  return weeks * hours.days.size * dayLength(hours) + (weeks / 52 + 1) * DAY;
}

/** The instant at which `ms` of working time have passed since `start`, in ms, day by day; undefined where no working day comes. */
function walk(start: number, ms: number, hours: WorkingHours): number | undefined {
  if (ms === 0) return start;
  let left = ms;
  let at = start;
  // Where a zone skips midnight, the day before may reach beyond it.
  let date = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(hours.zone).toPlainDate();
  date = date.subtract({ days: 1 });
  for (let idle = 0; idle <= MOST_IDLE_DAYS; idle++, date = date.add({ days: 1 })) {
    if (at > LAST_TIME) return at;
    const { open, close } = windowOn(date, hours) ?? { open: at, close: at };
    const begin = Math.max(at, open);
    if (close <= begin) continue;
    if (left <= close - begin) return begin + left;
    left -= close - begin;
    at = close;
    idle = 0;
  }
  return undefined;
}

/** The working time of a date, in ms; undefined where it has none. */
function windowOn(date: Temporal.PlainDate, { zone, days, from, to, holidays }: WorkingHours) {
  if (!days.has(date.dayOfWeek) || holidays.has(date.toString())) return undefined;
  const midnight = date.toPlainDateTime();
  const open = midnight.add({ minutes: from }).toZonedDateTime(zone);
  // A zone that changes the side of the date line leaves a day out.
  if (!open.toPlainDate().equals(date)) return undefined;
  const close = midnight.add({ minutes: to }).toZonedDateTime(zone);
  return { open: open.epochMilliseconds, close: close.epochMilliseconds };
}
