/** Which wake-up follows from which change. */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../shared/domain/change.ts';
import { RELEASED } from '../../../shared/domain/run.ts';
import { WakeUp } from '../../../shared/ports/wake-queue.ts';
import { wake, wakeUpOf } from '../../../shared/use-cases/wake.ts';
import {
  aCompletedRun,
  aPendingApproval,
  aRun,
  aSettledApproval,
  aSettlement,
  aWaitingRun,
} from '../../support/builders.ts';

const before = aPendingApproval({ runId: 'run-1', key: 'check', epoch: 2 });
const settledWith = (
  fields: Parameters<typeof aSettlement>[0],
  status: 'approved' | 'expired' | 'cancelled' = 'approved',
) => aSettledApproval({ ...before, status, settlement: aSettlement(fields) });

describe('wakeUpOf', () => {
  it.each(['approve', 'reject', 'edit', 'cancel', 'expire'] as const)(
    'I2: wakes the run with its settlement after "%s"',
    (action) => {
      const after = settledWith({ action });

      const wakeUp = wakeUpOf({ kind: 'approval', before, after });

      expect(wakeUp).toEqual({ runId: 'run-1', settled: { key: 'check', epoch: 2, settlement: after.settlement } });
      expect(WakeUp.parse(JSON.parse(JSON.stringify(wakeUp)))).toEqual(wakeUp);
    },
  );

  it('goes without a settlement that is too large for a message', () => {
    expect(wakeUpOf({ kind: 'approval', before, after: settledWith({ value: 'x'.repeat(200_000) }) })).toEqual({
      runId: 'run-1',
    });
  });

  it('wakes a run that was let go of', () => {
    expect(
      wakeUpOf({ kind: 'run', before: aWaitingRun(), after: aRun({ runId: 'run-1', leaseUntil: RELEASED }) }),
    ).toEqual({ runId: 'run-1' });
  });

  it.each<[string, Change]>([
    ['an approval is asked', { kind: 'approval', after: before }],
    ['an approval is escalated', { kind: 'approval', before, after: { ...before, eventsDone: 1 } }],
    [
      'an approval is closed with its run',
      { kind: 'approval', before, after: settledWith({ action: 'close' }, 'cancelled') },
    ],
    ['an approval is removed', { kind: 'approval', before }],
    ['a run is started', { kind: 'run', after: aRun() }],
    ['a run parks', { kind: 'run', before: aRun(), after: aWaitingRun() }],
    ['a run completes', { kind: 'run', before: aRun(), after: aCompletedRun() }],
    ['a run is removed', { kind: 'run', before: aRun() }],
  ])('wakes nobody where %s', (_, change) => {
    expect(wakeUpOf(change)).toBeUndefined();
  });
});

describe('wake', () => {
  it('sends the wake-up, and hands up what went wrong, so that the change is followed again', async () => {
    const sent: WakeUp[] = [];
    const change: Change = { kind: 'approval', before, after: settledWith({}) };

    await wake({ queue: { send: async (wakeUp) => void sent.push(wakeUp) } }, change);
    await wake({ queue: { send: async (wakeUp) => void sent.push(wakeUp) } }, { kind: 'run', after: aRun() });

    expect(sent).toEqual([wakeUpOf(change)]);
    await expect(wake({ queue: { send: () => Promise.reject(new Error('away')) } }, change)).rejects.toThrow('away');
  });
});
