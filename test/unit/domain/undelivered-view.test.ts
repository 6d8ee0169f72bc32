/** Whom a notice was for that was not delivered, in words. */
import { expect, it } from 'vitest';
import { namesOf } from '../../../shared/domain/undelivered-view.ts';

const people = (count: number) => Array.from({ length: count }, (_, nth) => `p${nth + 1}@example.com`);

it('names ten at most, so that the mark of an approval stays small however large a group is', () => {
  const [ten, hundreds] = [namesOf(people(10)), namesOf(people(300))];

  expect(ten).toBe(people(10).join(', '));
  expect(hundreds).toBe(`${ten} and 290 more`);
  expect(namesOf([])).toBe('anyone');
});
