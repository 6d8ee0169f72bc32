/** What every `ApprovalStore` promises, as one suite for all of them. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Approval, PendingApproval } from '../../shared/domain/approval.ts';
import { close, expire, letHappen } from '../../shared/domain/approval-moves.ts';
import { settle } from '../../shared/domain/settle.ts';
import { decode, encode } from '../../shared/domain/value.ts';
import type { PendingFilter } from '../../shared/ports/approval-store.ts';
import { aPendingApproval, aSettlement, unique } from '../support/builders.ts';
import { NOW, plus } from '../support/clock.ts';
import type { TestStores } from '../support/stores.ts';

const approve = (approval: PendingApproval, by = 'ann@example.com', at = plus('1h')) =>
  settle(approval, aSettlement({ by, at }));

/** The moves that change a pending approval, and what it is then. */
const MOVES = {
  approve: { move: approve, leadsTo: 'approved' },
  reject: {
    move: (approval: PendingApproval) => settle(approval, aSettlement({ action: 'reject', reason: 'Too much.' })),
    leadsTo: 'rejected',
  },
  edit: {
    move: (approval: PendingApproval) =>
      settle(approval, aSettlement({ action: 'edit', value: encode(30, 'v'), originalValue: encode(40, 'o') })),
    leadsTo: 'edited',
  },
  cancel: {
    move: (approval: PendingApproval) => settle(approval, aSettlement({ action: 'cancel' })),
    leadsTo: 'cancelled',
  },
  expire: { move: expire, leadsTo: 'expired' },
  'expire with a default': {
    move: (approval: PendingApproval) => expire({ ...approval, onTimeout: { approve: encode('yes', 'default') } }),
    leadsTo: 'approved',
  },
  close: { move: (approval: PendingApproval) => close(approval, plus('2h')), leadsTo: 'cancelled' },
} as const;
type MoveName = keyof typeof MOVES;
const NAMES = Object.keys(MOVES) as MoveName[];

export function approvalStoreContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`C11: the ApprovalStore ${name}`, () => {
    let stores: TestStores;
    let approvals: TestStores['approvals'];
    const begin = async () => {
      stores = await freshStores();
      approvals = stores.approvals;
    };

    const keep = async (fields: Partial<PendingApproval> = {}): Promise<PendingApproval> => {
      const approval = aPendingApproval(fields);
      await approvals.ask(approval);
      return approval;
    };
    const settleNow = async (approval: PendingApproval, by?: string, at?: string): Promise<Approval> => {
      const moved = await approvals.move(approval.runId, approval.key, approve(approval, by, at));
      if (!moved.done) throw new Error('The approval was not settled.');
      return moved.after;
    };

    describe('ask and get', () => {
      beforeAll(begin);

      it('keeps an approval as it is', async () => {
        const approval = aPendingApproval({
          ...{ details: encode({ amount: 40 }, 'd'), reason: 'Over the limit.', pendingArgs: encode([1, 'b'], 'p') },
          ...{
            metadata: encode({ team: 'shop' }, 'm'),
            proposed: encode({ amount: 40 }, 'p'),
            allow: ['approve', 'reject'],
          },
          ...{
            form: { type: 'object', properties: { amount: { type: 'number', maximum: 40 } }, required: ['amount'] },
          },
          ...{
            approvers: ['head-of-finance'],
            expiresAt: plus('24h'),
            onTimeout: { approve: encode({ amount: 1 }, 't') },
          },
          events: [
            { kind: 'remind', at: plus('4h') },
            { kind: 'escalate', at: plus('8h'), to: 'head-of-finance' },
          ],
          requestedBy: 'shop',
        });

        const asked = await approvals.ask(approval);

        expect(asked).toEqual({ created: true, approval });
        expect(await approvals.get(approval.runId, approval.key)).toEqual(approval);
      });

      it('knows no approval that was never asked', async () => {
        const { runId } = await keep();

        expect(await approvals.get(runId, 'another-key')).toBeUndefined();
        expect(await approvals.get('another-run', 'approve:refund')).toBeUndefined();
      });

      it('leaves an approval that is there as it is, and hands it back', async () => {
        const approval = await keep({ title: 'first' });

        const asked = await approvals.ask({ ...approval, title: 'second' });

        expect(asked).toEqual({ created: false, approval });
        expect(await approvals.get(approval.runId, approval.key)).toEqual(approval);
      });

      it('I1: leaves a settled approval settled where it is asked once more', async () => {
        const approval = await keep();
        const settled = await settleNow(approval);

        const asked = await approvals.ask(approval);

        expect(asked).toEqual({ created: false, approval: settled });
      });

      it.each(['pending', 'settled'])('replaces a %s approval that an earlier epoch asked for', async (state) => {
        const old = await keep({ epoch: 2, digest: 'digest-1' });
        const replaced = state === 'settled' ? await settleNow(old) : old;
        const next = { ...old, epoch: 5, digest: 'digest-2', title: 'Refund 50 for o-1' };

        const asked = await approvals.ask(next);

        const approval = { ...next, supersedes: 'digest-1' };
        expect(asked).toEqual({ created: true, approval, replaced });
        expect(await approvals.get(old.runId, old.key)).toEqual(approval);
        expect(await approvals.ofRun(old.runId)).toEqual([approval]);
      });

      it('B3: keeps what was replaced in the record, as superseded, with what had been decided of it', async () => {
        const first = await keep({ epoch: 2, digest: 'digest-1', title: 'Refund 40' });
        const decided = await settleNow(first, 'bob@example.com');
        const second = { ...first, epoch: 5, digest: 'digest-2', title: 'Refund 50', since: plus('3h') };
        await approvals.ask(second);
        await approvals.ask({ ...first, epoch: 12, digest: 'digest-3', since: plus('4h') });
        await keep({ runId: first.runId, key: `${first.key}-2`, epoch: 2 });

        const superseded = await approvals.superseded(first.runId, first.key);

        expect(superseded).toMatchObject([
          {
            ...{ status: 'superseded', title: 'Refund 40', digest: 'digest-1', epoch: 2 },
            settlement: { action: 'supersede', by: 'asked-anew', at: plus('3h'), digest: 'digest-1' },
            decidedBefore: 'settlement' in decided ? decided.settlement : undefined,
          },
          { status: 'superseded', title: 'Refund 50', digest: 'digest-2', epoch: 5, supersedes: 'digest-1' },
        ]);
        expect(superseded[1]).not.toHaveProperty('decidedBefore');
        expect(await approvals.superseded(first.runId, `${first.key}-2`)).toEqual([]);
      });

      it('keeps what a later epoch asked where an earlier one comes late', async () => {
        const present = await keep({ epoch: 5 });

        expect(await approvals.ask({ ...present, epoch: 2, title: 'late' })).toEqual({
          created: false,
          approval: present,
        });
        expect(await approvals.get(present.runId, present.key)).toEqual(present);
      });

      it('replaces what is left of another run that had the id before', async () => {
        const left = await keep({ epoch: 7, since: NOW });
        await settleNow(left);
        const next = { ...left, epoch: 1, since: plus('30d') };

        expect(await approvals.ask(next)).toMatchObject({ created: true, approval: next });
        expect(await approvals.get(left.runId, left.key)).toEqual(next);
      });

      it('asks once for many who ask at once', async () => {
        await stores.changes();
        const runId = unique('run');
        const asks = Array.from({ length: 16 }, (_, i) => aPendingApproval({ runId, title: `asked by ${i}` }));

        const kept = await Promise.all(asks.map((ask) => approvals.ask(ask)));

        expect(new Set(kept.map(({ approval }) => approval.title)).size).toBe(1);
        expect(kept.filter(({ created }) => created)).toHaveLength(1);
        expect((await stores.changes()).filter(({ kind }) => kind === 'approval')).toHaveLength(1);
      });

      it('keeps the latest of several epochs that ask at once', async () => {
        const old = await keep({ epoch: 1 });

        await Promise.all([4, 4, 2, 3].map((epoch) => approvals.ask({ ...old, epoch, title: `epoch ${epoch}` })));

        expect(await approvals.get(old.runId, old.key)).toMatchObject({ epoch: 4, title: 'epoch 4' });
      });

      it('is not changed through what it hands out', async () => {
        const approval = await keep();

        (await approvals.get(approval.runId, approval.key))?.assignee.push('somebody-else');

        expect(await approvals.get(approval.runId, approval.key)).toMatchObject({ assignee: ['finance'] });
      });

      it('keeps the approvals of two runs under one key apart (C2)', async () => {
        const [one, other] = [await keep(), await keep()];

        await settleNow(one);

        expect(await approvals.get(other.runId, other.key)).toEqual(other);
      });
    });

    describe('move', () => {
      beforeAll(begin);

      it.each(NAMES)('lets "%s" win on a pending approval', async (move) => {
        const approval = await keep({ expiresAt: plus('24h') });

        const moved = await approvals.move(approval.runId, approval.key, MOVES[move].move(approval));

        expect(moved).toMatchObject({ done: true, before: approval });
        expect(moved.done && moved.after).toMatchObject({ status: MOVES[move].leadsTo, revision: 2 });
        expect(await approvals.get(approval.runId, approval.key)).toEqual(moved.done && moved.after);
      });

      it.each(NAMES)('I1: lets "%s" lose on a settled approval, and hands it back unchanged', async (move) => {
        const approval = await keep({ expiresAt: plus('24h') });
        const settled = await settleNow(approval, 'bob@example.com');

        const moved = await approvals.move(approval.runId, approval.key, MOVES[move].move(approval));

        expect(moved).toEqual({ done: false, present: settled });
        expect(await approvals.get(approval.runId, approval.key)).toEqual(settled);
      });

      it('lets a move lose on an approval that has changed since it was read', async () => {
        const approval = await keep({ events: [{ kind: 'escalate', at: plus('4h'), to: 'ceo' }] });
        const happened = letHappen(approval, plus('5h'));
        if (!happened) throw new Error('Nothing is due.');
        const escalated = await approvals.move(approval.runId, approval.key, happened);

        const moved = await approvals.move(approval.runId, approval.key, approve(approval));

        expect(escalated.done && escalated.after).toMatchObject({ assignee: ['finance', 'ceo'], eventsDone: 1 });
        expect(moved).toEqual({ done: false, present: escalated.done && escalated.after });
      });

      it('I5: lets a move lose on what was asked anew since it was read', async () => {
        const read = await keep({ epoch: 1, digest: 'digest-1' });
        const anew = { ...read, epoch: 3, digest: 'digest-2' };
        await approvals.ask(anew);

        const moved = await approvals.move(read.runId, read.key, approve(read));

        expect(moved).toEqual({ done: false, present: { ...anew, supersedes: 'digest-1' } });
      });

      it('loses on an approval that is not there', async () => {
        const absent = aPendingApproval();

        expect(await approvals.move(absent.runId, absent.key, approve(absent))).toEqual({
          done: false,
          present: undefined,
        });
        expect(await approvals.get(absent.runId, absent.key)).toBeUndefined();
      });

      it('I1: lets exactly one of many deciders win, and hands the others the winner', async () => {
        const approval = await keep();
        const people = Array.from({ length: 16 }, (_, i) => `person-${i}@example.com`);

        const all = await Promise.all(
          people.map((by) => approvals.move(approval.runId, approval.key, approve(approval, by))),
        );

        const winners = all.flatMap((moved) => (moved.done ? [moved.after] : []));
        const losers = all.flatMap((moved) => (moved.done ? [] : [moved.present]));
        expect(winners).toHaveLength(1);
        expect(losers).toEqual(Array.from({ length: 15 }, () => winners[0]));
      });

      it('tells of what is asked and settled, and of nothing that lost', async () => {
        await stores.changes();
        const approval = await keep();
        const settled = await settleNow(approval);
        await approvals.move(approval.runId, approval.key, approve(approval));
        await approvals.ask(approval);

        expect(await stores.changes()).toEqual([
          { kind: 'approval', after: approval },
          { kind: 'approval', before: approval, after: settled },
        ]);
      });
    });

    describe('ofRun', () => {
      beforeAll(begin);

      it('gives the present approvals of a run, by key', async () => {
        const runId = unique('run');
        const b = await keep({ runId, key: 'b' });
        const a = await keep({ runId, key: 'a', epoch: 1 });
        const again = { ...a, epoch: 3 };
        await approvals.ask(again);
        await keep({ runId: `${runId}-2`, key: 'c' });
        const settled = await settleNow(b);

        expect(await approvals.ofRun(runId)).toEqual([{ ...again, supersedes: a.digest }, settled]);
        expect(await approvals.ofRun('run-nobody-started')).toEqual([]);
      });

      it('gives more than one read of the database holds', async () => {
        const runId = unique('run');
        const details = encode('x'.repeat(60_000), 'details');
        const keys = Array.from({ length: 20 }, (_, i) => `key-${String(i).padStart(2, '0')}`);
        await Promise.all(keys.map((key) => keep({ runId, key, details })));

        expect((await approvals.ofRun(runId)).map(({ key }) => key)).toEqual(keys);
      });
    });

    describe('underKey', () => {
      beforeEach(begin);

      it('finds the one run that waits under a key', async () => {
        const { runId, key } = await keep({ key: 'deploy' });
        await settleNow(await keep({ key: 'deploy' }));
        await keep({ key: 'deploy-2' });

        expect(await approvals.underKey('deploy', 20)).toEqual([{ runId, key }]);
      });

      it('finds every run that waits under a key, up to the limit', async () => {
        const kept = await Promise.all(Array.from({ length: 9 }, () => keep({ key: 'deploy' })));

        const runsOf = (refs: { runId: string }[]) => refs.map(({ runId }) => runId).toSorted();
        expect(runsOf(await approvals.underKey('deploy', 20))).toEqual(runsOf(kept));
        expect(await approvals.underKey('deploy', 4)).toHaveLength(4);
      });

      it('finds the latest that was settled where nothing waits', async () => {
        const kept = await Promise.all(Array.from({ length: 5 }, () => keep({ key: 'deploy' })));
        for (const [i, approval] of kept.entries()) await settleNow(approval, undefined, plus(`${i + 1}h`));

        expect(await approvals.underKey('deploy', 20)).toEqual([{ runId: kept.at(-1)?.runId, key: 'deploy' }]);
      });

      it('means by "the latest" what was settled last, not what was asked last', async () => {
        const [first, second] = [
          await keep({ key: 'deploy', since: NOW }),
          await keep({ key: 'deploy', since: plus('1h') }),
        ];
        await settleNow(second, undefined, plus('2h'));
        await settleNow(first, undefined, plus('3h'));

        expect(await approvals.underKey('deploy', 20)).toEqual([{ runId: first.runId, key: 'deploy' }]);
      });

      it('finds nothing where nothing was ever asked', async () => {
        await keep({ key: 'deploy' });

        expect(await approvals.underKey('deplo', 20)).toEqual([]);
      });

      it('finds an approval that is asked anew as waiting', async () => {
        const old = await keep({ key: 'deploy', epoch: 1 });
        await settleNow(old);
        await approvals.ask({ ...old, epoch: 3 });
        await settleNow(await keep({ key: 'deploy' }));

        expect(await approvals.underKey('deploy', 20)).toEqual([{ runId: old.runId, key: 'deploy' }]);
      });
    });

    describe('listPending', () => {
      beforeEach(begin);

      const all = async (filter: PendingFilter, limit: number) => {
        const found: string[] = [];
        for (let cursor: string | undefined, pages = 0; ; pages++) {
          const page = await approvals.listPending(filter, { limit, cursor });
          found.push(...page.items.map(({ runId }) => runId));
          cursor = page.cursor;
          if (cursor === undefined) return found;
          if (pages > 100) throw new Error('The list has no end.');
        }
      };
      const idsOf = (kept: { runId: string }[]) => kept.map(({ runId }) => runId);

      it('lists the soonest deadline first, and those without one last, by age', async () => {
        const fourth = await keep({ since: plus('1h') });
        const second = await keep({ expiresAt: plus('2h') });
        const third = await keep({ since: NOW });
        const first = await keep({ expiresAt: plus('1h'), since: plus('30m') });

        const { items, cursor } = await approvals.listPending({}, { limit: 50 });

        expect(items).toEqual([first, second, third, fourth]);
        expect(cursor).toBeUndefined();
      });

      it('lists what one assignee is asked, and nothing of others', async () => {
        const mine = await keep({ assignee: ['ann@example.com'] });
        await keep({ assignee: ['finance'] });
        await keep({ assignee: [] });

        expect(await all({ assignees: ['ann@example.com'] }, 50)).toEqual([mine.runId]);
        expect(await all({ assignees: ['ann'] }, 50)).toEqual([]);
        expect(await all({ assignees: [] }, 50)).toEqual([]);
      });

      it('lists what several assignees are asked as one list', async () => {
        const second = await keep({ assignee: ['finance'], expiresAt: plus('2h') });
        const first = await keep({ assignee: ['legal'], expiresAt: plus('1h') });
        const third = await keep({ assignee: ['finance'], expiresAt: plus('3h') });
        await keep({ assignee: ['security'] });

        expect(await all({ assignees: ['finance', 'legal', 'finance'] }, 2)).toEqual(idsOf([first, second, third]));
      });

      it('lists everybody’s where it is not said whose, also what nobody in particular is asked', async () => {
        const kept = [
          await keep({ assignee: ['finance'], expiresAt: plus('1h') }),
          await keep({ assignee: [], expiresAt: plus('2h') }),
          await keep({ assignee: ['ann@example.com'], expiresAt: plus('3h') }),
        ];

        expect(await all({}, 50)).toEqual(idsOf(kept));
      });

      it('lists no approval that was settled', async () => {
        const [settled, open] = [await keep(), await keep()];
        await settleNow(settled);

        expect(await all({}, 50)).toEqual([open.runId]);
        expect(await all({ assignees: ['finance'] }, 50)).toEqual([open.runId]);
      });

      it('lists what is asked of several people for each of them', async () => {
        const approval = await keep({ assignee: ['legal', 'security', 'ann@example.com'] });
        await approvals.refreshInboxes(approval.runId, approval.key);

        for (const who of approval.assignee) expect(await all({ assignees: [who] }, 50)).toEqual([approval.runId]);
      });

      it.each([1, 2, 3, 50])('lists an approval of several people once, by pages of %i', async (limit) => {
        const kept: PendingApproval[] = [];
        for (let i = 1; i <= 5; i++) {
          const approval = await keep({ assignee: ['legal', 'security'], expiresAt: plus(`${i}h`) });
          await approvals.refreshInboxes(approval.runId, approval.key);
          kept.push(approval);
        }

        expect(await all({ assignees: ['legal', 'security'] }, limit)).toEqual(idsOf(kept));
        expect(await all({}, limit)).toEqual(idsOf(kept));
      });

      it('D2: lists an escalated approval for those whom it was escalated to', async () => {
        const approval = await keep({
          assignee: ['manager'],
          events: [{ kind: 'escalate', at: plus('4h'), to: 'ceo' }],
        });
        const happened = letHappen(approval, plus('5h'));
        if (happened) await approvals.move(approval.runId, approval.key, happened);
        await approvals.refreshInboxes(approval.runId, approval.key);

        expect(await all({ assignees: ['ceo'] }, 50)).toEqual([approval.runId]);
        expect(await all({ assignees: ['manager'] }, 50)).toEqual([approval.runId]);
      });

      it('D2: lists an approval that was asked of nobody for those whom it was escalated to', async () => {
        const approval = await keep({ assignee: [], events: [{ kind: 'escalate', at: plus('4h'), to: 'ceo' }] });
        const happened = letHappen(approval, plus('5h'));
        if (happened) await approvals.move(approval.runId, approval.key, happened);
        await approvals.refreshInboxes(approval.runId, approval.key);

        expect(await all({ assignees: ['ceo'] }, 50)).toEqual([approval.runId]);
      });

      it('lists a settled approval of several people for none of them', async () => {
        const approval = await keep({ assignee: ['legal', 'security'] });
        await approvals.refreshInboxes(approval.runId, approval.key);
        await settleNow(approval);
        await approvals.refreshInboxes(approval.runId, approval.key);

        expect(await all({ assignees: ['legal', 'security'] }, 50)).toEqual([]);
        expect(await all({}, 50)).toEqual([]);
      });

      it('lists an approval that is asked anew of others for those alone', async () => {
        const old = await keep({ assignee: ['legal', 'security'], epoch: 1 });
        await approvals.refreshInboxes(old.runId, old.key);
        await approvals.ask({ ...old, assignee: ['finance', 'ceo'], epoch: 3 });
        await approvals.refreshInboxes(old.runId, old.key);

        for (const who of ['finance', 'ceo']) expect(await all({ assignees: [who] }, 50)).toEqual([old.runId]);
        for (const who of ['legal', 'security']) expect(await all({ assignees: [who] }, 50)).toEqual([]);
      });

      it.each([1, 2, 3, 7, 50])('pages by %i without gaps or doubles, also over equal deadlines', async (limit) => {
        const kept: PendingApproval[] = [];
        for (let i = 0; i < 21; i++) {
          kept.push(await keep(i < 14 ? { expiresAt: plus(`${1 + Math.floor(i / 6)}h`) } : { since: plus(`${i}m`) }));
        }

        const found = await all({ assignees: ['finance'] }, limit);

        expect(found.toSorted()).toEqual(idsOf(kept).toSorted());
        const deadlines = found.map((id) => kept.find(({ runId }) => runId === id)?.expiresAt ?? '~');
        expect(deadlines).toEqual(deadlines.toSorted());
        expect(found.slice(14)).toEqual(idsOf(kept.slice(14)));
      });

      it('leaves nothing out where a person decides one page before they turn to the next', async () => {
        const kept: PendingApproval[] = [];
        for (let i = 1; i <= 5; i++) kept.push(await keep({ expiresAt: plus(`${i}h`) }));
        const first = await approvals.listPending({}, { limit: 2 });
        for (const approval of kept.slice(0, 2)) await settleNow(approval);

        const second = await approvals.listPending({}, { limit: 2, cursor: first.cursor });

        expect(idsOf(second.items)).toEqual(idsOf(kept.slice(2, 4)));
      });

      it.each(['none-of-ours', '%', 'eyJhIjoxfQ', '-1', ''])(
        'refuses the cursor "%s", which is none of its own',
        async (cursor) => {
          await keep();

          const listing = approvals.listPending({}, { limit: 2, cursor });

          await expect(listing).rejects.toMatchObject({
            code: 'invalid-input',
            details: { errors: [{ path: 'cursor' }] },
          });
        },
      );
    });

    describe('refreshInboxes', () => {
      beforeAll(begin);

      it('may be called for an approval that is not there, and as often as one likes', async () => {
        const approval = await keep({ assignee: ['legal', 'security'] });

        await approvals.refreshInboxes('run-nobody-started', 'approve:refund');
        await approvals.refreshInboxes(approval.runId, approval.key);
        await approvals.refreshInboxes(approval.runId, approval.key);

        const { items } = await approvals.listPending({ assignees: ['security'] }, { limit: 50 });
        expect(items).toEqual([approval]);
      });
    });

    describe('removeOfRun', () => {
      beforeEach(begin);

      it('removes all approvals of a run, in every state, and no other', async () => {
        const runId = unique('run');
        const replaced = await keep({ runId, key: 'a', assignee: ['legal', 'security'] });
        await approvals.ask({ ...replaced, epoch: 3 });
        await approvals.refreshInboxes(runId, 'a');
        await settleNow(await keep({ runId, key: 'b' }));
        const other = await keep({ runId: `${runId}-2`, key: 'a' });

        await approvals.removeOfRun(runId);

        expect(await approvals.ofRun(runId)).toEqual([]);
        expect((await approvals.listPending({}, { limit: 50 })).items).toEqual([other]);
        expect(await approvals.underKey('a', 20)).toEqual([{ runId: other.runId, key: 'a' }]);
        expect(await approvals.underKey('b', 20)).toEqual([]);
      });

      it('removes more than one batch of the database holds', async () => {
        const runId = unique('run');
        await Promise.all(Array.from({ length: 60 }, (_, i) => keep({ runId, key: `key-${i}` })));

        await approvals.removeOfRun(runId);
        await approvals.removeOfRun(runId);

        expect(await approvals.ofRun(runId)).toEqual([]);
      });
    });

    describe('values', () => {
      beforeAll(begin);

      const cause = Object.assign(new Error('no route'), { hops: 3 });
      const VALUES: Record<string, unknown> = {
        'a date': new Date('2026-02-03T04:05:06.007Z'),
        'a map': new Map<unknown, unknown>([
          ['a', 1],
          [{ b: 2 }, new Set([3])],
        ]),
        'a set': new Set(['a', new Date(0)]),
        'a bigint': 12_345_678_901_234_567_890n,
        undefined: undefined,
        'an object with undefined': { a: undefined, b: null },
        NaN: Number.NaN,
        'minus zero': -0,
        infinity: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
        'a hole': [1, undefined, 3],
        'empty things': { text: '', list: [], object: {} },
        'an error in an error': new Error('payment failed', { cause }),
        'text of all kinds': 'ß – 漢字 🚀 \u0000 \ud800',
      };

      it.each(Object.entries(VALUES))('keeps %s', async (_, value) => {
        const approval = await keep({ details: encode(value, 'details'), proposed: encode([value], 'proposed') });
        const settlement = aSettlement({ value: encode({ inside: value }, 'value') });
        await approvals.move(approval.runId, approval.key, settle(approval, settlement));

        const [kept] = await approvals.ofRun(approval.runId);

        expect(decode(kept?.details ?? '')).toStrictEqual(value);
        expect(decode(kept?.proposed ?? '')).toStrictEqual([value]);
        expect(kept && 'settlement' in kept && decode(kept.settlement.value ?? '')).toStrictEqual({ inside: value });
      });

      it.each([
        ['limits beyond the safe integers', { type: 'number', minimum: -1.797e308, maximum: 1.797e308 }],
        ['a tiny limit', { type: 'number', multipleOf: 1e-9 }],
        ['empty lists and texts', { enum: ['', null, true, []], title: '' }],
        ['many levels', Array.from({ length: 16 }).reduce((inner) => ({ type: 'object', properties: { inner } }), {})],
      ])('keeps a form with %s', async (_, form) => {
        const approval = await keep({ form: form as Record<string, unknown> });

        expect(await approvals.get(approval.runId, approval.key)).toEqual(approval);
      });
    });
  });
}
