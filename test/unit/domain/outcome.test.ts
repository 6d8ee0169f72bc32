/** Which events other systems are sent. */
import { describe, expect, it } from 'vitest';
import { outcomesOf } from '../../../shared/domain/outcome.ts';
import { encode } from '../../../shared/domain/value.ts';
import {
  aCompletedRun,
  aFailedRun,
  aPendingApproval,
  aReviewedRun,
  aRun,
  aSettledApproval,
  aSettlement,
} from '../../support/builders.ts';

describe('the outcomes of a run', () => {
  it('tells its end once, with its result and the task that waits for it', () => {
    const before = aRun({ runId: 'r-1', taskToken: 'token' });
    const after = aCompletedRun({ runId: 'r-1', taskToken: 'token', result: encode({ refunded: 40 }, 'result') });

    const [outcome, ...others] = outcomesOf({ kind: 'run', before, after });

    expect(outcome).toMatchObject({
      ...{ type: 'Run Completed', taskToken: 'token' },
      detail: {
        id: 'r-1/1/completed',
        runId: 'r-1',
        workflow: 'refund',
        status: 'completed',
        result: { refunded: 40 },
      },
    });
    expect(others).toEqual([]);
    expect(outcomesOf({ kind: 'run', before: after, after })).toEqual([]);
  });

  it('tells why it failed, or needs review; the task that waits hears of the end alone', () => {
    const before = aRun({ taskToken: 'token' });

    const [failed] = outcomesOf({ kind: 'run', before, after: aFailedRun({ taskToken: 'token' }) });
    const [reviewed] = outcomesOf({ kind: 'run', before, after: aReviewedRun({ taskToken: 'token' }) });

    expect(failed).toMatchObject({
      type: 'Run Failed',
      taskToken: 'token',
      detail: { error: { code: 'step-failed' } },
    });
    expect(reviewed).toMatchObject({ type: 'Run Needs Review', detail: { status: 'needs-review' } });
    expect(reviewed).not.toHaveProperty('taskToken');
  });

  it('tells how large a result is that no event holds', () => {
    const result = encode('x'.repeat(250_000), 'result', 1_000_000);

    const [outcome] = outcomesOf({ kind: 'run', before: aRun(), after: aCompletedRun({ result }) });

    expect(outcome?.detail.result).toEqual({ keptOutside: { bytes: 250_002 } });
  });

  it('tells of which run it is, and the code, where an error is too long for any system', () => {
    const error = { code: 'step-failed', message: 'x'.repeat(300_000), stepKey: 'charge' };

    const [outcome] = outcomesOf({ kind: 'run', before: aRun(), after: aFailedRun({ runId: 'r-1', error }) });

    expect(outcome?.detail).toMatchObject({ id: 'r-1/1/failed', runId: 'r-1', workflow: 'refund', status: 'failed' });
    expect(outcome?.detail.error).toEqual({ code: 'step-failed', message: 'x'.repeat(2_000) });
    expect(outcome?.detail.keptOutside).toEqual({ bytes: expect.closeTo(300_000, -3) });
  });

  it('is silent about what a run does on the way', () => {
    expect(outcomesOf({ kind: 'run', after: aRun() })).toEqual([]);
    expect(outcomesOf({ kind: 'run', before: aRun() })).toEqual([]);
  });
});

describe('the outcomes of an approval', () => {
  it('tells that it is needed, and how it was settled, once each', () => {
    const asked = aPendingApproval({ runId: 'r-1', key: 'k' });
    const settled = aSettledApproval({ runId: 'r-1', key: 'k' });

    const needed = outcomesOf({ kind: 'approval', after: asked });
    const decided = outcomesOf({ kind: 'approval', before: asked, after: settled });

    expect(decided[0]?.detail).toMatchObject({ askedAt: settled.since, decidedByPeople: true });
    expect(needed).toMatchObject([
      { type: 'Approval Needed', detail: { id: 'r-1/k/1/needed', assignee: ['finance'] } },
    ]);
    expect(decided).toMatchObject([
      { type: 'Approval Settled', detail: { id: 'r-1/k/1/settled', status: settled.status, decision: { key: 'k' } } },
    ]);
    expect(outcomesOf({ kind: 'approval', before: settled, after: settled })).toEqual([]);
    expect(outcomesOf({ kind: 'approval', before: asked, after: { ...asked, revision: 2 } })).toEqual([]);
  });

  it('tells which it is where its title is too long for any system', () => {
    const [outcome] = outcomesOf({ kind: 'approval', after: aPendingApproval({ title: 'x'.repeat(300_000) }) });

    expect(JSON.stringify(outcome).length).toBeLessThan(1_000);
    expect(outcome?.detail).toMatchObject({ key: 'approve:refund', keptOutside: { bytes: expect.any(Number) } });
    expect(outcome?.detail).not.toHaveProperty('error');
  });

  it('is silent about what was never asked', () => {
    const tombstone = aSettledApproval({ status: 'cancelled', settlement: aSettlement({ action: 'close' }) });

    expect(outcomesOf({ kind: 'approval', after: tombstone })).toEqual([]);
  });
});
