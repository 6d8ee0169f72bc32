/** What becomes of an open approval by time, or by the end of its run. */
import { describe, expect, it } from 'vitest';
import { nextEventAt, openApproval, PendingApproval } from '../../../shared/domain/approval.ts';
import { close, expire, isOverdue, letHappen } from '../../../shared/domain/approval-moves.ts';
import { applied } from '../../../shared/domain/move.ts';
import { receiptOf } from '../../../shared/domain/receipt.ts';
import { encode } from '../../../shared/domain/value.ts';
import { anAsk, aPendingApproval, aSettledApproval, aSettlement } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

const escalating = (fields = {}) =>
  aPendingApproval({
    assignee: ['manager'],
    events: [
      { kind: 'remind', at: plus('2h') },
      { kind: 'escalate', at: plus('4h'), to: 'senior-manager' },
      { kind: 'escalate', at: plus('8h'), to: 'ceo' },
    ],
    ...fields,
  });

describe('openApproval', () => {
  it('makes a pending approval of what a run asks', () => {
    const ask = anAsk({ expiresAt: plus('24h') });

    expect(openApproval(ask, { runId: 'run-1', workflow: 'refund', version: '2', startedBy: 'shop' })).toEqual({
      ...ask,
      ...{ runId: 'run-1', workflow: 'refund', version: '2', requestedBy: 'shop' },
      ...{ status: 'pending', revision: 1, eventsDone: 0 },
    });
    expect(openApproval(ask, { runId: 'run-1', workflow: 'refund', version: '2' })).not.toHaveProperty('requestedBy');
  });
});

describe('isOverdue', () => {
  it.each([
    ['before the deadline', plus('23h'), false],
    ['at the deadline', plus('24h'), true],
    ['after the deadline', plus('25h'), true],
  ])('D1: says %s whether a decision is late', (_, now, expected) => {
    expect(isOverdue(aPendingApproval({ expiresAt: plus('24h') }), now)).toBe(expected);
  });

  it('is never true without a deadline', () => {
    expect(isOverdue(aPendingApproval(), '9999-12-31T23:59:59.999Z')).toBe(false);
  });
});

describe('expire', () => {
  it('B6: rejects by the timeout, at the deadline, and says how long nobody decided', () => {
    const approval = aPendingApproval({ expiresAt: plus('24h') });

    const move = expire(approval);

    expect(applied(move, approval)).toMatchObject({
      status: 'expired',
      settlement: {
        ...{ action: 'expire', reason: 'Nobody decided within 24h.', by: 'timeout', proof: 'system' },
        ...{ at: plus('24h'), digest: approval.digest },
      },
      revision: 2,
    });
    expect(move.when).toEqual([{ status: ['pending'], epoch: [1], revision: [1] }]);
  });

  it('D1: asks somebody else as well and starts the time anew, once, where that is the default', () => {
    const approval = aPendingApproval({
      ...{ assignee: ['finance'], approvers: ['ann@example.com'], expiresAt: plus('24h'), eventsDone: 0 },
      ...{ onTimeout: { escalate: 'ceo' }, events: [{ kind: 'escalate', at: plus('8h'), to: 'head' }] },
    });

    const first = applied(expire(approval), approval);

    expect(first).toMatchObject({
      ...{ status: 'pending', expiresAt: plus('48h'), eventsDone: 2, revision: 2 },
      ...{ assignee: ['finance', 'head', 'ceo'], approvers: ['ann@example.com', 'head', 'ceo'] },
      events: [{ to: 'head' }, { kind: 'escalate', at: plus('24h'), to: 'ceo' }],
    });
    expect(first).not.toHaveProperty('onTimeout');
    const second = PendingApproval.parse(first);
    expect(applied(expire(second), second)).toMatchObject({
      status: 'expired',
      settlement: { at: plus('48h'), reason: 'Nobody decided within 2d.' },
    });
  });

  it('D1: starts the time anew until the time that was worked out when people were asked', () => {
    const approval = aPendingApproval({ expiresAt: plus('24h'), onTimeout: { escalate: 'ceo', until: plus('96h') } });

    expect(applied(expire(approval), approval)).toMatchObject({ status: 'pending', expiresAt: plus('96h') });
  });

  it('D1: expires where the run is to fail, as where it is told no', () => {
    const approval = aPendingApproval({ expiresAt: plus('24h'), onTimeout: { fail: true } });

    expect(applied(expire(approval), approval)).toMatchObject({
      status: 'expired',
      settlement: { action: 'expire', reason: 'Nobody decided within 24h.', by: 'timeout', at: plus('24h') },
    });
    expect(expire(approval).set.settlement).not.toHaveProperty('value');
  });

  it('D1: ends what was overdue when it was asked at the asking, and not before', () => {
    const over = '2026-01-01T00:00:00.000Z';
    const approval = aPendingApproval({ expiresAt: over, onTimeout: { escalate: 'ceo', until: over } });

    const second = PendingApproval.parse(applied(expire(approval), approval));

    expect(second.events).toEqual([{ kind: 'escalate', at: NOW, to: 'ceo' }]);
    expect(applied(expire(second), second)).toMatchObject({
      status: 'expired',
      settlement: {
        at: NOW,
        reason: 'The time to decide was over on Thu 1 Jan 2026, 00:00 UTC, before anybody was asked.',
      },
    });
  });

  it('says by when nobody decided, where that is no whole number of seconds away', () => {
    const approval = aPendingApproval({ expiresAt: '2026-01-05T17:00:00.001Z' });

    expect(applied(expire(approval), approval)).toMatchObject({
      settlement: { reason: 'Nobody decided by Mon 5 Jan 2026, 17:00 UTC.' },
    });
  });

  it('D1: approves with the declared default', () => {
    const value = encode({ amount: 10 }, 'default');
    const approval = aPendingApproval({ expiresAt: plus('24h'), onTimeout: { approve: value } });

    expect(applied(expire(approval), approval)).toMatchObject({
      status: 'approved',
      settlement: { action: 'approve', value, by: 'timeout', at: plus('24h') },
    });
  });
});

describe('close', () => {
  it('cancels what nobody needs any more', () => {
    const approval = aPendingApproval({ revision: 4 });

    const move = close(approval, plus('3h'));

    expect(applied(move, approval)).toMatchObject({
      status: 'cancelled',
      settlement: { action: 'close', reason: 'The run ended.', by: 'run-ended', at: plus('3h'), proof: 'system' },
    });
    expect(move.when).toEqual([{ status: ['pending'], epoch: [1], revision: [4] }]);
  });
});

describe('letHappen', () => {
  it('does nothing where nothing is due', () => {
    expect(letHappen(escalating(), plus('1h'))).toBeUndefined();
    expect(letHappen(escalating({ eventsDone: 1 }), plus('3h'))).toBeUndefined();
    expect(letHappen(aPendingApproval(), plus('100d'))).toBeUndefined();
  });

  it('D2: takes note of a reminder, and asks nobody else', () => {
    const approval = escalating();

    const move = letHappen(approval, plus('2h'));

    expect(move && applied(move, approval)).toEqual({ ...approval, eventsDone: 1, revision: 2 });
  });

  it('D2: adds those whom it is escalated to, and keeps those who were asked', () => {
    const approval = escalating({ eventsDone: 1, approvers: ['manager'] });

    const move = letHappen(approval, plus('4h'));

    expect(move?.set).toEqual({
      eventsDone: 2,
      assignee: ['manager', 'senior-manager'],
      approvers: ['manager', 'senior-manager'],
      atFirst: { assignee: ['manager'], approvers: ['manager'], events: approval.events },
    });
  });

  it('D2: lets everything that is due happen in one write, and names nobody twice', () => {
    const approval = escalating({ assignee: ['manager', 'ceo'] });

    const move = letHappen(approval, plus('9h'));

    expect(move?.set).toMatchObject({ eventsDone: 3, assignee: ['manager', 'ceo', 'senior-manager'] });
    expect(move?.when).toEqual([{ status: ['pending'], epoch: [1], revision: [1] }]);
  });
});

describe('nextEventAt', () => {
  it.each([
    ['the first event', escalating({ expiresAt: plus('24h') }), plus('2h')],
    ['the next event', escalating({ expiresAt: plus('24h'), eventsDone: 2 }), plus('8h')],
    ['the deadline, once every event has happened', escalating({ expiresAt: plus('24h'), eventsDone: 3 }), plus('24h')],
    ['the deadline, where there are no events', aPendingApproval({ expiresAt: plus('1h') }), plus('1h')],
    ['an event, where there is no deadline', escalating({ eventsDone: 2 }), plus('8h')],
    ['never', aPendingApproval(), undefined],
  ])('is %s', (_, approval, expected) => {
    expect(nextEventAt(approval)).toBe(expected);
  });
});

describe('receiptOf', () => {
  it('says who decided what and when, and shows the value as JSON', () => {
    const approval = aSettledApproval({
      status: 'edited',
      settlement: aSettlement({ action: 'edit', value: encode({ at: new Date(NOW) }, 'v'), reason: 'Less.' }),
    });

    expect(receiptOf(approval)).toEqual({
      ...{
        runId: approval.runId,
        key: approval.key,
        action: 'edit',
        status: 'edited',
        value: { at: NOW },
        reason: 'Less.',
      },
      ...{ by: 'ann@example.com', at: plus('1h'), proof: 'jwt', digest: 'digest-1' },
    });
  });

  it('leaves out what there is not', () => {
    const receipt = receiptOf(aSettledApproval());

    expect(receipt).not.toHaveProperty('value');
    expect(receipt).not.toHaveProperty('reason');
  });
});
