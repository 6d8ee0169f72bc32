/** Which notice follows from which change. */
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../shared/domain/approval.ts';
import { occasionsOf } from '../../../shared/domain/notice.ts';
import type { Run } from '../../../shared/domain/run.ts';
import {
  aCompletedRun,
  aFailedRun,
  aPendingApproval,
  aReviewedRun,
  aRun,
  aSettledApproval,
  aSettlement,
} from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';

const ofApproval = (before: Approval | undefined, after: Approval | undefined) =>
  occasionsOf({ kind: 'approval', ...(before && { before }), ...(after && { after }) });
const ofRun = (before: Run | undefined, after: Run | undefined) =>
  occasionsOf({ kind: 'run', ...(before && { before }), ...(after && { after }) });

describe('occasionsOf an approval', () => {
  const pending = aPendingApproval({
    ...{ runId: 'run-1', key: 'deploy', epoch: 3, assignee: ['manager'] },
    events: [
      { kind: 'remind', at: plus('2h') },
      { kind: 'escalate', at: plus('4h'), to: 'ceo' },
    ],
  });
  const settled = aSettledApproval({ ...pending, status: 'approved', settlement: aSettlement() });

  it('C9: tells those who are asked that an approval is needed', () => {
    expect(ofApproval(undefined, pending)).toEqual([
      { id: 'run-1/deploy/3/approval-needed', kind: 'approval-needed', approval: pending, to: ['manager'] },
    ]);
  });

  it('C9: tells once more where it is asked anew', () => {
    const before = { ...pending, epoch: 1 };

    expect(ofApproval(before, pending).map(({ id }) => id)).toEqual(['run-1/deploy/3/approval-needed']);
    expect(ofApproval({ ...settled, epoch: 1 }, pending).map(({ id }) => id)).toEqual([
      'run-1/deploy/3/approval-needed',
    ]);
  });

  it('D2: reminds those who are asked, and tells those whom it is escalated to first', () => {
    const after = { ...pending, eventsDone: 2, assignee: ['manager', 'ceo'] };

    expect(ofApproval(pending, after)).toEqual([
      { id: 'run-1/deploy/3/event-1', kind: 'reminder', approval: after, to: ['manager', 'ceo'] },
      { id: 'run-1/deploy/3/event-2', kind: 'escalated', approval: after, to: ['ceo', 'manager'] },
    ]);
  });

  it('D2: gives an event the same id whether it happens alone or with others', () => {
    const one = { ...pending, eventsDone: 1 };
    const two = { ...pending, eventsDone: 2 };

    expect(ofApproval(one, two).map(({ id }) => id)).toEqual(['run-1/deploy/3/event-2']);
    expect(ofApproval(pending, two).map(({ id }) => id)).toEqual(['run-1/deploy/3/event-1', 'run-1/deploy/3/event-2']);
  });

  it.each(['approved', 'edited', 'rejected', 'cancelled'] as const)('C9: tells that an approval was %s', (status) => {
    const after = { ...settled, status };

    expect(ofApproval(pending, after)).toEqual([
      { id: 'run-1/deploy/3/decided', kind: 'decided', approval: after, to: ['manager'] },
    ]);
  });

  it.each([
    ['expired', { action: 'expire' as const }],
    ['approved', { action: 'approve' as const }],
  ] as const)('C9: tells that an approval ended by the timeout, %s', (status, { action }) => {
    const after = { ...settled, status, settlement: aSettlement({ action, by: 'timeout', proof: 'system' }) };

    expect(ofApproval(pending, after)).toMatchObject([{ id: 'run-1/deploy/3/expired', kind: 'expired' }]);
  });

  it('tells of a decision though its record before was lost', () => {
    expect(ofApproval(undefined, settled)).toMatchObject([{ id: 'run-1/deploy/3/decided' }]);
  });

  it.each<[string, Approval | undefined, Approval | undefined]>([
    ['nothing changed', pending, pending],
    ['nothing of a settled one changed', settled, settled],
    ['it was removed', settled, undefined],
    [
      'it was closed before anybody was asked',
      undefined,
      { ...settled, status: 'cancelled', settlement: aSettlement({ action: 'close', by: 'run-ended' }) },
    ],
  ])('tells nothing where %s', (_, before, after) => {
    expect(ofApproval(before, after)).toEqual([]);
  });

  it('C9: tells those who were asked where it was closed with its run', () => {
    const closed = {
      ...settled,
      status: 'cancelled' as const,
      settlement: aSettlement({ action: 'close', by: 'run-ended' }),
    };

    expect(ofApproval(pending, closed)).toMatchObject([{ kind: 'decided', to: pending.assignee }]);
  });
});

describe('occasionsOf a run', () => {
  const failed = aFailedRun({ runId: 'run-1', epoch: 4 });
  const reviewed = aReviewedRun({ runId: 'run-1', epoch: 4 });

  it('tells the operators that a run failed or needs review', () => {
    expect(ofRun(aRun(), failed)).toEqual([
      { id: 'run-1/4/run-failed', kind: 'run-failed', run: failed, to: ['operator'] },
    ]);
    expect(ofRun(aRun(), reviewed)).toEqual([
      { id: 'run-1/4/run-needs-review', kind: 'run-needs-review', run: reviewed, to: ['operator'] },
    ]);
    expect(ofRun(undefined, failed)).toHaveLength(1);
  });

  it.each<[string, Run | undefined, Run | undefined]>([
    ['starts', undefined, aRun()],
    ['completes', aRun(), aCompletedRun()],
    ['is written again as failed', failed, { ...failed, updatedAt: plus('1m') }],
    ['is removed', failed, undefined],
  ])('tells nothing where a run %s', (_, before, after) => {
    expect(ofRun(before, after)).toEqual([]);
  });
});
