/** Durations as people write them. */
import { describe, expect, it } from 'vitest';
import { durationOf, formatDuration, parseDuration } from '../../../shared/domain/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['2d', 172_800_000],
    ['1.5h', 5_400_000],
    ['0.5ms', 1],
    [' 4h ', 14_400_000],
  ])('reads %o as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    'h',
    '4',
    '-4h',
    '4 h',
    '4H',
    '4w',
    '1h30m',
    '1e3s',
    '.5h',
    '4h!',
    'NaNs',
    'Infinityd',
    `${'9'.repeat(20)}d`,
  ])('takes %o for none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('durationOf', () => {
  it('gives the ms', () => {
    expect(durationOf('2d', 'timeout')).toBe(172_800_000);
  });

  it('names the field and shows how it is written', () => {
    expect(() => durationOf('tomorrow', 'remind[1]')).toThrow(
      expect.objectContaining({
        code: 'invalid-approval',
        message: 'remind[1]: "tomorrow" is no duration; write for example 90s, 15m, 24h or 2d.',
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [1, '1ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [1_001, '1001ms'],
    [90_000, '90s'],
    [5_400_000, '90m'],
    [86_400_000, '24h'],
    [129_600_000, '36h'],
    [172_800_000, '2d'],
    [176_400_000, '49h'],
  ])('says %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it.each(['7ms', '45s', '90m', '24h', '3d'])('says %s as it was read', (text) => {
    expect(formatDuration(durationOf(text, 'text'))).toBe(text);
  });
});
