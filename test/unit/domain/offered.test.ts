/** What a page offers, and what a decision on it starts from. */
import { describe, expect, it } from 'vitest';
import { needsValue, offered, proposalIn } from '../../../shared/domain/offered.ts';

const ACTIONS = ['approve', 'edit', 'reject', 'comment'] as const;

describe('what a page offers', () => {
  it('is everything that somebody may do where something is proposed, be it null', () => {
    expect(offered(ACTIONS, { amount: 40 })).toEqual([...ACTIONS]);
    expect(offered(ACTIONS, null)).toEqual([...ACTIONS]);
  });

  it('is no edit where nothing is proposed', () => {
    expect(offered(ACTIONS, undefined)).toEqual(['approve', 'reject', 'comment']);
  });

  it('is never more than somebody may do', () => {
    expect(offered(['reject'], { amount: 40 })).toEqual(['reject']);
  });
});

describe('what a decision starts from', () => {
  it.each([
    ['the value that is proposed', { proposed: { amount: 40 }, form: {} }, { amount: 40 }, false],
    ['a proposed null, which is a value', { proposed: null, pendingArgs: ['a'], form: {} }, null, false],
    ['the arguments of a gate', { pendingArgs: ['a'], form: {} }, ['a'], false],
    ['nothing, and a form asks for a value', { form: {} }, undefined, true],
    ['nothing, and none is asked for', {}, undefined, false],
  ])('is %s', (_what, shown, proposal, isNeeded) => {
    expect(proposalIn(shown)).toEqual(proposal);
    expect(needsValue(shown)).toBe(isNeeded);
  });
});
