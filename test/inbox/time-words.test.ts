import { describe, expect, it } from 'vitest';
import { absolute, lasted, relative, urgency } from '../../inbox/src/time-words.ts';

const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const later = (ms: number) => new Date(NOW + ms).toISOString();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a time in words', () => {
  it.each([
    [3 * HOUR, 'in 3 h'],
    [-2 * MINUTE, '2 min ago'],
    [0, 'now'],
    [-4_000, 'now'],
    [30_000, 'in less than 1 min'],
    [-30_000, 'less than 1 min ago'],
    [49 * HOUR, 'in 2 d'],
    [-25 * HOUR, '1 d ago'],
  ])('says %d ms from now as %s', (ms, words) => {
    expect(relative(later(ms), NOW)).toBe(words);
  });

  it('never promises more time than there is', () => {
    expect(relative(later(3 * HOUR - 1), NOW)).toBe('in 2 h');
  });

  it.each([
    [3 * HOUR, 'for 3 h'],
    [90_000, 'for 1 min'],
    [5_000, 'for less than 1 min'],
    [-5_000, 'for less than 1 min'],
  ])('says that what began %d ms ago has lasted %s', (ms, words) => {
    expect(lasted(later(-ms), NOW)).toBe(words);
  });

  it('says the moment in the zone of its reader', () => {
    expect(absolute('2026-11-28T12:00:00.000Z', 'en-GB', 'Asia/Tokyo')).toContain('28 Nov 2026, 21:00');
  });

  it('tells how near a deadline is', () => {
    const near = [-1, 0, HOUR, 3 * HOUR].map((ms) => urgency(later(ms), NOW));

    expect(near).toEqual(['overdue', 'overdue', 'soon', 'later']);
  });
});
