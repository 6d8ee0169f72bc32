/** Durations as people write them: `90s`, `15m`, `24h`, `2d`. */
import { CountersignError } from '../errors.ts';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time: a whole or decimal number and `ms`, `s`, `m`, `h` or `d` (24 hours, or a working day where business hours are declared). */
export type Duration = `${number}${keyof typeof UNITS}`;

/** The duration in ms, or undefined where the text is none. `day` is how long `1d` is, where that is not 24 hours. */
export function parseDuration(text: string, day: number = UNITS.d): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return undefined;
  const units = { ...UNITS, d: day };
  const ms = Number(match[1]) * units[match[2] as keyof typeof UNITS];
  return Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : undefined;
}

/** The duration in ms; `invalid-approval` naming `field` where the text is none. `day` as of `parseDuration`. */
export function durationOf(text: string, field: string, day?: number): number {
  const ms = parseDuration(text, day);
  if (ms === undefined) {
    throw new CountersignError(
      'invalid-approval',
      `${field}: "${text}" is no duration; write for example 90s, 15m, 24h or 2d.`,
    );
  }
  return ms;
}

/** The duration in the largest unit that says it whole: 86400000 is `24h`, 5400000 is `90m`. */
export function formatDuration(ms: number): string {
  if (ms >= 2 * UNITS.d && ms % UNITS.d === 0) return `${ms / UNITS.d}d`;
  for (const unit of ['h', 'm', 's'] as const)
    if (ms >= UNITS[unit] && ms % UNITS[unit] === 0) return `${ms / UNITS[unit]}${unit}`;
  return `${ms}ms`;
}
