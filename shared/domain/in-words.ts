/** Lengths of time, moments and people as a picture says them: short, in English, in UTC unless the page has its own clock. */

const UNITS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
  { name: 'ms', ms: 1 },
] as const;

/** The length in its two largest units, rounded: `5 ms`, `3.2 s`, `4 min 5 s`, `3 d 4 h`. */
export function lengthInWords(length: number): string {
  const ms = Math.max(0, Math.round(length));
  if (ms >= 1_000 && ms < 9_950) return `${Math.round(ms / 100) / 10} s`;
  const unit = UNITS.find((one) => ms >= one.ms) ?? UNITS[4];
  const smaller = unit.ms > 1_000 ? UNITS[UNITS.indexOf(unit) + 1] : undefined;
  const step = smaller ?? unit;
  const rounded = Math.round(ms / step.ms) * step.ms;
  if (rounded !== ms) return lengthInWords(rounded); // 59.9 s are a minute
  const rest = smaller ? Math.round((ms % unit.ms) / smaller.ms) : 0;
  return `${Math.floor(ms / unit.ms)} ${unit.name}${smaller && rest > 0 ? ` ${rest} ${smaller.name}` : ''}`;
}

/** Says a moment (ISO 8601) in words. */
export type SayMoment = (time: string) => string;

/** The moment to the minute: `2026-01-05 09:00 UTC`. */
export const momentInWords: SayMoment = (time) => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;

/** From one moment to another: `2026-01-05 09:00 to 2026-02-01 10:00 UTC`. */
export const rangeInWords = (from: string, to: string): string =>
  `${momentInWords(from).replace(/ UTC$/, '')} to ${momentInWords(to)}`;

/** Who is asked: `finance, legal`; where nobody is named, anybody may answer. */
export const namesInWords = (names: readonly string[] = []): string => names.join(', ') || 'anybody who is known';

/** What the text begins with, in at most so many units of UTF-16: never half of a character that is two of them, which cannot be sent. */
export const beginningOf = (text: string, most: number): string => text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');

/** The text in at most so many characters. */
export const shortened = (text: string, most: number): string => {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
};

/** `1 run`, `2 runs`; `many` where an s is not all that differs. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** One line without anything that moves a cursor, hides or turns text. */
export const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, '')
    .trim();

/** With a capital at its beginning. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
