/** The shape that the runs of a workflow show. */
import { describe, expect, it } from 'vitest';
import { foldedKeys } from '../../../shared/domain/folded-keys.ts';
import { shapeText } from '../../../shared/domain/shape-text.ts';
import { shapeOf } from '../../../shared/domain/workflow-shape.ts';
import { plus } from '../../support/clock.ts';
import { aRunView, didStep, wasAsked } from '../../support/pictures.ts';

const refund = (answered: `${number}h`, status = 'approved') =>
  aRunView({
    status: status === 'approved' ? 'completed' : 'failed',
    endedAt: plus('200h'),
    timeline: [
      didStep('calculate', '0s', '1s', status === 'approved' ? {} : { attempts: 2 }),
      wasAsked('approve', '1s', answered, { status }),
      ...(status === 'approved' ? [didStep('pay', '150h', '151h')] : []),
    ],
  });

describe('shapeOf', () => {
  it('tells what runs came to, in which order, how long it took and how it ended', () => {
    const runs = [...Array.from({ length: 8 }, (_, index) => refund(`${index + 1}h`)), refund('100h', 'rejected')];
    const pending = aRunView({
      status: 'waiting',
      timeline: [didStep('calculate', '0s', '1s'), wasAsked('approve', '1s')],
    });

    const shape = shapeOf('refund', [...runs, pending], true);

    expect(shape).toMatchObject({ runs: 10, hasMore: true, statuses: { completed: 8, failed: 1, waiting: 1 } });
    expect(shape.nodes).toMatchObject([
      { kind: 'step', name: 'calculate', runs: 10, times: 10, took: { median: 1_000, p90: 1_000 }, retried: 1 },
      {
        ...{ kind: 'approval', name: 'approve', runs: 10, ended: { approved: 8, rejected: 1, pending: 1 } },
        took: { median: 5 * 3_600_000 - 1_000, p90: 100 * 3_600_000 - 1_000 },
      },
      { kind: 'step', name: 'pay', runs: 8, alongside: [] },
    ]);
    expect(shape.edges).toEqual([
      { to: 'calculate', times: 10 },
      { from: 'calculate', to: 'approve', times: 10 },
      { from: 'approve', to: 'pay', times: 8 },
      { from: 'pay', times: 8 },
      { from: 'approve', times: 1 },
    ]);
  });

  it('folds keys that differ in a number, and knows what was parallel', () => {
    const items = [1, 2, 3].map((item) => didStep(`item-${item}`, '1s', '2s'));
    const run = aRunView({
      status: 'completed',
      endedAt: plus('1h'),
      timeline: [didStep('list', '0s', '1s'), ...items, wasAsked('audit', '1s', '2s'), didStep('sum', '2s', '3s')],
    });

    const { nodes, edges } = shapeOf('sum', [run]);

    expect(nodes.map(({ name, times, alongside }) => [name, times, alongside])).toEqual([
      ['list', 1, []],
      ['item-*', 3, ['audit', 'item-*']],
      ['audit', 1, ['item-*']],
      ['sum', 1, []],
    ]);
    expect(edges).toContainEqual({ from: 'item-*', to: 'sum', times: 3 });
    expect(edges).toContainEqual({ from: 'list', to: 'item-*', times: 3 });
    expect(edges.filter(({ from, to }) => from === 'item-*' && to === 'audit')).toEqual([]);
  });

  it('leaves out what was asked anew, and what is part of a step', () => {
    const run = aRunView({
      timeline: [
        didStep('pay', '1h', '2h'),
        didStep('inner', '1h', '2h', { within: 'pay' }),
        wasAsked('go', '0s', '30m', { status: 'superseded' }),
        wasAsked('go', '30m', '50m'),
      ].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1)),
    });

    const { nodes } = shapeOf('pay', [run]);

    expect(nodes.map(({ name, times }) => [name, times])).toEqual([
      ['go', 1],
      ['pay', 1],
    ]);
  });

  it('prints as text', () => {
    const text = shapeText(shapeOf('refund', [refund('1h'), refund('3h'), refund('2h', 'rejected')]), { ascii: true });

    expect(`\n${text}`).toBe(`
refund
3 runs, started 2026-01-05 09:00 to 2026-01-05 09:00 UTC: 2 completed, 1 failed

# calculate
    in 3 of 3 runs
    took in 1 s (median), 1 s (90th)
    tried again 1 of 3 times
    -> approve (3)
? approve
    in 3 of 3 runs
    answered in 2 h (median), 3 h (90th)
    67 % approved, 33 % rejected
    -> pay (2)
    -> end (1)
# pay
    in 2 of 3 runs
    took in 1 h (median), 1 h (90th)
    -> end (2)
`);
  });
});

describe('foldedKeys', () => {
  it.each([
    [
      ['item-1', 'item-2'],
      ['item-*', 'item-*'],
    ],
    [
      ['v-2', 'other'],
      ['v-2', 'other'],
    ],
    [
      ['charge:1:a', 'charge:22:a', 'charge:3:b'],
      ['charge:*:a', 'charge:*:a', 'charge:3:b'],
    ],
    [
      ['mail#0a1b2c3d', 'mail#ffffffff#2'],
      ['mail#0a1b2c3d', 'mail#ffffffff#2'],
    ],
    [
      ['mail#0a1b2c3d', 'mail#ffffffff'],
      ['mail#*', 'mail#*'],
    ],
    [
      ['step1', 'step2'],
      ['step1', 'step2'],
    ],
  ])('folds %o to %o', (keys, names) => {
    expect(keys.map(foldedKeys(keys))).toEqual(names);
  });
});
