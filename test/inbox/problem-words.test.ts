import type { Problem } from 'countersign/react';
import { expect, it } from 'vitest';
import { problemInWords } from '../../inbox/src/problem-words.ts';

const vote = { by: 'me@example.com', at: '2026-11-28T12:00:00.000Z', status: 'pending' };
const problem = (decision: Problem['decision']): Problem => ({
  ...{ type: 'about:blank', title: 'Decided', status: 409, code: 'already-decided' },
  ...{ detail: 'me@example.com has voted already.', decision },
});

it('tells whoever comes second who was first', () => {
  const words = problemInWords(problem({ ...vote, status: 'rejected', reason: 'No.' }));

  expect(words).toMatch(/^Already rejected by me@example\.com on .*: “No\.”\. Yours was not counted\.$/);
});

it('tells whoever votes twice that their vote counts already, and not that anything was decided', () => {
  expect(problemInWords(problem(vote))).toBe('me@example.com has voted already.');
});
