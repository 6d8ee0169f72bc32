/** A run and a shape as a terminal shows them. */
import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../shared/domain/picture.ts';
import { pictureText, type TextOptions } from '../../../shared/domain/picture-text.ts';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { columnsOf, fitted, wrapped } from '../../../shared/domain/terminal-text.ts';
import { plus } from '../../support/clock.ts';
import { aRunView, at, didStep, waitingRefund, waitsForPeople, wasAsked } from '../../support/pictures.ts';

const drawn = (run: RunView, options?: TextOptions) => pictureText(pictureOf(run, at('3h')), options);

describe('pictureText', () => {
  it('E7: draws a paused run as waiting for whom and since when, not as failed', () => {
    expect(`\n${drawn(waitingRefund())}`).toBe(`
refund 1, run run-1
waits for finance since 2026-01-05 09:00 UTC, until 2026-01-06 09:00 UTC

✓ calculate         ██████                                                  5 ms
… approve:refund         ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░▶          3 h
    Refund 40 for o-1
    waits for finance since 2026-01-05 09:00 UTC, until 2026-01-06 09:00 UTC
                  ────────╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 3 h ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
                  2026-01-05 09:00 UTC                          now
`);
  });

  it('draws the same in letters that every terminal has', () => {
    const text = drawn(waitingRefund(), { ascii: true });

    expect(text.split('\n').filter((line) => !/^[ -~]*$/.test(line))).toEqual([]);
    expect(text).toContain('? approve:refund         ......');
  });

  it('colours only where it is asked to, and says all of it without colours', () => {
    const text = drawn(waitingRefund(), { color: true });

    expect(text).toContain('\u001b[33m');
    expect(text.replaceAll(/\p{Cc}\[\d+m/gu, '')).toBe(drawn(waitingRefund()));
    expect(drawn(waitingRefund())).not.toContain('\u001b');
  });

  it.each([40, 60, 80, 133])('fits into %d columns, whatever is told', (width) => {
    const timeline = [
      didStep(`a-step-with-a-name-${'x'.repeat(90)}`, '0s', '1s', { attempts: 3 }),
      wasAsked('会议批准', '1s', '1h', {
        title: '批准一次会议 🙂 '.repeat(9),
        reason: 'y'.repeat(200),
        status: 'rejected',
      }),
    ];
    const error = { code: 'x', message: 'z'.repeat(150) };
    const text = drawn(aRunView({ status: 'failed', error, endedAt: plus('2h'), timeline }), { width });

    expect(text.split('\n').filter((line) => columnsOf(line) > width)).toEqual([]);
  });

  it('lets nobody write into the terminal', () => {
    const title = 'Pay\u001b]0;owned\u0007\r\n\u001b[2J\u202e';
    const waitingFor = [waitsForPeople('pay', '1m', { title })];
    const run = aRunView({ workflow: title, status: 'waiting', waitingFor });

    expect(
      drawn(run)
        .split('\n')
        .filter((line) => /[\p{Cc}\p{Cf}]/u.test(line)),
    ).toEqual([]);
  });

  it('shows what was parallel at the same columns, one row below the other', () => {
    const timeline = [wasAsked('legal', '0s', '1h'), wasAsked('budget', '0s', '1h'), didStep('pay', '2h', '3h')];
    const run = aRunView({ status: 'completed', endedAt: plus('3h'), timeline });

    const lines = drawn(run)
      .split('\n')
      .filter((line) => line.includes('▒'));

    expect(lines.map((line) => line.indexOf('▒'))).toEqual([12, 12]);
    expect(lines.map((line) => line.lastIndexOf('▒'))).toEqual([30, 30]);
  });
});

describe('text in columns', () => {
  it('counts wide letters twice, and marks not at all', () => {
    expect([columnsOf('ab'), columnsOf('批准'), columnsOf('e\u0301'), columnsOf('🙂')]).toEqual([2, 4, 1, 2]);
  });

  it('is cut to its columns, and filled', () => {
    expect([fitted('abcdef', 4), fitted('ab', 4), fitted('批准一', 4)]).toEqual(['abc…', 'ab  ', '批… ']);
  });

  it('is wrapped between words, and within those that are too long', () => {
    expect(wrapped('to be or notatall', 5)).toEqual(['to be', 'or', 'notat', 'all']);
    expect(wrapped('', 5)).toEqual(['']);
  });
});
