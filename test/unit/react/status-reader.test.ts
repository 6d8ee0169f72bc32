/** How a page keeps up with one approval: the newest state wins, however messages come. */
import { expect, it } from 'vitest';
import type { ApprovalView } from '../../../shared/domain/approval-view.ts';
import { approvalView } from '../../../shared/domain/approval-view.ts';
import { type LiveStatus, liveMessageOf } from '../../../shared/domain/live-message.ts';
import { revisionOfApproval, statusText } from '../../../shared/domain/live-text.ts';
import { encode } from '../../../shared/domain/value.ts';
import { createStatusReader, newerOf, statusOfView } from '../../../shared/react/status-reader.ts';
import { aPendingApproval, aSettledApproval, aSettlement } from '../../support/builders.ts';

const text = (value: unknown) => encode(value, 'value');
const pending = aPendingApproval({
  ...{
    runId: 'run-1',
    requestedBy: 'bob@example.com',
    pendingArgs: text({ to: 'x@example.com' }),
    form: { type: 'object' },
  },
  ...{ details: text(new Map([['a', 1n]])), allow: ['approve', 'reject'], expiresAt: '2026-01-06T09:00:00.000Z' },
});
const approved = aSettledApproval({
  ...pending,
  status: 'approved',
  revision: 2,
  settlement: aSettlement({ value: text({ amount: 4 }) }),
});
const askedAnew = aPendingApproval({ ...pending, epoch: 7, revision: 1 });

const messageOf = (approval: Parameters<typeof statusText>[0]): LiveStatus => {
  const message = liveMessageOf(statusText(approval));
  if (!message || !('status' in message)) throw new Error('No status.');
  return message;
};

/** A reader whose HTTP answers come when a test says so. */
function readerOf() {
  const statuses: LiveStatus[] = [];
  const failures: unknown[] = [];
  const reads: { answer(view: ApprovalView): void; fail(error: Error): void }[] = [];
  const read = () =>
    new Promise<ApprovalView>((resolve, reject) => {
      reads.push({ answer: resolve, fail: reject });
    });
  const reader = createStatusReader(
    read,
    (status) => statuses.push(status),
    (error) => failures.push(error),
  );
  return { reader, statuses, failures, reads };
}

const notice = (approval: Parameters<typeof revisionOfApproval>[0]) =>
  ({ type: 'approval', runId: 'run-1', key: 'k', revision: revisionOfApproval(approval), changed: true }) as const;
const turn = () => new Promise((resolve) => setTimeout(resolve));

it.each([
  ['a decision over what was asked', pending, approved],
  ['what is asked anew over what was decided before', approved, askedAnew],
  ['the tenth change over the ninth', { ...pending, revision: 9 }, { ...pending, revision: 10 }],
])('takes %s, in whichever order they come', (_what, older, newer) => {
  const [one, other] = [messageOf(older), messageOf(newer)];

  expect(newerOf(one, other)).toBe(other);
  expect(newerOf(other, one)).toBe(other);
});

it('tells of each newer state once', () => {
  const { reader, statuses } = readerOf();

  for (const approval of [pending, approved, pending]) reader.follow(messageOf(approval));

  expect(statuses.map(({ status }) => status)).toEqual(['pending', 'approved']);
});

it('reads what was too large for a message, and takes it for as new as the notice says', async () => {
  const { reader, statuses, reads } = readerOf();

  reader.follow(notice(approved));
  reads[0]?.answer(approvalView(approved));
  await turn();
  reader.follow(messageOf(pending));

  expect(statuses).toMatchObject([{ status: 'approved', value: { amount: 4 }, approvedBy: 'ann@example.com' }]);
});

it('drops what it read where a newer state came meanwhile', async () => {
  const { reader, statuses, reads } = readerOf();

  reader.follow(notice(pending));
  reader.follow(messageOf(approved));
  reads[0]?.answer(approvalView(pending));
  await turn();

  expect(statuses.map(({ status }) => status)).toEqual(['approved']);
});

it('does not read again for a notice that comes late', () => {
  const { reader, reads } = readerOf();

  reader.follow(notice(approved));
  reader.follow(notice(pending));

  expect(reads).toHaveLength(1);
});

it('tells why it could not read, and reads again at the next notice', async () => {
  const { reader, statuses, failures, reads } = readerOf();

  reader.follow(notice(pending));
  reads[0]?.fail(new Error('away'));
  await turn();
  reader.follow(notice(approved));
  reads[1]?.answer(approvalView(approved));
  await turn();

  expect(failures).toEqual([new Error('away')]);
  expect(statuses).toMatchObject([{ status: 'approved' }]);
});

it.each([pending, approved])('reads an approval that is $status over HTTP as a message tells it', (approval) => {
  const view: ApprovalView = JSON.parse(JSON.stringify(approvalView(approval)));

  expect(statusOfView(view, revisionOfApproval(approval))).toEqual(messageOf(approval));
});

it.each([
  'not JSON',
  '{}',
  '{"message":"Forbidden","connectionId":"x","requestId":"y"}',
  '{"status":"pending"}',
  '{"type":"inbox","items":[{}]}',
  '{"type":"new","runId":"run-1","revision":"1"}',
])('takes no note of %s', (data) => {
  expect(liveMessageOf(data)).toBeUndefined();
});
