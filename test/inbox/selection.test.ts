import type { Receipt } from 'countersign/react';
import { describe, expect, it } from 'vitest';
import { movedTo } from '../../inbox/src/list-keys.ts';
import { leftOver, type Outcome, outcomeLine, stillThere, toggled } from '../../inbox/src/selection.ts';

const ref = (runId: string) => ({ runId, key: 'k' });

const receipt: Receipt = {
  runId: 'a',
  key: 'k',
  action: 'approve',
  status: 'approved',
  by: 'me@example.com',
  at: '2026-11-28T12:00:00.000Z',
  proof: 'local',
};

const taken: Outcome = {
  ...ref('b'),
  status: 409,
  problem: {
    ...{ title: '', status: 409, code: 'already-decided', detail: 'Decided before.' },
    decision: { by: 'bob@example.com', at: '2026-11-28T12:00:00.000Z', status: 'rejected', reason: 'No.' },
  },
};

describe('a selection', () => {
  it('takes one in, and out again', () => {
    const once = toggled(new Set(), 'a/k');

    expect([...once]).toEqual(['a/k']);
    expect([...toggled(once, 'a/k')]).toEqual([]);
  });

  it('forgets what waits no more', () => {
    expect([...stillThere(new Set(['a/k', 'b/k']), [ref('a')])]).toEqual(['a/k']);
  });

  it('keeps what failed, so that it can be tried again', () => {
    const lines = [outcomeLine({ ...ref('a'), status: 200, receipt }, 'A'), outcomeLine(taken, 'B')];

    expect([...leftOver(new Set(['a/k', 'b/k', 'c/k']), lines)]).toEqual(['b/k', 'c/k']);
  });
});

describe('an outcome in words', () => {
  it('says what it came to', () => {
    expect(outcomeLine({ ...ref('a'), status: 200, receipt }, 'A')).toMatchObject({ ok: true, words: 'approved' });
  });

  it('says of a vote that it counts, and how many it takes', () => {
    const votes = { approvals: 1, rejections: 0, needed: { approvals: 2, rejections: 1 }, cast: [] };

    const line = outcomeLine({ ...ref('a'), status: 200, receipt: { ...receipt, status: 'pending', votes } }, 'A');

    expect(line.words).toBe('your vote counts: 1 of 2 approvals');
  });

  it('A5: says who was first, what they decided and why', () => {
    expect(outcomeLine(taken, 'B').words).toMatch(/^Already rejected by bob@example.com on .*: “No.”/);
  });
});

describe('moving through a list', () => {
  it('begins at the first, and stays within its ends', () => {
    expect([movedTo(-1, 1, 3), movedTo(0, 1, 3), movedTo(2, 1, 3), movedTo(0, -1, 3)]).toEqual([0, 1, 2, 0]);
  });
});
