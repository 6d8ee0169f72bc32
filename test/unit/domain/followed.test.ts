/** What followed what. */
import { describe, expect, it } from 'vitest';
import { directlyFollowed } from '../../../shared/domain/followed.ts';

const follows = (...spans: [number, number][]) => directlyFollowed(spans.map(([start, end]) => ({ start, end })));

describe('directlyFollowed', () => {
  it.each([
    ['one after the other', follows([0, 1], [1, 2], [2, 3]), [[], [0], [1]]],
    [
      'several at once, and what came after all of them',
      follows([0, 1], [2, 5], [2, 9], [9, 10]),
      [[], [0], [0], [1, 2]],
    ],
    ['what came after one of two', follows([0, 10], [0, 2], [3, 4], [11, 12]), [[], [], [1], [0, 2]]],
    ['steps that took no time, as they are listed', follows([0, 0], [0, 0], [0, 0]), [[], [0], [1]]],
    ['nothing', follows(), []],
  ])('tells %s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });
});
