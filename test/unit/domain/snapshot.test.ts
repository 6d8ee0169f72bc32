/** What a run remembers, and when it is frozen into a page. */
import { describe, expect, it } from 'vitest';
import { entryName, fillsPage, PAGE_SIZE } from '../../../shared/domain/snapshot.ts';
import { earliest, later, Time } from '../../../shared/domain/time.ts';
import { anApprovalEntry, aStepEntry } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

describe('entryName', () => {
  it('tells a step from an approval under the same key', () => {
    expect(entryName(aStepEntry('pay'))).toBe('step:pay');
    expect(entryName(anApprovalEntry('pay'))).toBe('approval:pay');
  });
});

describe('fillsPage', () => {
  it('is true from about 2 KB on', () => {
    const size = (length: number) => JSON.stringify([aStepEntry('a', 'x'.repeat(length))]).length;
    const rest = PAGE_SIZE - size(0);

    expect(fillsPage([])).toBe(false);
    expect(fillsPage([aStepEntry('a', 'x'.repeat(rest - 1))])).toBe(false);
    expect(fillsPage([aStepEntry('a', 'x'.repeat(rest))])).toBe(true);
  });
});

describe('Time', () => {
  it('takes ISO 8601 in UTC with milliseconds, and nothing else', () => {
    expect(Time.safeParse(NOW).success).toBe(true);
    for (const text of [
      '2026-01-05',
      '2026-01-05T09:00:00Z',
      '2026-01-05T09:00:00.000+01:00',
      '+012026-01-05T09:00:00.000Z',
      '',
    ]) {
      expect(Time.safeParse(text).success).toBe(false);
    }
  });

  it('counts on', () => {
    expect(later(NOW, 90_000)).toBe('2026-01-05T09:01:30.000Z');
  });

  it('finds the earliest of those that there are', () => {
    expect(earliest([plus('2h'), undefined, plus('1h'), plus('3h')])).toBe(plus('1h'));
    expect(earliest([undefined])).toBeUndefined();
    expect(earliest([])).toBeUndefined();
  });
});
