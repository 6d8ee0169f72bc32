/** A run and an approval as the HTTP interface shows them. */
import { describe, expect, it } from 'vitest';
import { approvalView } from '../../../shared/domain/approval-view.ts';
import { runView, timelineOf } from '../../../shared/domain/run-view.ts';
import { encode } from '../../../shared/domain/value.ts';
import {
  aCompletedRun,
  aFailedRun,
  anApprovalEntry,
  anApprovalWait,
  aPendingApproval,
  aRun,
  aSettledApproval,
  aSettlement,
  aStepEntry,
  aTimeWait,
  aWaitingRun,
} from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';

describe('runView', () => {
  it('shows a run as it was started', () => {
    const run = aRun({ runId: 'run-1', startedBy: 'shop', input: encode({ at: new Date(NOW) }, 'input') });

    expect(runView(run)).toEqual({
      ...{ runId: 'run-1', workflow: 'refund', version: '1', status: 'running', input: { at: NOW } },
      ...{ waitingFor: [], startedBy: 'shop', createdAt: NOW, updatedAt: NOW },
    });
  });

  it('shows what a waiting run waits for, of whom, since when and until when', () => {
    const waits = [
      anApprovalWait({ expiresAt: plus('24h') }),
      anApprovalWait({ key: 'other', assignee: [] }),
      aTimeWait(),
    ];

    expect(runView(aWaitingRun({ waits })).waitingFor).toEqual([
      {
        ...{ kind: 'approval', key: 'approve:refund', title: 'Refund 40 for o-1', assignee: ['finance'] },
        ...{ since: NOW, expiresAt: plus('24h') },
      },
      { kind: 'approval', key: 'other', title: 'Refund 40 for o-1', assignee: [], since: NOW },
      { kind: 'time', key: 'cool-off', since: NOW, until: plus('2d') },
    ]);
  });

  it('shows no waits of a run that goes on', () => {
    expect(runView(aRun({ waits: [anApprovalWait()] })).waitingFor).toEqual([]);
  });

  it('shows the result of a completed run, and the error of a failed one', () => {
    expect(runView(aCompletedRun({ result: encode(new Map([['paid', 40n]]), 'result') }))).toMatchObject({
      status: 'completed',
      result: { paid: '40' },
      endedAt: plus('1h'),
    });
    expect(runView(aFailedRun())).toMatchObject({
      status: 'failed',
      error: { code: 'step-failed', stepKey: 'charge' },
    });
  });

  it('shows neither lease nor epoch nor snapshot', () => {
    const shown = Object.keys(runView(aRun({ tail: [aStepEntry('a')] })));

    expect(shown).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/epoch|lease|holder|wake|tail|pages|due|taskToken/)]),
    );
  });
});

describe('timelineOf', () => {
  it('E7: shows steps and approvals in the order of their start', () => {
    const entries = [
      aStepEntry('pay', 1, { startedAt: plus('3h'), attempts: 2 }),
      anApprovalEntry('approve:refund'),
      aStepEntry('calculate', 1, { startedAt: NOW }),
    ];
    const approvals = [
      aSettledApproval({
        since: plus('1h'),
        settlement: aSettlement({ action: 'reject', at: plus('2h'), reason: 'No.' }),
        status: 'rejected',
      }),
      aPendingApproval({ key: 'second', since: plus('4h') }),
    ];

    expect(timelineOf(entries, approvals)).toMatchObject([
      { kind: 'step', key: 'calculate', startedAt: NOW, status: 'completed' },
      {
        ...{ kind: 'approval', key: 'approve:refund', startedAt: plus('1h'), endedAt: plus('2h') },
        ...{ status: 'rejected', by: 'ann@example.com', reason: 'No.', assignee: ['finance'] },
      },
      { kind: 'step', key: 'pay', startedAt: plus('3h'), attempts: 2 },
      { kind: 'approval', key: 'second', startedAt: plus('4h'), status: 'pending' },
    ]);
  });
});

describe('timelineOf, of what a picture shows besides', () => {
  const timelineOfOne = (approval: Parameters<typeof timelineOf>[1][number]) => timelineOf([], [approval])[0];

  it('E7: tells who stood in for whom, and what an edit changed', () => {
    const values = { originalValue: encode({ amount: 40 }, 'o'), value: encode({ amount: 30 }, 'v') };
    const settlement = aSettlement({ action: 'edit', for: 'carol@example.com', ...values });

    expect(timelineOfOne(aSettledApproval({ status: 'edited', settlement }))).toMatchObject({
      ...{ status: 'edited', for: 'carol@example.com', changes: [{ path: 'amount', from: 40, to: 30 }] },
    });
  });

  it('E7: tells votes, reminders, escalations and reassignments, and nothing that was said', () => {
    const who = { by: 'ann@example.com', proof: 'jwt' as const };
    const approval = aPendingApproval({
      quorum: { approvals: 2 },
      events: [{ kind: 'remind', at: plus('2h') }],
      eventsDone: 1,
      acts: [
        { kind: 'vote', action: 'approve', digest: 'digest-1', at: plus('1h'), comment: 'Between us.', ...who },
        { kind: 'comment', text: 'Between us.', at: plus('90m'), ...who },
        { kind: 'reassign', from: ['finance'], to: ['legal'], reason: 'Theirs.', at: plus('3h'), ...who },
      ],
    });

    expect(timelineOfOne(approval)).toMatchObject({
      votes: { approvals: 1, needed: { approvals: 2 } },
      meanwhile: [
        { what: 'voted', at: plus('1h'), by: 'ann@example.com', action: 'approve' },
        { what: 'reminded', at: plus('2h') },
        { what: 'reassigned', at: plus('3h'), by: 'ann@example.com', from: ['finance'], to: ['legal'] },
      ],
    });
    expect(JSON.stringify(timelineOfOne(approval)?.meanwhile)).not.toContain('Between us');
  });

  it('E7: tells sleeps, what is part of a step, and the try that is waited for', () => {
    const entries = [aStepEntry('nap', undefined, { slept: true }), aStepEntry('part', 1, { within: 'whole' })];
    const run = aWaitingRun({ waits: [aTimeWait({ attempt: 3 })] });

    expect(timelineOf(entries, [])).toMatchObject([
      { key: 'nap', slept: true },
      { key: 'part', within: 'whole' },
    ]);
    expect(runView(run).waitingFor).toMatchObject([{ kind: 'time', attempt: 3 }]);
  });
});

describe('approvalView', () => {
  it('shows what is asked, with values as JSON', () => {
    const approval = aPendingApproval({
      ...{
        runId: 'run-1',
        details: encode({ n: 1n }, 'd'),
        pendingArgs: encode([new Date(NOW)], 'a'),
        proposed: encode(40, 'p'),
      },
      ...{ form: { type: 'number' }, requestedBy: 'shop', expiresAt: plus('24h') },
    });

    expect(approvalView(approval)).toEqual({
      ...{ runId: 'run-1', key: 'approve:refund', workflow: 'refund', status: 'pending', title: 'Refund 40 for o-1' },
      ...{ details: { n: '1' }, pendingArgs: [NOW], form: { type: 'number' }, proposed: 40, assignee: ['finance'] },
      ...{ requestedBy: 'shop', createdAt: NOW, expiresAt: plus('24h'), digest: 'digest-1' },
      history: [{ at: NOW, what: 'asked', by: 'shop', to: ['finance'] }],
    });
  });

  it('tells what happened to it, in order, and how it ended', () => {
    const approval = aSettledApproval({
      assignee: ['manager', 'ceo'],
      atFirst: { assignee: ['manager'] },
      events: [
        { kind: 'remind', at: plus('2h') },
        { kind: 'escalate', at: plus('4h'), to: 'ceo' },
        { kind: 'remind', at: plus('20h') },
      ],
      eventsDone: 2,
      settlement: aSettlement({ at: plus('5h'), comment: 'Fine.' }),
    });

    const view = approvalView(approval);

    expect(view.history).toEqual([
      { at: NOW, what: 'asked', to: ['manager'] },
      { at: plus('2h'), what: 'reminded' },
      { at: plus('4h'), what: 'escalated', to: ['ceo'] },
      { at: plus('5h'), what: 'approved', by: 'ann@example.com', comment: 'Fine.' },
    ]);
    expect(view.decision).toMatchObject({ action: 'approve', by: 'ann@example.com', at: plus('5h') });
  });

  it('names all who were asked at first, also those whom it is escalated to again', () => {
    const events = [{ kind: 'escalate' as const, at: plus('4h'), to: 'manager' }];

    const { history } = approvalView(aPendingApproval({ assignee: ['manager', 'legal'], events }));

    expect(history).toEqual([{ at: NOW, what: 'asked', to: ['manager', 'legal'] }]);
  });
});
