/** The small scenarios of approvals that go by votes. */
import type { ApprovalOptions } from '../../shared/engine/ask.ts';
import { aDelegation } from '../support/builders.ts';
import type { Person, Scenario } from './scenario.ts';
import { approves, type Body, rejects, workflowOf } from './scenarios.ts';

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const CLEO = 'cleo@example.com';
const DAN = 'dan@example.com';

const approve = (who: string): Person => approves(who, 'approve');

/** Two yes of three people let a payment happen; one no is a veto. */
const paid =
  (options: ApprovalOptions<{ amount: number }> = {}): Body =>
  async ({ step, approval }, io) => {
    const { value } = await approval('approve', {
      ...{ assignee: [ANN, BOB, CLEO], quorum: { approvals: 2 }, proposed: { amount: 1 } },
      ...options,
    });
    return step('pay', () => io.effect('pay', value, 'approve'));
  };

const voted = (name: string, people: Person[], options?: ApprovalOptions<{ amount: number }>): Scenario => ({
  name,
  workflow: workflowOf(name, paid(options)),
  people,
});

/** Two of three vote yes, at once. */
export const votes = voted('votes', [approve(ANN), approve(BOB)]);

/** Two who vote yes, and a third who has a veto. */
export const veto = voted('veto', [approve(ANN), approve(BOB), rejects(CLEO, 'approve')]);

/** Somebody who votes twice, as by two clicks. */
export const twice = voted('twice', [approve(ANN), approve(ANN), approve(BOB)]);

/** Votes that have an hour. */
export const votesInTime = voted('votes-in-time', [approve(ANN), approve(BOB)], { timeout: '1h' });

/** By an operator. */
const handedOn: Person = { who: CLEO, key: 'approve', says: { action: 'reassign', from: ANN, to: DAN } };

/** What one was asked who has perhaps voted is handed on to another, while a second vote comes. */
export const reassigned = voted('reassigned', [approve(ANN), approve(BOB), handedOn]);

/** The same, and who it was handed to votes too. */
export const reassignedOn = voted('reassigned', [approve(ANN), approve(BOB), handedOn, approve(DAN)]);

/** A vote that is taken back, while a second one comes. */
export const withdrawn = voted('withdrawn', [
  approve(ANN),
  approve(BOB),
  { who: ANN, key: 'approve', says: { action: 'withdraw' } },
]);

const away = [aDelegation({ id: 'dlg_1', from: ANN, to: BOB, groups: [] })];
const without: ApprovalOptions<{ amount: number }> = { assignee: [ANN, CLEO] };

/** Somebody votes, and so does who stands in for them: it is one seat. */
export const delegated: Scenario = {
  ...voted('delegated', [approve(BOB), approve(ANN), approve(CLEO)], without),
  delegations: away,
};

/** Somebody who is named votes, and votes again for whom they stand in. */
export const bothSeats: Scenario = {
  ...voted('both-seats', [approve(BOB), { ...approve(BOB), says: { action: 'approve', for: ANN } }, approve(ANN)]),
  delegations: away,
};

/** Who stands in votes, while what lets them is taken back. */
export const revoked: Scenario = {
  ...voted('revoked', [approve(BOB), { who: ANN, key: 'approve', says: { action: 'revoke' } }, approve(CLEO)], without),
  delegations: away,
};

/** Votes, while people are reminded and somebody else is asked as well. */
export const reminded = voted('reminded', [approve(ANN), approve(DAN)], {
  remind: ['1h'],
  escalate: [{ after: '1h', to: DAN }],
});

/** An edit, against a yes that names what was shown, and one that names nothing. */
export const editedVotes = voted('edited-votes', [
  { who: ANN, key: 'approve', says: { action: 'edit', originalValue: { amount: 1 }, editedValue: { amount: 7 } } },
  { ...approve(BOB), bound: true },
  approve(CLEO),
]);
