/** When a duration is over: on the clock, and counted in business hours. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Duration } from '../../../shared/domain/duration.ts';
import type { BusinessHours } from '../../../shared/engine/business-hours.ts';
import { timeAfter } from '../../../shared/engine/calendar.ts';
import { NOW, plus } from '../../support/clock.ts';

const BERLIN: BusinessHours = { zone: 'Europe/Berlin', days: 'Mon-Fri', from: '09:00', to: '17:00' };

/** An instant in UTC, of what the clock on the wall says. `+` and an offset tells apart what it says twice. */
const local = (text: string, zone: string): string =>
  new Date(Temporal.ZonedDateTime.from(`${text}[${zone}]`).epochMilliseconds).toISOString();

/** When a duration is over, in Berlin by the clock on the wall. */
const inBerlin = (since: string, duration: Duration, more: Partial<BusinessHours> = {}) =>
  wallIn({ ...BERLIN, ...more }, since, duration);

const wallIn = (hours: BusinessHours, since: string, duration: Duration): string =>
  Temporal.Instant.from(timeAfter(local(since, hours.zone), duration, hours))
    .toZonedDateTimeISO(hours.zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

describe('without business hours', () => {
  it('counts on the clock, where a day has 24 hours', () => {
    expect(timeAfter(NOW, '90m')).toBe(plus('90m'));
    expect(timeAfter(NOW, '2d')).toBe(plus('48h'));
    expect(timeAfter(NOW, '0s')).toBe(NOW);
  });

  it('refuses what lies beyond the year 9999', () => {
    expect(() => timeAfter(NOW, '9999999d', undefined, 'Approval "a": timeout')).toThrow(
      expect.objectContaining({
        code: 'invalid-approval',
        message: 'Approval "a": timeout of 9999999d ends beyond the year 9999.',
      }),
    );
  });
});

describe('in business hours', () => {
  it.each<[string, string, Duration, string]>([
    ['stays within a working day', '2026-01-05T10:00', '3h', '2026-01-05T13:00'],
    ['goes on the next working day', '2026-01-05T16:00', '3h', '2026-01-06T11:00'],
    ['leaves the weekend out', '2026-01-09T16:00', '3h', '2026-01-12T11:00'],
    ['ends at the closing time, and not at the next opening', '2026-01-05T14:00', '3h', '2026-01-05T17:00'],
    ['ends at a closing time that is days away', '2026-01-05T09:00', '40h', '2026-01-09T17:00'],
    ['counts from the next opening before the hours', '2026-01-05T03:00', '1h', '2026-01-05T10:00'],
    ['counts from the next opening after the hours', '2026-01-05T20:00', '1h', '2026-01-06T10:00'],
    ['counts from the next opening at the closing time', '2026-01-09T17:00', '1m', '2026-01-12T09:01'],
    ['counts from the next opening on the weekend', '2026-01-10T12:00', '1h', '2026-01-12T10:00'],
    ['takes 1d for a working day', '2026-01-05T10:00', '1d', '2026-01-06T10:00'],
    ['takes 1d from an opening for the whole of that day', '2026-01-05T09:00', '1d', '2026-01-05T17:00'],
    ['takes 5d for a week', '2026-01-07T11:30', '5d', '2026-01-14T11:30'],
    ['takes 1.5d for a day and a half', '2026-01-05T09:00', '1.5d', '2026-01-06T13:00'],
    ['goes over the end of a month', '2026-01-30T16:30', '1h', '2026-02-02T09:30'],
    ['goes over the end of a year', '2026-12-31T16:00', '2h', '2027-01-01T10:00'],
    ['knows the 29 February of a leap year', '2028-02-28T09:00', '2d', '2028-02-29T17:00'],
    ['knows that a year has no 29 February', '2027-02-26T09:00', '9h', '2027-03-01T10:00'],
    ['stays where it is for no time at all', '2026-01-10T12:00', '0s', '2026-01-10T12:00'],
  ])('%s', (_, since, duration, expected) => {
    expect(inBerlin(since, duration)).toBe(expected);
  });

  it('leaves holidays out', () => {
    const holidays = ['2026-12-24', '2026-12-25', '2026-12-31', '2027-01-01'];

    expect(inBerlin('2026-12-23T16:00', '2h', { holidays })).toBe('2026-12-28T10:00');
    expect(inBerlin('2026-12-24T10:00', '1h', { holidays })).toBe('2026-12-28T10:00');
    expect(inBerlin('2028-02-28T16:00', '2h', { holidays: ['2028-02-29'] })).toBe('2028-03-01T10:00');
  });

  it.each([
    ['Mon', ['01-05', '01-12', '01-19']],
    ['Mon,Wed-Fri,Sun', ['01-05', '01-07', '01-08', '01-09', '01-11', '01-12']],
    ['Sun-Thu', ['01-05', '01-06', '01-07', '01-08', '01-11', '01-12']],
    ['Sat, Sun', ['01-10', '01-11', '01-17']],
    ['Mon-Sun', ['01-05', '01-06', '01-07', '01-08', '01-09', '01-10', '01-11']],
    ['Fri-Fri', ['01-09', '01-16']],
  ])('works on %s', (days, dates) => {
    const ends = dates.map((_, i) => inBerlin('2026-01-05T00:00', `${i + 1}d`, { days }));

    expect(ends).toEqual(dates.map((date) => `2026-${date}T17:00`));
  });

  it('may work until midnight, and around the clock', () => {
    expect(inBerlin('2026-01-05T23:00', '2h', { to: '24:00' })).toBe('2026-01-06T10:00');
    expect(inBerlin('2026-01-05T23:00', '1h', { to: '24:00' })).toBe('2026-01-06T00:00');
    const always = { days: 'Mon-Sun', from: '00:00', to: '24:00' };
    expect(inBerlin('2026-01-05T23:17', '5d', always)).toBe('2026-01-10T23:17');
  });

  it('knows that New York and Berlin open at different times', () => {
    const newYork = { ...BERLIN, zone: 'America/New_York' };

    expect(timeAfter('2026-01-05T12:00:00.000Z', '1h', newYork)).toBe('2026-01-05T15:00:00.000Z');
    expect(timeAfter('2026-01-05T12:00:00.000Z', '1h', BERLIN)).toBe('2026-01-05T13:00:00.000Z');
  });

  it('keeps seconds and milliseconds', () => {
    expect(timeAfter('2026-01-05T15:59:59.999Z', '2ms', BERLIN)).toBe('2026-01-06T08:00:00.001Z');
    expect(timeAfter('2026-01-05T15:59:59.999Z', '1ms', BERLIN)).toBe('2026-01-05T16:00:00.000Z');
  });
});

describe('where the clocks change', () => {
  const nights = { days: 'Mon-Sun', from: '00:00', to: '08:00' };

  it('opens by the clock on the wall on both sides of it', () => {
    expect(timeAfter('2026-03-27T15:00:00.000Z', '2h', BERLIN)).toBe('2026-03-30T08:00:00.000Z');
    expect(timeAfter('2026-10-23T14:00:00.000Z', '2h', BERLIN)).toBe('2026-10-26T09:00:00.000Z');
  });

  it.each<[string, string, string, Duration]>([
    ['an hour shorter in Berlin in spring', 'Europe/Berlin', '2026-03-29', '7h'],
    ['an hour longer in Berlin in autumn', 'Europe/Berlin', '2026-10-25', '9h'],
    ['an hour shorter in New York in spring', 'America/New_York', '2026-03-08', '7h'],
    ['an hour longer in New York in autumn', 'America/New_York', '2026-11-01', '9h'],
    ['half an hour shorter on Lord Howe in October', 'Australia/Lord_Howe', '2026-10-04', '7.5h'],
    ['half an hour longer on Lord Howe in April', 'Australia/Lord_Howe', '2026-04-05', '8.5h'],
  ])('has a window that is %s', (_, zone, date, length) => {
    const hours = { ...nights, zone };

    expect(wallIn(hours, `${date}T00:00`, length)).toBe(`${date}T08:00`);
    expect(wallIn(hours, `${date}T00:00`, `${Number.parseFloat(length) + 1}h`)).toBe(
      Temporal.PlainDate.from(date).add({ days: 1 }).toPlainDateTime('01:00').toString({ smallestUnit: 'minute' }),
    );
  });

  it('takes a time that the clock on the wall leaves out as one hour later', () => {
    const early = { ...BERLIN, days: 'Sun', from: '02:30', to: '05:00' };

    expect(inBerlin('2026-03-29T00:00', '30m', early)).toBe('2026-03-29T04:00');
    expect(inBerlin('2026-03-29T00:00', '90m', early)).toBe('2026-03-29T05:00');
  });

  it('has no window where its end comes before its begin', () => {
    const tiny = { ...BERLIN, days: 'Sun', from: '02:30', to: '03:10' };

    expect(inBerlin('2026-03-29T00:00', '10m', tiny)).toBe('2026-04-05T02:40');
  });

  it('takes a time that the clock on the wall shows twice as the first', () => {
    const early = { ...BERLIN, days: 'Sun', from: '02:30', to: '05:00' };

    expect(timeAfter('2026-10-24T22:00:00.000Z', '1m', early)).toBe('2026-10-25T00:31:00.000Z');
    expect(inBerlin('2026-10-25T00:00', '210m', early)).toBe('2026-10-25T05:00');
  });

  it('works until a midnight that there is not', () => {
    const cairo = { zone: 'Africa/Cairo', days: 'Thu-Fri', from: '00:00', to: '24:00' };

    expect(wallIn(cairo, '2026-04-23T23:00', '1h')).toBe('2026-04-24T01:00');
    expect(wallIn(cairo, '2026-04-23T23:00', '2h')).toBe('2026-04-24T02:00');
  });

  it('leaves out a day that a zone left out', () => {
    const apia = { ...BERLIN, zone: 'Pacific/Apia' };

    expect(wallIn(apia, '2011-12-29T16:00', '2h')).toBe('2012-01-02T10:00');
  });
});

describe('far away', () => {
  it('counts years', () => {
    expect(inBerlin('2026-01-05T09:00', '2610d')).toBe('2036-01-04T17:00');
  });

  it.each<Duration>(['9999999d', '3000000d', '9999999h'])(
    'refuses %s, which ends beyond the year 9999, at once',
    (duration) => {
      const begun = performance.now();

      expect(() => timeAfter(NOW, duration, { ...BERLIN, days: 'Mon' }, 'timeout')).toThrow(
        expect.objectContaining({
          code: 'invalid-approval',
          message: `timeout of ${duration} ends beyond the year 9999.`,
        }),
      );
      expect(performance.now() - begun).toBeLessThan(1_000);
    },
  );

  it('refuses what just does not end in the year 9999', () => {
    const late = '9999-12-30T09:00:00.000Z';

    expect(inBerlin('9999-12-30T10:00', '15h')).toBe('9999-12-31T17:00');
    expect(() => timeAfter(late, '16h', BERLIN)).toThrow(/beyond the year 9999/);
  });

  it('refuses hours in which nobody ever works', () => {
    const holidays = Array.from({ length: 70 }, (_, i) =>
      Temporal.PlainDate.from('2026-01-05').add({ weeks: i }).toString(),
    );
    const mondays = { ...BERLIN, days: 'Mon' };

    expect(() => timeAfter(NOW, '1h', { ...mondays, holidays }, 'Approval "a": timeout')).toThrow(
      expect.objectContaining({
        code: 'invalid-approval',
        message: expect.stringMatching(/^Approval "a": timeout of 1h: no working day comes .*businessHours\.holidays/),
      }),
    );
    expect(wallIn({ ...mondays, holidays: holidays.slice(0, 50) }, '2026-01-05T00:00', '1h')).toBe('2026-12-21T10:00');
  });
});

describe('business hours that are not sound', () => {
  it.each<[string, object, string]>([
    ['a planet', { zone: 'Mars/Base' }, '.zone "Mars/Base" is no IANA time zone'],
    ['an offset', { zone: '+02:00' }, '.zone "+02:00" is no IANA time zone'],
    [
      'a time that names a zone',
      { zone: '2020-01-01T00:00[Europe/Berlin]' },
      '.zone "2020-01-01T00:00[Europe/Berlin]" is',
    ],
    ['no zone', { zone: undefined }, '.zone is no IANA time zone'],
    ['a day that there is not', { days: 'Mon-Fry' }, '.days "Mon-Fry" are no days of the week'],
    ['a range of three', { days: 'Mon-Wed-Fri' }, '.days "Mon-Wed-Fri"'],
    ['no days', { days: '' }, '.days "" are'],
    ['days that are no text', { days: 5 }, '.days 5 are'],
    ['an hour that there is not', { from: '25:00' }, '.from "25:00" is no time of day'],
    ['a short hour', { from: '9:00' }, '.from "9:00" is no time of day'],
    ['midnight as the begin', { from: '24:00' }, '.from "24:00" is no time of day'],
    ['a minute that there is not', { to: '17:60' }, '.to "17:60" is no time of day'],
    ['a time after midnight', { to: '24:01' }, '.to "24:01" is no time of day'],
    ['an end at the begin', { to: '09:00' }, '.to "09:00" must be later than from, which is "09:00"'],
    [
      'an end before the begin',
      { from: '17:00', to: '09:00' },
      '.to "09:00" must be later than from, which is "17:00"',
    ],
    ['a holiday that there is not', { holidays: ['2026-02-29'] }, '.holidays[0] "2026-02-29" is no date'],
    [
      'a holiday with a time',
      { holidays: ['2026-12-25', '2026-12-26T00:00'] },
      '.holidays[1] "2026-12-26T00:00" is no date',
    ],
    ['a holiday that is no text', { holidays: [20261225] }, '.holidays[0] 20261225 is no date'],
    ['holidays that are no list', { holidays: '2026-12-25' }, '.holidays "2026-12-25" must be a list'],
    ['a field that there is not', { lunch: '12:00' }, '.lunch is not known; there are zone, days, from, to, holidays.'],
  ])('are refused: %s', (_, wrong, message) => {
    const hours = { ...BERLIN, ...wrong } as BusinessHours;

    expect(() => timeAfter(NOW, '1h', hours, 'Approval "a"')).toThrow(
      expect.objectContaining({
        code: 'invalid-approval',
        message: expect.stringContaining(`Approval "a": businessHours${message}`),
      }),
    );
  });

  it.each([null, 'Mon-Fri', 9])('are refused: %o', (hours) => {
    expect(() => timeAfter(NOW, '1h', hours as never, 'Approval "a"')).toThrow(/businessHours .* must be an object/);
  });
});

const SLOT = 900_000;

/** A quarter of an hour is within the hours or not, wherever it is: zones and hours here are whole quarters apart. */
function isOpen(ms: number, { zone, days, from, to, holidays = [] }: BusinessHours): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const name = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][wall.dayOfWeek - 1] ?? '';
  const hour = (text: string) => Number(text.slice(0, 2));
  const isWithin = hour(from) <= wall.hour && wall.hour < hour(to);
  return isWithin && days.split(',').includes(name) && !holidays.includes(wall.toPlainDate().toString());
}

/** The time within the hours, counted quarter by quarter. */
function openBetween(since: string, until: string, hours: BusinessHours): number {
  const [begin, end] = [Date.parse(since), Date.parse(until)];
  let counted = 0;
  for (let slot = begin - (begin % SLOT); slot < end; slot += SLOT)
    if (isOpen(slot, hours)) counted += Math.min(end, slot + SLOT) - Math.max(begin, slot);
  return counted;
}

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Cairo', 'UTC'];
const twoDigits = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** Around the days on which the clocks change, and the end of February. */
const someDay = fc
  .tuple(
    fc.constantFrom('02-24', '03-05', '03-25', '04-02', '04-20', '10-01', '10-22', '10-28', '12-29'),
    fc.nat(9),
    fc.nat(8),
  )
  .map(([day, year, later]) => Temporal.PlainDate.from(`${2024 + year}-${day}`).add({ days: later }));

const someTime = fc
  .tuple(someDay, fc.nat(24 * 60 - 1), fc.nat(59_999))
  .map(([day, minute, ms]) => new Date(Date.parse(`${day}T00:00:00.000Z`) + minute * 60_000 + ms).toISOString());

const someHours: fc.Arbitrary<BusinessHours> = fc
  .record({
    zone: fc.constantFrom(...zones),
    days: fc
      .subarray(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], { minLength: 2 })
      .map((days) => days.join(',')),
    ends: fc.uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: 2, maxLength: 2 }),
    holidays: fc.array(someDay.map(String), { maxLength: 6 }),
  })
  .map(({ ends, ...hours }) => ({
    ...hours,
    from: twoDigits(Math.min(...ends)),
    to: twoDigits(Math.max(...ends)),
  }));

const someMinutes = fc.integer({ min: 1, max: 3_000 });
const m = (minutes: number): Duration => `${minutes}m`;
const RUNS = { numRuns: 50 };

describe('whatever the hours', () => {
  it('ends once as much time has passed within them, and at that very moment', () => {
    fc.assert(
      fc.property(someTime, someMinutes, someHours, (since, minutes, hours) => {
        const end = timeAfter(since, m(minutes), hours);

        expect(openBetween(since, end, hours)).toBe(minutes * 60_000);
        const justBefore = Date.parse(end) - 1;
        expect(isOpen(justBefore - (justBefore % SLOT), hours)).toBe(true);
      }),
      RUNS,
    );
  });

  it('ends later for what takes longer, and no earlier for what begins later', () => {
    fc.assert(
      fc.property(someTime, someTime, someMinutes, someMinutes, someHours, (one, other, minutes, more, hours) => {
        const [first, second] = [one, other].sort();

        expect(timeAfter(one, m(minutes), hours) < timeAfter(one, m(minutes + more), hours)).toBe(true);
        expect(timeAfter(first ?? '', m(minutes), hours) <= timeAfter(second ?? '', m(minutes), hours)).toBe(true);
      }),
      RUNS,
    );
  });

  it('takes as long in two parts as at once', () => {
    fc.assert(
      fc.property(someTime, someMinutes, someMinutes, someHours, (since, first, second, hours) => {
        const inTwo = timeAfter(timeAfter(since, m(first), hours), m(second), hours);

        expect(inTwo).toBe(timeAfter(since, m(first + second), hours));
      }),
      RUNS,
    );
  });

  it('takes a day for as long as the clock on the wall says', () => {
    fc.assert(
      fc.property(someTime, fc.integer({ min: 1, max: 20 }), someHours, (since, days, hours) => {
        const length = Number(hours.to.slice(0, 2)) - Number(hours.from.slice(0, 2));

        expect(timeAfter(since, `${days}d`, hours)).toBe(timeAfter(since, `${days * length}h`, hours));
      }),
      RUNS,
    );
  });

  it('is never earlier than on the clock, and the same around it', () => {
    const always = { days: 'Mon-Sun', from: '00:00', to: '24:00' };
    fc.assert(
      fc.property(someTime, someMinutes, fc.constantFrom(...zones), someHours, (since, minutes, zone, hours) => {
        const onTheClock = timeAfter(since, m(minutes));

        expect(timeAfter(since, m(minutes), { ...always, zone })).toBe(onTheClock);
        expect(timeAfter(since, m(minutes), hours) >= onTheClock).toBe(true);
      }),
      RUNS,
    );
  });
});
