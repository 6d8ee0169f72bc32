/** What a card says: who decided what and when, and why a decision was refused. */
import { expect, it } from 'vitest';
import { type ApprovalStatus, endedStatus } from '../../../shared/domain/approval-status.ts';
import { problemIn } from '../../../shared/react/problem-error.ts';
import {
  endingInWords,
  refusalInWords,
  standingInWords,
  timeInWords,
  unreadInWords,
  votesInWords,
} from '../../../shared/react/words.ts';

const AT = '2026-01-05T10:00:00.000Z';
const at = timeInWords(AT);
type Ended = Exclude<ApprovalStatus, { status: 'pending' }>;
const ended = (status: Ended['status'], reason?: string) =>
  endedStatus({ runId: 'run-1', key: 'k', status, by: 'bob@example.com', at: AT, reason }) as Ended;
const problem = (fields: object) =>
  problemIn({ title: 'No', status: 409, code: 'already-decided', detail: 'It was decided.', ...fields }, 409);
const decision = (fields: object) => ({ by: 'bob@example.com', at: AT, status: 'approved', ...fields });

it.each<[Ended['status'], string | undefined, string]>([
  ['approved', undefined, `Approved by bob@example.com at ${at}`],
  ['edited', undefined, `Approved with changes by bob@example.com at ${at}`],
  ['rejected', 'No receipt', `Rejected by bob@example.com at ${at}: No receipt`],
  ['expired', 'Nobody decided in time', `Expired at ${at}: nobody decided in time`],
  ['cancelled', undefined, `Cancelled by bob@example.com at ${at}`],
  ['superseded', undefined, `Asked anew at ${at}: this needs no decision any more`],
])('says of one that is %s who, what and when', (status, reason, words) => {
  expect(endingInWords(ended(status, reason))).toBe(words);
});

it.each([
  [decision({}), 'already-decided', `bob@example.com approved this at ${at}; nothing was changed.`],
  [
    decision({ status: 'edited' }),
    'already-decided',
    `bob@example.com approved this with changes at ${at}; nothing was changed.`,
  ],
  [
    decision({ status: 'rejected', reason: 'No' }),
    'already-decided',
    `bob@example.com rejected this at ${at} (No); nothing was changed.`,
  ],
  [decision({ status: 'expired', by: 'timeout' }), 'expired', `This expired at ${at}; nothing was changed.`],
  [decision({ status: 'pending' }), 'already-decided', 'It was decided. Nothing was changed.'],
  [undefined, 'not-allowed', 'It was decided. Nothing was changed.'],
  [undefined, 'offline', 'It was decided.'],
])('says of a refusal with %j (%s) what happened instead', (first, code, words) => {
  expect(refusalInWords(problem({ code, ...(first && { decision: first }) }))).toBe(words);
});

it('says so where the service does not answer as expected', () => {
  expect(refusalInWords(problemIn('<html>', 502))).toBe(
    'The service answered with 502, and not as this page expects. Try again. Nothing was changed.',
  );
});

it.each([
  ['value is required: nothing is proposed', 'Value is required: nothing is proposed. Nothing was changed.'],
  ['value.amount is too large', 'value.amount is too large. Nothing was changed.'],
  ['Is it late? Try again!', 'Is it late? Try again! Nothing was changed.'],
])('ends "%s" before it says more', (detail, words) => {
  expect(refusalInWords(problem({ code: 'invalid-input', detail }))).toBe(words);
});

it('says why nothing is known of an approval, and of several which they are and how one is meant', () => {
  const runs = ['run-1', 'run-2'];

  expect(unreadInWords(problem({ code: 'ambiguous-key', runs }), 'approve:refund')).toBe(
    'Several runs wait under the key “approve:refund”: run-1, run-2. The page has to say which one it means, as in “run-1/approve:refund”.',
  );
  expect(unreadInWords(problem({ code: 'approval-unknown', detail: 'Nothing was ever asked' }), 'k')).toBe(
    'Nothing was ever asked.',
  );
});

it('says how votes stand', () => {
  const cast = [{ action: 'approve', by: 'bob@example.com', at: AT, proof: 'jwt' } as const];

  expect(votesInWords({ approvals: 1, rejections: 0, needed: { approvals: 2, rejections: 1 }, cast })).toBe(
    '1 of 2 approvals (bob@example.com: approve)',
  );
});

it('says what is known: nothing yet, that it is sent, that it is decided', () => {
  const receipt = {
    runId: 'run-1',
    key: 'k',
    action: 'approve',
    status: 'approved',
    by: 'a',
    at: AT,
    proof: 'jwt',
  } as const;

  expect(standingInWords(undefined, { state: 'none' })).toBe('Loading …');
  expect(standingInWords(undefined, { state: 'sent' })).toBe('Sending your decision …');
  expect(standingInWords(undefined, { state: 'decided', receipt })).toBe('You decided this: it is approved.');
});

it('tells nobody whose own vote counts already that somebody else was first', () => {
  const refused = (fields: object) => ({ state: 'refused' as const, problem: problem({ decision: decision(fields) }) });

  expect(standingInWords(undefined, refused({ status: 'pending' }))).toBe('Loading …');
  expect(standingInWords(undefined, refused({}))).toBe('Somebody else was first');
});
