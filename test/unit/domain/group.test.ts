/** Names of groups and of people. */
import { expect, it } from 'vitest';
import { groupNamed, groupsNamed, isPerson } from '../../../shared/domain/group.ts';

it.each([
  ['finance', 'finance', false],
  ['group:finance', 'finance', false],
  ['alice@example.com', undefined, true],
  ['arn:aws:iam::1:role/batch', undefined, true],
  ['group:alice@example.com', undefined, false],
  ['group:', undefined, false],
  ['', undefined, false],
])('knows what "%s" names', (name, group, person) => {
  expect([groupNamed(name), isPerson(name)]).toEqual([group, person]);
});

it('names groups once, and leaves out what is none', () => {
  expect(groupsNamed(['finance', 'group:finance', 'alice@example.com', 'legal'])).toEqual(['finance', 'legal']);
});
