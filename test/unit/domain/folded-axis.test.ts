/** The folded axis: to scale, but for the long stretches in which nothing runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedAxis, placeOn, type Span } from '../../../shared/domain/folded-axis.ts';
import { lengthInWords } from '../../../shared/domain/in-words.ts';

const START = Date.parse('2026-01-05T09:00:00.000Z');
const span = (start: number, end: number): Span => ({ start: START + start, end: START + end });
const DAY = 86_400_000;

const axisOf = (length: number, work: [number, number][], isOpen = false) =>
  foldedAxis(
    span(0, length),
    work.map(([start, end]) => span(start, end)),
    isOpen,
  );
const widths = (length: number, work: [number, number][]) =>
  axisOf(length, work).segments.map(({ x0, x1 }) => Math.round((x1 - x0) * 1_000) / 1_000);

describe('foldedAxis', () => {
  it('E7: shows steps of milliseconds beside a wait of three days, and says how long the wait was', () => {
    const { segments } = axisOf(3 * DAY + 10, [
      [0, 5],
      [3 * DAY + 5, 3 * DAY + 10],
    ]);

    expect(segments.map(({ folded }) => folded)).toEqual([undefined, '3 d', undefined]);
    expect(segments.every(({ x0, x1 }) => x1 - x0 >= 0.05)).toBe(true);
  });

  it('draws what is folded on one scale, and what is not on another', () => {
    const work: [number, number][] = [
      [0, 10],
      [DAY, DAY + 20],
      [3 * DAY, 3 * DAY + 10],
    ];
    const [first = 0, day = 0, second = 0, days = 0] = widths(3 * DAY + 10, work);

    expect(second / first).toBeCloseTo(2, 1);
    expect(days / day).toBeCloseTo(2, 1);
  });

  it('folds nothing where waits are not much longer than work, and where there is no work', () => {
    expect(widths(100, [[0, 20]])).toEqual([1]);
    expect(widths(DAY, [])).toEqual([1]);
    expect(axisOf(100, [[0, 50]]).ticks.map(({ words }) => words)).toEqual([
      ...['2026-01-05 09:00 UTC', '+50 ms', '+75 ms', '+100 ms'],
    ]);
  });

  it('ends now where the run goes on', () => {
    expect(axisOf(DAY, [[0, 5]], true).ticks.map(({ words }) => words)).toEqual(['2026-01-05 09:00 UTC', 'now']);
  });

  it('has one place for a run that took no time', () => {
    const axis = axisOf(0, []);

    expect(axis.segments).toMatchObject([{ x0: 0, x1: 1 }]);
    expect(placeOn(axis, START)).toBe(0);
  });
});

describe('any folded axis', () => {
  const length = fc.oneof(
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ min: 0, max: 100_000 }),
    fc.integer({ min: 0, max: 90 * DAY }),
  );
  const times = fc.record({
    total: length,
    work: fc.array(fc.tuple(length, length), { maxLength: 12 }),
    probes: fc.array(length, { maxLength: 20 }),
  });

  it('E7: covers all time in order, within its width, with no negative piece, and names true lengths', () => {
    fc.assert(
      fc.property(times, ({ total, work, probes }) => {
        const whole = span(0, total);
        const axis = foldedAxis(
          whole,
          work.map(([start, took]) => span(start, start + took)),
          false,
        );
        const { segments, ticks } = axis;
        const [first, last] = [segments[0], segments.at(-1)];

        expect([Date.parse(first?.from ?? ''), Date.parse(last?.to ?? '')]).toEqual([whole.start, whole.end]);
        expect([first?.x0, last?.x1]).toEqual([0, 1]);
        for (const [index, { from, to, x0, x1, folded }] of segments.entries()) {
          const took = Date.parse(to) - Date.parse(from);
          expect(took).toBeGreaterThanOrEqual(0);
          expect(x1).toBeGreaterThan(x0);
          expect([x0 >= 0, x1 <= 1]).toEqual([true, true]);
          if (index > 0) expect([from, x0]).toEqual([segments[index - 1]?.to, segments[index - 1]?.x1]);
          if (folded !== undefined) expect(folded).toBe(lengthInWords(took));
        }
        const places = [...probes].sort((a, b) => a - b).map((at) => placeOn(axis, START + at));
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(places.every((x) => x >= 0 && x <= 1)).toBe(true);
        expect(ticks.map(({ x }) => x)).toEqual(ticks.map(({ x }) => x).sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});
