import { describe, expect, it } from 'vitest';
import { offered } from '../../../shared/domain/offered.ts';

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
