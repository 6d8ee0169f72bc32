/** Lengths and moments as a picture says them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginningOf,
  lengthInWords,
  momentInWords,
  namesInWords,
  plain,
  shortened,
} from '../../../shared/domain/in-words.ts';

const UNITS = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 };
const unitOf = (text: string): number => UNITS[text as keyof typeof UNITS];

/** The length that the words say, and by how much they may be off. */
function lengthSaid(words: string): { ms: number; within: number } {
  const parts = [...words.matchAll(/([\d.]+) (d|h|min|s|ms)/g)].map(([, number = '', unit = '']) => ({
    ms: Number(number) * unitOf(unit),
    unit: unitOf(unit),
  }));
  const sizes = Object.values(UNITS);
  const smallest = parts.at(-1)?.unit ?? 1;
  const next = sizes[sizes.indexOf(smallest) + 1] ?? 1;
  return { ms: parts.reduce((sum, { ms }) => sum + ms, 0), within: parts.length > 1 ? smallest : Math.max(next, 1) };
}

describe('lengthInWords', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [5, '5 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [3_240, '3.2 s'],
    [9_960, '10 s'],
    [59_600, '1 min'],
    [245_000, '4 min 5 s'],
    [3_599_970, '1 h'],
    [11_520_000, '3 h 12 min'],
    [273_600_000, '3 d 4 h'],
    [345_600_000, '4 d'],
  ])('says %d ms as %s', (ms, words) => {
    expect(lengthInWords(ms)).toBe(words);
  });

  it('is off by no more than it leaves out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000_000_000 }), (ms) => {
        const said = lengthSaid(lengthInWords(ms));

        expect(Math.abs(said.ms - ms)).toBeLessThanOrEqual(said.within);
      }),
    );
  });
});

describe('words', () => {
  it('say a moment to the minute, in UTC', () => {
    expect(momentInWords('2026-01-05T09:07:31.123Z')).toBe('2026-01-05 09:07 UTC');
  });

  it('say who is asked, or that anybody may answer', () => {
    expect(namesInWords(['finance', 'legal'])).toBe('finance, legal');
    expect(namesInWords([])).toBe('anybody who is known');
  });

  it('are one line, without what moves a cursor or turns text', () => {
    expect(plain('a\u001b[2J\r\nb\u202ec\u200b')).toBe('a [2J bc');
  });

  it('are cut at letters', () => {
    expect([shortened('four', 4), shortened('🙂🙂🙂', 2)]).toEqual(['four', '🙂…']);
  });

  it('begins with whole characters only, also where one is two units', () => {
    expect(['four', '🙂🙂', '🙂🙂', 'a🙂'].map((text, i) => beginningOf(text, [4, 4, 3, 1][i] ?? 0))).toEqual([
      ...['four', '🙂🙂', '🙂', 'a'],
    ]);
  });
});
