/** Names of runs and approvals. */
import { describe, expect, it } from 'vitest';
import { ApprovalKey, newRunId, RunId } from '../../../shared/domain/ids.ts';

describe('RunId', () => {
  it.each(['a', 'order-1', 'a.b_c:d-E9', 'x'.repeat(128), newRunId(new Date())])('takes %s', (id) => {
    expect(RunId.safeParse(id).success).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a#b', 'a@b', 'a/b', 'ä', 'a\n', 7, undefined])('refuses %o', (id) => {
    expect(RunId.safeParse(id).success).toBe(false);
  });
});

describe('ApprovalKey', () => {
  it.each(['approve:refund', 'ann@example.com', 'x'.repeat(200)])('takes %s', (key) => {
    expect(ApprovalKey.safeParse(key).success).toBe(true);
  });

  it.each(['', 'x'.repeat(201), 'a#b', 'a b', 'a/b', 'a\n'])('refuses %o', (key) => {
    expect(ApprovalKey.safeParse(key).success).toBe(false);
  });
});

describe('newRunId', () => {
  it('makes ids that sort by their start', () => {
    const times = [0, 1, 31, 32, 1_767_603_600_000, 1_767_603_600_001, 8_000_000_000_000];

    const ids = times.map((ms) => newRunId(new Date(ms)));

    expect(ids.toSorted()).toEqual(ids);
  });

  it('makes ids of one form that are all different', () => {
    const ids = Array.from({ length: 1_000 }, () => newRunId(new Date(0)));

    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => /^run_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
  });
});
