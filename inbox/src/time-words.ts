/** Says times in words: how far from now, and which moment. */
const UNITS: readonly [number, string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

/** What the clocks of two machines may differ by, and the time between two looks at them. */
const A_MOMENT = 10_000;

/** In the largest unit that fits, rounded down; undefined where that is less than a minute. */
function counted(ms: number): string | undefined {
  const unit = UNITS.find(([size]) => ms >= size);
  return unit && `${Math.floor(ms / unit[0])} ${unit[1]}`;
}

/** `in 3 h`, `2 min ago`, `now`; rounded down, so that nobody thinks they have longer than they do. */
export function relative(time: string, now: number): string {
  const ms = Date.parse(time) - now;
  const far = Math.abs(ms);
  const count = counted(far);
  if (count) return ms > 0 ? `in ${count}` : `${count} ago`;
  if (far < A_MOMENT) return 'now';
  return ms > 0 ? 'in less than 1 min' : 'less than 1 min ago';
}

/** How long it has lasted that began then: `for 3 h`. */
export const lasted = (since: string, now: number): string =>
  `for ${counted(now - Date.parse(since)) ?? 'less than 1 min'}`;

/** The moment with its day, in the reader's zone, which stands at the foot of the page. */
export const absolute = (time: string, locale?: string, timeZone?: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(Date.parse(time));

/** The reader's zone, such as `Europe/Berlin`. */
export const zone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export type Urgency = 'overdue' | 'soon' | 'later';

const SOON = 2 * 3_600_000;

/** How near a deadline is; a sign of it stands beside the time. */
export function urgency(deadline: string, now: number): Urgency {
  const left = Date.parse(deadline) - now;
  return left <= 0 ? 'overdue' : left <= SOON ? 'soon' : 'later';
}
