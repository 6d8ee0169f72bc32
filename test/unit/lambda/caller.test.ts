/** Who calls, as API Gateway proved it, and what their names make them. */
import { expect, it } from 'vitest';
import { mayDecide } from '../../../shared/domain/policy.ts';
import { callerOf } from '../../../shared/lambda/caller.ts';
import { gatewayEvent } from '../../support/gateway.ts';

const caller = (authorizer: Parameters<typeof gatewayEvent>[0]['authorizer']) =>
  callerOf(gatewayEvent({ method: 'GET', path: '/', ...(authorizer && { authorizer }) }), false);
const jwt = (claims: Record<string, unknown>) => caller({ jwt: { claims } });

it('takes the e-mail of a token, or its subject', () => {
  expect(jwt({ email: 'ann@example.com', sub: 'u-1' }).id).toBe('ann@example.com');
  expect(jwt({ sub: 'u-1' }).id).toBe('u-1');
});

it.each(['false', false])('does not take an e-mail that was not verified (%o)', (email_verified) => {
  expect(jwt({ email: 'ceo@example.com', email_verified, sub: 'u-1' }).id).toBe('u-1');
});

it('takes whoever assumed a role for that role, whatever the session is called', () => {
  const { id, proof } = caller({ iam: { userArn: 'arn:aws:sts::123456789012:assumed-role/Refunds/session-7' } });

  expect({ id, proof }).toEqual({ id: 'arn:aws:iam::123456789012:role/Refunds', proof: 'iam' });
});

it('reads groups as API Gateway writes a list of claims', () => {
  expect(jwt({ sub: 'u-1', groups: '[finance operator]' }).groups).toEqual(['finance', 'operator']);
  expect(jwt({ sub: 'u-1', groups: 'finance' }).groups).toEqual(['finance']);
  expect(jwt({ sub: 'u-1' }).groups).toEqual([]);
});

it('never takes a person for the group of their name, nor a group for a person', () => {
  expect(mayDecide({ assignee: ['ceo'] }, jwt({ sub: 'ceo' }))).toBe(false);
  expect(mayDecide({ assignee: ['ann@example.com'] }, jwt({ sub: 'u-1', groups: '[ann@example.com]' }))).toBe(false);
  expect(mayDecide({ assignee: ['ceo'] }, jwt({ sub: 'u-1', groups: '[ceo]' }))).toBe(true);
});

it.each([
  ['1767603600', '2026-01-05T09:00:00.000Z'],
  [1767603600, '2026-01-05T09:00:00.000Z'],
  ['1.7676036E9', '2026-01-05T09:00:00.000Z'],
  [undefined, undefined],
  ['soon', undefined],
  ['-1', undefined],
])('takes a person as proven up to the end of their token (%j)', (exp, until) => {
  expect(jwt({ sub: 'u-1', exp }).provenUntil).toBe(until);
});
