/** A picture of a run, as data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../shared/domain/picture.ts';
import type { RunView, TimelineEntry } from '../../../shared/domain/run-view.ts';
import { NOW, plus } from '../../support/clock.ts';
import { aRunView, at, didStep, waitingRefund, waitsForPeople, wasAsked } from '../../support/pictures.ts';

const rowsOf = (run: RunView, now = at('3h')) => pictureOf(run, now).rows;
const words = (run: RunView, now?: Date) => rowsOf(run, now).map((row) => [row.key, row.state, row.words]);

describe('pictureOf', () => {
  it('E7: draws a paused run as waiting for whom and since when, not as failed', () => {
    const { headline, status, rows } = pictureOf(waitingRefund(), at('3h'));

    expect(status).toBe('waiting');
    expect(headline).toBe('waits for finance since 2026-01-05 09:00 UTC, until 2026-01-06 09:00 UTC');
    expect(rows).toMatchObject([
      { kind: 'step', key: 'calculate', state: 'done', took: '5 ms', after: [] },
      {
        kind: 'approval',
        key: 'approve:refund',
        state: 'waiting',
        assignee: ['finance'],
        took: '3 h',
        x1: 1,
        after: [0],
      },
    ]);
    expect(rows[1]).not.toHaveProperty('end');
  });

  it('E7: says who decided what, for whom, after how long, and what an edit changed', () => {
    const run = aRunView({
      status: 'completed',
      endedAt: plus('30h'),
      timeline: [
        wasAsked('first', '1m', '2h'),
        wasAsked('second', '2h', '26h', { for: 'carol@example.com' }),
        wasAsked('third', '26h', '27h', { status: 'edited', changes: [{ path: 'amount', from: 40, to: 30 }] }),
        wasAsked('fourth', '27h', '28h', { status: 'rejected', reason: 'Too much.' }),
        wasAsked('fifth', '28h', '29h', { status: 'expired', by: 'timeout' }),
        wasAsked('sixth', '29h', '30h', { status: 'cancelled', by: 'run-ended' }),
      ],
    });

    expect(words(run).map(([, state, said]) => [state, said])).toEqual([
      ['approved', 'approved by ann@example.com after 1 h 59 min'],
      ['approved', 'approved by ann@example.com for carol@example.com after 1 d'],
      ['edited', 'edited by ann@example.com after 1 h; amount 40 → 30'],
      ['rejected', 'rejected by ann@example.com after 1 h: Too much.'],
      ['expired', 'expired after 1 h: finance did not decide in time'],
      ['cancelled', 'cancelled after 1 h'],
    ]);
  });

  it('E7: tells the votes that were cast, and marks what happened meanwhile', () => {
    const cast = { action: 'approve' as const, by: 'ann@example.com', at: plus('1h'), proof: 'jwt' as const };
    const approval = wasAsked('pay', '1m', undefined, {
      votes: { approvals: 1, rejections: 0, needed: { approvals: 2, rejections: 1 }, cast: [cast] },
      meanwhile: [
        { what: 'voted', at: plus('1h'), by: 'ann@example.com', action: 'approve' },
        { what: 'escalated', at: plus('2h'), to: ['boss'] },
        {
          what: 'reassigned',
          at: plus('150m'),
          by: 'ben@example.com',
          from: ['ben@example.com'],
          to: ['cleo@example.com'],
        },
      ],
    });
    const [row] = rowsOf(
      aRunView({ status: 'waiting', waitingFor: [waitsForPeople('pay', '1m')], timeline: [approval] }),
    );

    expect(row?.words).toBe('waits for finance since 2026-01-05 09:01 UTC; 1 of 2 approvals (ann@example.com)');
    expect(row?.marks.map((mark) => mark.words)).toEqual([
      ...['yes by ann@example.com', 'escalated to boss', 'handed to cleo@example.com by ben@example.com'],
    ]);
    expect(row?.marks.every(({ x }) => x > (row?.x0 ?? 1) && x < 1)).toBe(true);
  });

  it('E7: draws what is not asked yet, sleeps and tries that are to come as waiting', () => {
    const run = aRunView({
      status: 'waiting',
      timeline: [didStep('nap', '0s', '1h', { slept: true })],
      waitingFor: [
        waitsForPeople('go', '1h'),
        { kind: 'time', key: 'cool-off', since: plus('1h'), until: plus('2d') },
        { kind: 'time', key: 'charge', since: plus('1h'), until: plus('2h'), attempt: 3 },
      ],
    });

    expect(rowsOf(run).map(({ kind, key, state }) => [kind, key, state])).toEqual([
      ['sleep', 'nap', 'done'],
      ['approval', 'go', 'waiting'],
      ['sleep', 'cool-off', 'waiting'],
      ['retry', 'charge', 'waiting'],
    ]);
    expect(pictureOf(run, at('90m')).headline).toContain(
      'waits since 2026-01-05 10:00 UTC to be tried again (attempt 3), at 2026-01-05 11:00 UTC',
    );
  });

  it('draws an answer that the run has not gone on with as the answer, and not as a wait', () => {
    const run = waitingRefund({ timeline: [wasAsked('approve:refund', '8ms', '1h')] });

    expect(words(run)).toEqual([['approve:refund', 'approved', 'approved by ann@example.com after 1 h']]);
    expect(pictureOf(run, at('1h')).headline).toBe('was answered, and is about to go on');
  });

  it.each([
    ['failed', 'failed after 1 h', 'failed', 'failed at 2026-01-05 10:00 UTC'],
    ['needs-review', 'needs review since 2026-01-05 10:00 UTC', 'review', 'needs review since 2026-01-05 10:00 UTC'],
    ['cancelled', 'cancelled by olga@example.com after 1 h', 'cancelled', 'cancelled at 2026-01-05 10:00 UTC'],
  ] as const)('draws where a run stopped that is %s, and says why once', (status, headline, state, how) => {
    const error = {
      code: 'step-failed',
      message: 'Step "charge" failed: no',
      stepKey: 'charge',
      by: 'olga@example.com',
    };
    const ended = status === 'needs-review' ? { updatedAt: plus('1h') } : { endedAt: plus('1h') };
    const run = aRunView({ status, error, ...ended, timeline: [didStep('quote', '1s', '2s', { attempts: 2 })] });

    const { rows, headline: said } = pictureOf(run, at('1h'));

    expect(said).toBe(headline);
    expect(rows).toMatchObject([
      { key: 'quote', words: 'took 1 s, 2 attempts' },
      { kind: 'stop', key: 'charge', state, x0: 1, words: `${how}: Step "charge" failed: no` },
    ]);
    expect(pictureOf(run, at('1h'), { saysWhy: false }).rows.at(-1)?.words).toBe(how);
  });

  it.each(['rejected', 'expired'])(
    'draws an answer that ended the run once where why it did is said beside it: %s',
    (status) => {
      const run = waitingRefund({
        ...{ status: 'failed', endedAt: plus('2h'), waitingFor: [] },
        error: { code: 'approval-rejected', message: 'Refund was not approved: no', approvalKey: 'approve:refund' },
        timeline: [wasAsked('approve:refund', '8ms', '1h', { status })],
      });

      const drawn = (saysWhy: boolean) => pictureOf(run, at('2h'), { saysWhy }).rows.map(({ kind }) => kind);

      expect(drawn(true)).toEqual(['approval', 'stop']);
      expect(drawn(false)).toEqual(['approval']);
    },
  );

  it('draws what an ended run asked and nobody answered as waiting no more', () => {
    const run = waitingRefund({ status: 'cancelled', endedAt: plus('2h'), waitingFor: [] });

    expect(rowsOf(run)[1]).toMatchObject({
      state: 'cancelled',
      end: plus('2h'),
      words: 'not answered before the run ended',
    });
  });

  it('draws a run that goes on as at work since the last thing that it did', () => {
    const run = aRunView({ timeline: [didStep('load', '0s', '10s')] });

    expect(rowsOf(run, at('1m'))).toMatchObject([
      {},
      { kind: 'work', state: 'working', start: plus('10s'), took: '50 s' },
    ]);
  });

  it('shows what was parallel side by side, and what is part of a step inside of it', () => {
    const run = aRunView({
      status: 'completed',
      endedAt: plus('20s'),
      timeline: [
        didStep('both', '0s', '10s'),
        didStep('inner', '1s', '9s', { within: 'both' }),
        wasAsked('other', '0s', '10s'),
        didStep('last', '10s', '20s'),
      ],
    });

    expect(rowsOf(run).map(({ key, after, partOf, alongside }) => ({ key, after, partOf, alongside }))).toEqual([
      { key: 'both', after: [], partOf: undefined, alongside: ['other'] },
      { key: 'other', after: [], partOf: undefined, alongside: ['both'] },
      { key: 'inner', after: [], partOf: 0, alongside: [] },
      { key: 'last', after: [0, 1], partOf: undefined, alongside: [] },
    ]);
  });

  it('reaches as far as what it tells of, where clocks differ', () => {
    const { axis, rows } = pictureOf(waitingRefund(), new Date(Date.parse(NOW) - 60_000));

    expect([axis.from, axis.to]).toEqual([NOW, plus('8ms')]);
    expect(rows.every(({ x0, x1 }) => x0 <= x1)).toBe(true);
  });

  const instant = fc.integer({ min: 0, max: 9_000_000_000 }).map((ms) => new Date(Date.parse(NOW) + ms).toISOString());
  const entry: fc.Arbitrary<TimelineEntry> = fc
    .record({
      kind: fc.constantFrom('step' as const, 'approval' as const),
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      startedAt: instant,
      took: fc.option(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 900_000_000 })), {
        nil: undefined,
      }),
      status: fc.constantFrom('pending', 'approved', 'rejected', 'expired', 'superseded'),
    })
    .map(({ took, ...rest }) => ({
      ...rest,
      ...(took !== undefined && { endedAt: new Date(Date.parse(rest.startedAt) + took).toISOString() }),
    }));

  it('E7: draws any timeline within its width, each row forwards and after what it followed', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 15 }), instant, (timeline, now) => {
        const { rows } = pictureOf(aRunView({ timeline }), new Date(now));

        expect(rows).toHaveLength(timeline.length + 1);
        for (const [index, { x0, x1, after, words: said }] of rows.entries()) {
          expect([x0 >= 0, x1 <= 1, x1 >= x0, said !== '']).toEqual([true, true, true, true]);
          expect(after.every((before) => before < index)).toBe(true);
        }
      }),
    );
  });
});
