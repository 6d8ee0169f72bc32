/** The judge of the kill test finds what it is there to find: each fault, planted into a story without one. */
import type { ApprovalView, Receipt, RunView } from 'countersign';
import { describe, expect, it } from 'vitest';
import { plus } from '../support/clock.ts';
import type { Attempt } from './effect-log.ts';
import { repeatsIn } from './repeats.ts';
import type { Story } from './story.ts';
import { type FaultName, isClean, judge } from './verdict.ts';

const at = (duration: string): number => Date.parse(plus(duration));

const receipt: Receipt = {
  ...{ runId: 'r', key: 'approve:refund', action: 'approve', status: 'approved', value: { amount: 5 } },
  ...{ by: 'ann', at: plus('3s'), proof: 'local', digest: 'd' },
};
const approval: ApprovalView = {
  ...{ runId: 'r', key: 'approve:refund', workflow: 'refund', status: 'approved', title: 'Refund' },
  ...{ assignee: ['finance'], createdAt: plus('2s'), decision: receipt, digest: 'd', history: [] },
};
const run: RunView = {
  ...{ runId: 'r', workflow: 'refund', version: '1', status: 'completed', input: {}, waitingFor: [] },
  ...{ result: ['calculate', 'pay'], createdAt: plus('0s'), updatedAt: plus('5s'), endedAt: plus('5s') },
};

const attempt = (step: string, second: number, more: Partial<Attempt> = {}): Attempt => ({
  ...{ runId: 'r', step, life: 1, begunAt: at(`${second}s`), endedAt: at(`${second}s`) + 10 },
  ...{ begun: second * 2, ended: second * 2 + 1, follows: [], ...more },
});
const paid = (more: Partial<Attempt> = {}) =>
  attempt('pay', 4, { follows: [{ key: 'approve:refund', value: { amount: 5 }, by: 'ann' }], ...more });
/** An attempt that began and never ended. */
const cut = ({ endedAt: _endedAt, ended: _ended, ...begun }: Attempt): Attempt => begun;

const clean: Story = {
  started: [{ runId: 'r', workflow: 'refund', order: { amount: 5, stages: [] } }],
  answers: [{ runId: 'r', key: 'approve:refund', actorId: 'ann', action: 'approve', status: 200, receipt }],
  reviewed: [],
  refused: [],
  attempts: [attempt('calculate', 1), paid()],
  ...{ deaths: [], lostRequests: [], givenUp: [], inbox: 0 },
  final: new Map([['r', { run, approvals: [approval] }]]),
  notices: ['approval-needed', 'decided'].map((kind) => ({ kind, runId: 'r', approvalKey: 'approve:refund' })),
};
const ended = (more: Partial<RunView>, approvals = [approval]): Partial<Story> => ({
  final: new Map([['r', { run: { ...run, ...more }, approvals }]]),
});

describe('the judge', () => {
  it('finds nothing in a story without a fault', () => {
    expect(isClean(judge(clean))).toBe(true);
  });

  it.each<[string, FaultName, Partial<Story>]>([
    ['a run that is not there', 'runs lost', { final: new Map() }],
    ['a run that waits for ever', 'stuck', ended({ status: 'waiting' })],
    ['a run that needs review', 'stuck', ended({ status: 'needs-review' })],
    ['a run that failed of something else', 'stuck', ended({ status: 'failed', error: { code: 'x', message: '' } })],
    ['an ended run that still asks', 'stuck', ended({}, [{ ...approval, status: 'pending' }])],
    ['an inbox with something left', 'stuck', { inbox: 1 }],
    [
      'a receipt that differs from the record',
      'decisions lost',
      ended({}, [{ ...approval, decision: { ...receipt, by: 'bob' } }]),
    ],
    [
      'an effect of a rejected approval',
      'effects without a decision',
      ended({}, [{ ...approval, status: 'rejected' }]),
    ],
    [
      'an effect with another value',
      'effects without a decision',
      { attempts: [attempt('calculate', 1), paid({ follows: [{ key: 'approve:refund', value: { amount: 6 } }] })] },
    ],
    [
      'an effect before its decision',
      'effects without a decision',
      { attempts: [attempt('calculate', 1), paid({ begunAt: at('2s') })] },
    ],
    ['an effect that was never finished', 'effects missing', { attempts: [attempt('calculate', 1), cut(paid())] }],
    ['an effect that the run knows nothing of', 'effects missing', ended({ result: ['pay'] })],
    ['an approval that was skipped', 'effects missing', ended({}, [{ ...approval, key: 'another' }])],
    ['a notice that nobody got', 'notices lost', { notices: clean.notices.slice(1) }],
    ['a wake-up that was given up', 'given up', { givenUp: ['queue'] }],
    ['a refused start', 'wrong answers', { refused: ['r: refused'] }],
    [
      'a decision that was refused for no reason',
      'wrong answers',
      {
        answers: [
          {
            runId: 'r',
            key: 'approve:refund',
            actorId: 'ann',
            action: 'approve',
            status: 404,
            code: 'approval-unknown',
          },
        ],
      },
    ],
  ])('finds %s', (_what, fault, planted) => {
    const { found } = judge({ ...clean, ...planted });

    expect(found[fault]).not.toEqual([]);
  });
});

describe('the judge of repeats', () => {
  const again = paid({ life: 2, begunAt: at('4500ms'), begun: 20, ended: 21 });
  const death = { life: 1, at: at('4s') + 20 };
  const causes = (planted: Partial<Story>) => repeatsIn({ ...clean, ...planted }).map(({ cause }) => cause);

  it.each<[string, Partial<Story>, 'cut' | 'unsaved' | 'store-failed']>([
    ['a kill in the middle of the effect', { attempts: [cut(paid()), again], deaths: [death] }, 'cut'],
    ['a kill right after its end', { attempts: [paid(), again], deaths: [death] }, 'unsaved'],
    [
      'a store that failed after its end',
      { attempts: [paid(), { ...again, life: 1 }], lostRequests: [{ life: 1, at: at('4s') + 15, runId: 'r' }] },
      'store-failed',
    ],
  ])('takes %s for an explanation', (_what, planted, cause) => {
    expect(causes(planted)).toEqual([cause]);
  });

  it.each<[string, Partial<Story>]>([
    ['a repeat without any kill', { attempts: [paid(), { ...again, life: 1 }] }],
    ['a repeat while it is under way', { attempts: [cut(paid()), { ...again, life: 1 }] }],
    ['a kill long after its end', { attempts: [paid(), again], deaths: [{ life: 1, at: at('1m') }] }],
    [
      'a repeat after what follows had begun',
      {
        attempts: [attempt('calculate', 1), paid(), attempt('calculate', 5, { life: 2 })],
        deaths: [{ life: 1, at: at('1s') + 20 }],
      },
    ],
    [
      'a repeat after people were asked',
      {
        attempts: [attempt('calculate', 1), attempt('calculate', 3, { life: 2 })],
        deaths: [{ life: 1, at: at('1s') + 20 }],
      },
    ],
    [
      'a repeat after the run had ended',
      { attempts: [paid(), paid({ life: 2, begunAt: at('6s'), begun: 20 })], deaths: [death] },
    ],
  ])('does not explain %s', (_what, planted) => {
    expect(causes(planted)).toEqual([undefined]);
    expect(judge({ ...clean, ...planted }).found['unexplained repeats']).toHaveLength(1);
  });
});
