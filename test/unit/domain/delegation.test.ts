/** Delegations: what may be asked for, when one counts, and who may say so. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../shared/domain/actor.ts';
import { DelegationInput, isActive, isOver, refuseToDelegate, wishOf } from '../../../shared/domain/delegation.ts';
import { parseInput } from '../../../shared/domain/parse-input.ts';
import { person } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

const alice = person('alice@example.com', ['finance']);
const wish = (input: object, actor = alice) =>
  wishOf(parseInput(DelegationInput, { to: 'bob@example.com', until: '3d', ...input }), actor, NOW);

describe('what is asked for', () => {
  it('begins now and lasts as long as it says', () => {
    expect(wish({ reason: 'On leave' })).toEqual({
      from: 'alice@example.com',
      to: 'bob@example.com',
      since: NOW,
      until: plus('3d'),
      reason: 'On leave',
    });
  });

  it.each([
    ['2026-01-09T17:00:00Z', '2026-01-09T17:00:00.000Z'],
    ['2026-01-09T17:00:00.5+02:00', '2026-01-09T15:00:00.500Z'],
    ['366d', plus('366d')],
    ['90m', plus('90m')],
  ])('ends at %s', (until, expected) => {
    expect(wish({ until }).until).toBe(expected);
  });

  it('begins later where it says so, and never before it was given', () => {
    expect(wish({ since: '2d' }).since).toBe(plus('2d'));
    expect(wish({ since: '2026-01-06T00:00:00Z' }).since).toBe('2026-01-06T00:00:00.000Z');
    expect(wish({ since: '2025-12-24T00:00:00Z' }).since).toBe(NOW);
  });

  it.each<[string, object, string, Actor?]>([
    ['an end that is past', { until: '2026-01-05T08:59:59Z' }, 'until'],
    ['an end that is now', { until: NOW }, 'until'],
    ['no time at all', { until: '0d' }, 'until'],
    ['an end before its beginning', { since: '4d' }, 'until'],
    ['an end with its beginning', { since: '3d' }, 'until'],
    ['an end too far ahead', { until: '367d' }, 'until'],
    ['an end beyond all times', { until: '100000000d' }, 'until'],
    ['an end in the year 9999', { until: '9999-12-31T23:59:59-05:00' }, 'until'],
    ['an end that is no time', { until: 'Friday' }, 'until'],
    ['a time without its zone', { until: '2026-01-09T17:00:00' }, 'until'],
    ['a day that there is not', { until: '2026-02-30T17:00:00Z' }, 'until'],
    ['a beginning that is no time', { since: 'soon' }, 'since'],
    ['a group that stands in', { to: 'finance' }, 'to'],
    ['a group that stands in, named as one', { to: 'group:finance' }, 'to'],
    ['themselves', { to: 'alice@example.com' }, 'to'],
    ['a group that is stood in for', { from: 'finance' }, 'from'],
    ['nobody to stand in for', {}, 'from', person('unknown', [], 'local')],
    ['nobody known to stand in for', { from: 'unknown' }, 'from'],
    ['a field that is not known', { until: '3d', groups: ['operator'] }, 'groups'],
  ])('is refused with %s, naming the field', (_what, input, path, actor) => {
    expect(() => wish(input, actor)).toThrow(
      expect.objectContaining({ code: 'invalid-input', details: { errors: [expect.objectContaining({ path })] } }),
    );
  });

  it('is refused with every field that does not fit at once', () => {
    expect(() => wish({ to: 'finance', since: 'soon', until: 'later' })).toThrow(
      expect.objectContaining({
        details: { errors: ['to', 'since', 'until'].map((path) => expect.objectContaining({ path })) },
      }),
    );
  });
});

it.each([
  ['before it begins', '-1ms', false, false],
  ['when it begins', '0s', true, false],
  ['just before it ends', '59m', true, false],
  ['when it ends', '1h', false, true],
])('counts or not %s', (_when, after, active, over) => {
  const term = { since: NOW, until: plus('1h') };
  const now = after === '-1ms' ? '2026-01-05T08:59:59.999Z' : plus(after);

  expect([isActive(term, now), isOver(term, now)]).toEqual([active, over]);
});

describe('who may say it', () => {
  it.each<[string, Actor]>([
    ['somebody for themselves', alice],
    ['an operator', person('ops@example.com', ['operator'])],
    ['a system that signs with IAM', person('arn:aws:iam::1:role/hr', [], 'iam')],
    ['somebody at this machine', person('unknown', [], 'local')],
  ])('is %s', (_who, actor) => {
    expect(() => refuseToDelegate(actor, 'alice@example.com')).not.toThrow();
  });

  it.each<[string, Actor, string]>([
    ['somebody else', person('eve@example.com', ['finance', 'viewer']), 'not-allowed'],
    [
      'somebody who says so, and nothing shows it',
      person('alice@example.com', ['operator'], 'none'),
      'unauthenticated',
    ],
    ['somebody unknown', person('unknown', [], 'none'), 'unauthenticated'],
    ['a link that says that its holder is an operator', person('ops@example.com', ['operator'], 'link'), 'not-allowed'],
  ])('is not %s', (_who, actor, code) => {
    expect(() => refuseToDelegate(actor, 'alice@example.com')).toThrow(expect.objectContaining({ code }));
  });

  it('is nobody for somebody unknown because they are unknown themselves', () => {
    expect(() => refuseToDelegate(person('unknown'), 'unknown')).toThrow(
      expect.objectContaining({ code: 'not-allowed' }),
    );
  });
});
