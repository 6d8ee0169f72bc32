/** The policy table, row by row, over the HTTP interface. */
import { describe, expect, it } from 'vitest';
import { dynamoDBStores } from '../support/stores.ts';
import { playRow } from './play.ts';
import { SECTIONS } from './rows.ts';
import { policyText } from './table.ts';

describe.each(SECTIONS)('policy: $title', ({ rows }) => {
  it.each(rows.map((row) => [policyText(row.policy), row.acts.join(', ') || 'nobody acts', row.outcome, row] as const))(
    '%s: %s: %s',
    async (_policy, _acts, outcome, row) => {
      expect(await playRow(row, await dynamoDBStores())).toBe(outcome);
    },
  );
});

it('has no row twice', () => {
  const all = SECTIONS.flatMap(({ rows }) => rows).map(({ policy, acts }) => JSON.stringify([policy, acts]));

  expect(all.filter((row, i) => all.indexOf(row) !== i)).toEqual([]);
});
