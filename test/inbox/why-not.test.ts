import { describe, expect, it } from 'vitest';
import { whyNot } from '../../inbox/src/why-not.ts';
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { Explanation } from '../../shared/domain/explanation.ts';

const approval: ApprovalView = {
  ...{ runId: 'a', key: 'k', workflow: 'refund', status: 'pending', title: 'Refund', assignee: ['finance'] },
  ...{ createdAt: '2026-11-28T12:00:00.000Z', digest: 'd', history: [] },
};

const explanation = (you: Partial<Explanation['you']>): Explanation => ({
  ...{ runId: 'a', key: 'k', title: 'Refund', status: 'pending', digest: 'd', asked: [], decided: '', next: [] },
  votes: { approvals: 0, rejections: 0, needed: { approvals: 1, rejections: 1 }, cast: [] },
  you: { id: 'me@example.com', mayDecide: true, why: 'You are asked.', actions: ['approve', 'reject'], ...you },
});

describe('why something cannot be decided together with others', () => {
  it('is not said where it can, nor where it is not known', () => {
    expect(whyNot('approve', approval, explanation({}))).toBeUndefined();
    expect(whyNot('reject', approval, undefined)).toBeUndefined();
  });

  it('is what the system says of whoever may not decide', () => {
    const you = { mayDecide: false, why: 'It is for manager.', actions: [] };

    expect(whyNot('reject', approval, explanation(you))).toBe('It is for manager.');
  });

  it('names the value that it asks for, which only a yes needs', () => {
    const asking = { ...approval, form: { type: 'object' } };

    expect(whyNot('approve', asking, undefined)).toMatch(/asks for a value/);
    expect(whyNot('reject', asking, explanation({}))).toBeUndefined();
    expect(whyNot('approve', { ...asking, proposed: {} }, explanation({}))).toBeUndefined();
  });

  it('names the actions that it takes', () => {
    const only = { ...approval, allow: ['approve' as const, 'edit' as const] };

    expect(whyNot('reject', only, explanation({ actions: ['approve', 'edit'] }))).toBe('It takes approve, edit only.');
  });

  it('says of one’s own edit that somebody else has to agree', () => {
    expect(whyNot('approve', approval, explanation({ actions: ['reject'] }))).toMatch(/somebody else/);
  });
});
