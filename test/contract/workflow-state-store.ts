/** What every `WorkflowStateStore` promises, as one suite for all of them. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Move } from '../../shared/domain/move.ts';
import type { Run, RunFields } from '../../shared/domain/run.ts';
import { RELEASED } from '../../shared/domain/run.ts';
import {
  cancel,
  checkpoint,
  closed,
  countWake,
  end,
  handOver,
  park,
  renewLease,
  reschedule,
  retry,
  takeLease,
  wakeUp,
} from '../../shared/domain/run-moves.ts';
import type { Entry } from '../../shared/domain/snapshot.ts';
import { encode } from '../../shared/domain/value.ts';
import type { DuePart, DueRun, RunFilter } from '../../shared/ports/workflow-state-store.ts';
import { anApprovalWait, aRun, aStepEntry, aTimeWait, unique } from '../support/builders.ts';
import { NOW, plus } from '../support/clock.ts';
import type { TestStores } from '../support/stores.ts';
import { FAILURE, holdOn, keepRun, STATES, type State, TTL } from './run-states.ts';

const LATER = plus('5m');
const lease = (holder = unique('taker')) => ({ holder, until: plus('20m'), now: LATER });
const completed = { status: 'completed' as const, result: encode({ paid: 40 }, 'result') };

/** Every move of a run, and the states in which it wins; in all others it loses. */
const MOVES: Record<string, { move: (run: Run) => Move<RunFields>; wins: State[]; leadsTo?: Run['status'] }> = {
  'take-lease': { move: () => takeLease(lease()), wins: ['waiting', 'expired', 'released'], leadsTo: 'running' },
  'renew-lease': { move: (run) => renewLease(run.epoch, plus('30m')), wins: ['held', 'expired', 'released'] },
  'count-wake': { move: () => countWake, wins: ['held', 'expired', 'released'] },
  checkpoint: { move: (run) => checkpoint(holdOn(run)), wins: ['held', 'expired', 'released'] },
  park: {
    move: (run) => park(holdOn(run), run.wake, [aTimeWait()], plus('2d')),
    wins: ['held', 'expired', 'released'],
    leadsTo: 'waiting',
  },
  'hand-over': { move: (run) => handOver(holdOn(run)), wins: ['held', 'expired', 'released'], leadsTo: 'running' },
  completed: {
    move: (run) => end(holdOn(run), completed, [], TTL),
    wins: ['held', 'expired', 'released'],
    leadsTo: 'completed',
  },
  'wake-up': { move: () => wakeUp(LATER), wins: ['waiting', 'expired', 'released'], leadsTo: 'running' },
  'wake-up of a run that was seen': {
    move: (run) => wakeUp(LATER, run),
    wins: ['waiting', 'expired', 'released'],
    leadsTo: 'running',
  },
  cancel: {
    move: () => cancel({ code: 'cancelled', message: 'no' }, LATER, TTL),
    wins: ['held', 'expired', 'released', 'waiting', 'needs-review'],
    leadsTo: 'cancelled',
  },
  retry: { move: (run) => retry(run, LATER), wins: ['failed', 'needs-review'], leadsTo: 'running' },
  reschedule: { move: (run) => reschedule(run, plus('3h')), wins: ['waiting'] },
};

const CASES = Object.entries(MOVES).flatMap(([name, { wins }]) =>
  STATES.map((state) => ({ name, state, wins: wins.includes(state) })),
);

/** Moves of a runner, which lose wherever its epoch is not the run's any more. */
const FENCED = ['renew-lease', 'checkpoint', 'park', 'hand-over', 'completed'];

export function workflowStateStoreContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`C11: the WorkflowStateStore ${name}`, () => {
    let stores: TestStores;
    let runs: TestStores['runs'];
    const begin = async () => {
      stores = await freshStores();
      runs = stores.runs;
    };

    describe('create and load', () => {
      beforeAll(begin);

      it('keeps a run as it is', async () => {
        const run = aRun({ startedBy: 'shop', taskToken: 'token', tail: [aStepEntry('calculate', { amount: 40 })] });

        const { created } = await runs.create(run);

        expect(created).toBe(true);
        expect(await runs.load(run.runId)).toEqual(run);
      });

      it('hands back the run that has the id already, and leaves it as it is', async () => {
        const first = aRun();
        await runs.create(first);

        const second = await runs.create(aRun({ runId: first.runId, workflow: 'other' }));

        expect(second).toEqual({ created: false, run: first });
        expect(await runs.load(first.runId)).toEqual(first);
      });

      it('hands back a run that has moved on since', async () => {
        const run = await keepRun(runs, 'completed');

        const again = await runs.create(aRun({ runId: run.runId }));

        expect(again).toEqual({ created: false, run });
      });

      it('creates a run once for many creators at once', async () => {
        const runId = unique('run');

        const all = await Promise.all(Array.from({ length: 16 }, () => runs.create(aRun({ runId }))));

        const [winner, ...others] = all.sort((a, b) => Number(b.created) - Number(a.created));
        expect(winner?.created).toBe(true);
        expect(others.every(({ created }) => !created)).toBe(true);
        expect(others.every(({ run }) => run.status === 'running' && run.holder === holderOf(winner?.run))).toBe(true);
      });

      it('knows no run that was never created', async () => {
        expect(await runs.load('run-nobody-started')).toBeUndefined();
      });

      it('is not changed through what it hands out', async () => {
        const run = aRun({ tail: [aStepEntry('calculate')] });
        await runs.create(run);

        const loaded = await runs.load(run.runId);
        loaded?.tail.splice(0);
        run.tail.splice(0);

        expect((await runs.load(run.runId))?.tail).toEqual([aStepEntry('calculate')]);
      });
    });

    describe('move', () => {
      beforeAll(begin);

      it.each(CASES.filter(({ wins }) => wins))('lets $name win on a run that is $state', async ({ name, state }) => {
        const run = await keepRun(runs, state);
        const { move, leadsTo = run.status } = moveOf(name);

        const moved = await runs.move(run.runId, move(run));

        expect(moved).toMatchObject({ done: true, before: run, after: { status: leadsTo } });
        expect(await runs.load(run.runId)).toEqual(moved.done && moved.after);
      });

      it.each(CASES.filter(({ wins }) => !wins))(
        'lets $name lose on a run that is $state, and hands it back unchanged',
        async ({ name, state }) => {
          const run = await keepRun(runs, state);

          const moved = await runs.move(run.runId, moveOf(name).move(run));

          expect(moved).toEqual({ done: false, present: run });
          expect(await runs.load(run.runId)).toEqual(run);
        },
      );

      it.each(FENCED)('I4: lets "%s" lose once somebody else has taken the run', async (name) => {
        const mine = await keepRun(runs, 'expired');
        const taken = await runs.move(mine.runId, takeLease(lease('other')));

        const moved = await runs.move(mine.runId, moveOf(name).move(mine));

        expect(moved).toEqual({ done: false, present: taken.done && taken.after });
      });

      it.each(FENCED)('I4: lets "%s" lose once the run was cancelled', async (name) => {
        const mine = await keepRun(runs, 'held');
        await runs.move(mine.runId, cancel({ code: 'cancelled', message: 'no' }, LATER, TTL));

        const moved = await runs.move(mine.runId, moveOf(name).move(mine));

        expect(moved).toMatchObject({ done: false, present: { status: 'cancelled', epoch: mine.epoch + 1 } });
      });

      it('loses on a run that is not there', async () => {
        const moved = await runs.move('run-nobody-started', countWake);

        expect(moved).toEqual({ done: false, present: undefined });
        expect(await runs.load('run-nobody-started')).toBeUndefined();
      });

      it('takes a lease with one more epoch and recovery, and the snapshot in hand', async () => {
        const run = await keepRun(runs, 'waiting');

        const moved = await runs.move(run.runId, takeLease({ holder: 'me', until: plus('20m'), now: LATER }));

        expect(moved.done && moved.after).toEqual({
          ...run,
          status: 'running',
          epoch: run.epoch + 1,
          leases: run.leases + 1,
          holder: 'me',
          leaseUntil: plus('20m'),
          due: { list: 'due', at: plus('20m') },
          updatedAt: LATER,
        });
      });

      it('does not take a lease in the very moment in which it ends', async () => {
        const run = await keepRun(runs, 'held', { run: { leaseUntil: LATER } });

        const moved = await runs.move(run.runId, takeLease({ holder: 'me', until: plus('20m'), now: LATER }));

        expect(moved.done).toBe(false);
      });

      it('I4: gives a run to exactly one of many takers, and hands the others the winner', async () => {
        const run = await keepRun(runs, 'waiting');

        const all = await Promise.all(Array.from({ length: 16 }, () => runs.move(run.runId, takeLease(lease()))));

        const winners = all.flatMap((moved) => (moved.done ? [moved.after] : []));
        const losers = all.flatMap((moved) => (moved.done ? [] : [moved.present]));
        expect(winners).toHaveLength(1);
        expect(losers).toEqual(Array.from({ length: 15 }, () => winners[0]));
      });

      it('renews a lease and leaves the due time where it is', async () => {
        const run = await keepRun(runs, 'held');

        await runs.move(run.runId, renewLease(run.epoch, plus('30m')));

        expect(await runs.load(run.runId)).toEqual({ ...run, leaseUntil: plus('30m') });
      });

      it('I2: counts every wake-up of many at once', async () => {
        const run = await keepRun(runs, 'held');

        await Promise.all(Array.from({ length: 16 }, () => runs.move(run.runId, countWake)));

        expect((await runs.load(run.runId))?.wake).toBe(16);
      });

      it('I2: does not park where a wake-up came that was not seen, and tells how many there were', async () => {
        const run = await keepRun(runs, 'held');
        await runs.move(run.runId, countWake);

        const moved = await runs.move(run.runId, park(holdOn(run), 0, [aTimeWait()], LATER));

        expect(moved).toMatchObject({ done: false, present: { status: 'running', epoch: run.epoch, wake: 1 } });
      });

      it('parks where every wake-up was seen: with its waits, without a holder', async () => {
        const run = await keepRun(runs, 'held');
        await runs.move(run.runId, countWake);
        const waits = [anApprovalWait(), aTimeWait()];
        const hold = holdOn(run, { pages: 2, tail: [aStepEntry('a'), aStepEntry('b')] });

        await runs.move(run.runId, park(hold, 1, waits, LATER));

        const { holder: _, leaseUntil: __, ...rest } = aRun({ ...run, status: 'running', leaseUntil: LATER });
        expect(await runs.load(run.runId)).toEqual({
          ...rest,
          ...{ status: 'waiting', waits, wake: 1, leases: 0, pages: 2, tail: hold.tail, updatedAt: hold.now },
          due: { list: 'due', at: LATER },
        });
      });

      it('keeps what a checkpoint brings and counts no recovery any more', async () => {
        const run = await keepRun(runs, 'held', { run: { leases: 4 } });
        const hold = holdOn(run, { pages: 3, tail: [aStepEntry('a'), aStepEntry('b')] });

        await runs.move(run.runId, checkpoint(hold));

        expect(await runs.load(run.runId)).toEqual({
          ...run,
          pages: 3,
          tail: hold.tail,
          leases: 1,
          updatedAt: hold.now,
        });
      });

      it('hands a run over so that anybody may take it at once', async () => {
        const run = await keepRun(runs, 'released');

        expect(run).toMatchObject({ status: 'running', leaseUntil: RELEASED, leases: 0 });
        expect((await runs.move(run.runId, takeLease(lease()))).done).toBe(true);
      });

      it('ends a run for good: with its result, off the due list', async () => {
        const run = await keepRun(runs, 'held');

        const moved = await runs.move(run.runId, end(holdOn(run), completed, [], TTL));

        expect(moved.done && moved.after).toMatchObject({ ...completed, endedAt: plus('1m') });
        expect(moved.done && moved.after).not.toHaveProperty('due');
        expect(moved.done && moved.after).not.toHaveProperty('holder');
        expect(moved.done && moved.after).not.toHaveProperty('leaseUntil');
      });

      it('keeps an ended run due, with what it asks, until its approvals are closed', async () => {
        const run = await keepRun(runs, 'held');
        const open = [anApprovalWait()];
        const ended = await runs.move(run.runId, end(holdOn(run), { status: 'failed', error: FAILURE }, open, TTL));
        if (!ended.done || ended.after.status !== 'failed') throw new Error('The run did not end.');

        expect(ended.after).toMatchObject({ due: { list: 'due', at: plus('1m') }, waits: open });
        const moved = await runs.move(run.runId, closed(ended.after));
        expect(moved.done && moved.after).toMatchObject({ due: { list: 'failed', at: plus('1m') } });
        expect(moved.done && moved.after).not.toHaveProperty('waits');
      });

      it('takes a completed run off the due list once its approvals are closed', async () => {
        const run = await keepRun(runs, 'held');
        const ended = await runs.move(run.runId, end(holdOn(run), completed, [anApprovalWait()], TTL));
        if (!ended.done || ended.after.status !== 'completed') throw new Error('The run did not end.');

        const moved = await runs.move(run.runId, closed(ended.after));

        expect(moved.done && moved.after).not.toHaveProperty('due');
        expect(moved.done && moved.after).not.toHaveProperty('waits');
      });

      it('closes nothing of a run that has moved on since', async () => {
        const failed = await keepRun(runs, 'failed');
        await runs.move(failed.runId, retry(failed, LATER));

        const moved = await runs.move(
          failed.runId,
          closed({ ...failed, endedAt: plus('1m') } as Run & { endedAt: string }),
        );

        expect(moved).toMatchObject({ done: false, present: { status: 'running' } });
      });

      it('lets a failed run go on without its error, and whoever saw it before loses', async () => {
        const failed = await keepRun(runs, 'failed');

        const first = await runs.move(failed.runId, retry(failed, LATER));
        const second = await runs.move(failed.runId, retry(failed, LATER));

        expect(first.done && first.after).toMatchObject({
          status: 'running',
          epoch: failed.epoch + 1,
          leaseUntil: RELEASED,
          leases: 0,
        });
        expect(first.done && first.after).not.toHaveProperty('error');
        expect(first.done && first.after).not.toHaveProperty('endedAt');
        expect(second.done).toBe(false);
      });

      it('wakes a waiting run once for two who saw the same', async () => {
        const run = await keepRun(runs, 'waiting');

        const both = await Promise.all(
          [wakeUp(LATER, run), wakeUp(LATER, run)].map((move) => runs.move(run.runId, move)),
        );

        expect(both.filter(({ done }) => done)).toHaveLength(1);
      });

      it('moves a waiting run to its next due time, unless it has moved on since', async () => {
        const run = await keepRun(runs, 'waiting');

        const first = await runs.move(run.runId, reschedule(run, plus('3h')));
        const stale = await runs.move(run.runId, reschedule({ ...run, epoch: run.epoch - 1 }, plus('4h')));

        expect(first.done && first.after).toEqual({ ...run, due: { list: 'due', at: plus('3h') } });
        expect(stale.done).toBe(false);
      });

      it('tells of what is created, moved and removed, and of nothing that lost', async () => {
        await stores.changes();
        const run = aRun();
        await runs.create(run);
        await runs.create(aRun({ runId: run.runId }));
        const moved = await runs.move(run.runId, checkpoint(holdOn(run)));
        await runs.move(run.runId, checkpoint(holdOn({ epoch: 7 })));
        await runs.remove(run.runId);

        const changes = await stores.changes();

        const present = moved.done ? moved.after : undefined;
        expect(changes).toEqual([
          { kind: 'run', after: run },
          { kind: 'run', before: run, after: present },
          { kind: 'run', before: present },
        ]);
      });
    });

    describe('pages', () => {
      beforeAll(begin);

      const entries = (page: number): Entry[] => [
        aStepEntry(`step:${page}:a`, page),
        aStepEntry(`step:${page}:b`, [page]),
      ];

      it('gives back the entries of all pages in the order of the pages', async () => {
        const runId = unique('run');
        const numbers = Array.from({ length: 23 }, (_, page) => page);
        await Promise.all(numbers.toReversed().map((page) => runs.savePage(runId, page, entries(page))));

        const loaded = await runs.loadPages(runId, 23);

        expect(loaded).toEqual(numbers.flatMap(entries));
      });

      it('gives back no page beyond those that the run counts', async () => {
        const runId = unique('run');
        await Promise.all([0, 1, 2].map((page) => runs.savePage(runId, page, entries(page))));

        expect(await runs.loadPages(runId, 2)).toEqual([...entries(0), ...entries(1)]);
        expect(await runs.loadPages(runId, 0)).toEqual([]);
      });

      it('takes the same page twice, as after a crash', async () => {
        const runId = unique('run');

        await runs.savePage(runId, 0, entries(0));
        await runs.savePage(runId, 0, entries(0));

        expect(await runs.loadPages(runId, 1)).toEqual(entries(0));
      });

      it('keeps the pages of two editions apart, and removes them all', async () => {
        const { runId } = (await runs.create(aRun())).run;
        await runs.savePage(runId, 0, entries(0));
        await runs.savePage(runId, 0, entries(1), 7);
        await runs.savePage(runId, 1, entries(2), 7);
        await runs.savePage(runId, 0, entries(3), 70);

        expect(await runs.loadPages(runId, 1)).toEqual(entries(0));
        expect(await runs.loadPages(runId, 2, 7)).toEqual([...entries(1), ...entries(2)]);
        await runs.removePages(runId);

        expect(await runs.loadPages(runId, 1)).toEqual([]);
        expect(await runs.loadPages(runId, 2, 7)).toEqual([]);
      });

      it('keeps the pages of two runs apart', async () => {
        const runId = unique('run');
        await runs.savePage(runId, 0, entries(0));
        await runs.savePage(`${runId}0`, 0, entries(5));

        expect(await runs.loadPages(runId, 1)).toEqual(entries(0));
      });
    });

    describe('due', () => {
      beforeEach(begin);

      const ids = async (until: string, limit = 50) =>
        (await runs.due(until, { limit })).items.map(({ runId }) => runId);

      it('D3: finds what is due, soonest first, running and waiting, and nothing else', async () => {
        const third = await keepRun(runs, 'waiting', { dueAt: plus('3h') });
        const first = await keepRun(runs, 'held', { run: { due: { list: 'due', at: plus('1h') } } });
        const second = await keepRun(runs, 'waiting', { dueAt: plus('2h') });
        await keepRun(runs, 'waiting', { dueAt: plus('4h') });

        expect(await runs.due(plus('3h'), { limit: 50 })).toEqual({
          items: [
            { runId: first.runId, at: plus('1h') },
            { runId: second.runId, at: plus('2h') },
            { runId: third.runId, at: plus('3h') },
          ],
        });
      });

      it('takes no more than it is asked for, the soonest of all', async () => {
        const kept = await Promise.all(
          Array.from({ length: 12 }, (_, i) => keepRun(runs, 'waiting', { dueAt: plus(`${i + 1}m`) })),
        );

        expect(await ids(plus('1h'), 5)).toEqual(kept.slice(0, 5).map(({ runId }) => runId));
      });

      /** All pages of a part, one after another. */
      const allPages = async (limit: number, part?: DuePart) => {
        const found: DueRun[] = [];
        for (let cursor: string | undefined; ; ) {
          const page = await runs.due(plus('1h'), { limit, cursor, part });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items);
          cursor = page.cursor;
          if (cursor === undefined) return found;
        }
      };

      it('goes on page by page, soonest first, and finds each once, also of many that are due at the same moment', async () => {
        const sooner = await Promise.all(
          Array.from({ length: 9 }, (_, i) => keepRun(runs, 'waiting', { dueAt: plus(`${i + 1}m`) })),
        );
        const together = await Promise.all(
          Array.from({ length: 60 }, () => keepRun(runs, 'waiting', { dueAt: plus('30m') })),
        );

        const found = await allPages(7);

        expect(found.map(({ runId }) => runId).slice(0, 9)).toEqual(sooner.map(({ runId }) => runId));
        expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort());
        expect(found.map(({ runId }) => runId).sort()).toEqual(
          [...sooner, ...together].map(({ runId }) => runId).sort(),
        );
      });

      it('finds each in one of its parts, and in no other', async () => {
        const kept = await Promise.all(
          Array.from({ length: 40 }, (_, i) => keepRun(runs, 'waiting', { dueAt: plus(`${i + 1}m`) })),
        );

        const parts = await Promise.all([0, 1, 2].map((number) => allPages(10, { number, of: 3 })));

        expect(
          parts
            .flat()
            .map(({ runId }) => runId)
            .sort(),
        ).toEqual(kept.map(({ runId }) => runId).sort());
        expect(parts.every(({ length }) => length > 0)).toBe(true);
      });

      it('finds nothing where nothing is due', async () => {
        await keepRun(runs, 'waiting', { dueAt: plus('3h') });

        expect(await ids(plus('2h'))).toEqual([]);
      });

      it.each(['completed', 'failed', 'needs-review'] as const)('finds no run that is %s', async (state) => {
        await keepRun(runs, state);

        expect(await ids(plus('30d'))).toEqual([]);
      });

      it('finds a cancelled run until its approvals are closed', async () => {
        const run = await keepRun(runs, 'cancelled');

        expect(await ids(plus('30d'))).toEqual([run.runId]);
        await runs.move(run.runId, closed({ ...run, endedAt: plus('1m') } as Run & { endedAt: string }));
        expect(await ids(plus('30d'))).toEqual([]);
      });

      it('finds a run at its new time after it was moved', async () => {
        const run = await keepRun(runs, 'waiting', { dueAt: plus('1h') });

        await runs.move(run.runId, reschedule(run, plus('5h')));

        expect(await ids(plus('4h'))).toEqual([]);
        expect(await ids(plus('5h'))).toEqual([run.runId]);
      });
    });

    describe('list', () => {
      beforeEach(begin);

      const startedAt = (at: string, fields: Partial<Run> = {}) => ({ run: { createdAt: at, ...(fields as object) } });
      const all = async (filter: RunFilter, limit: number) => {
        const found: Run[] = [];
        let pages = 0;
        for (let cursor: string | undefined; ; ) {
          const page = await runs.list(filter, { limit, cursor });
          found.push(...page.items);
          cursor = page.cursor;
          pages++;
          if (cursor === undefined) return { ids: found.map(({ runId }) => runId), pages };
          if (pages > 100) throw new Error('The list has no end.');
        }
      };

      it('lists the newest first, of all workflows', async () => {
        const second = await keepRun(runs, 'completed', startedAt(plus('2h'), { workflow: 'expense' }));
        const third = await keepRun(runs, 'waiting', startedAt(plus('1h')));
        const first = await keepRun(runs, 'held', startedAt(plus('3h'), { workflow: 'deploy' }));

        const { items, cursor } = await runs.list({}, { limit: 50 });

        expect(items).toEqual([first, second, third]);
        expect(cursor).toBeUndefined();
      });

      it('lists the runs of one workflow', async () => {
        const mine = await keepRun(runs, 'held', startedAt(NOW, { workflow: 'expense' }));
        await keepRun(runs, 'held', startedAt(NOW, { workflow: 'refund' }));
        await keepRun(runs, 'held', startedAt(NOW, { workflow: 'expense-2' }));

        expect((await all({ workflow: 'expense' }, 50)).ids).toEqual([mine.runId]);
        expect((await all({ workflow: 'nobody-has-it' }, 50)).ids).toEqual([]);
      });

      it.each(['waiting', 'failed', 'needs-review'] as const)('finds runs that are %s however old', async (state) => {
        const old = await keepRun(runs, state, startedAt(NOW));
        for (let i = 1; i <= 8; i++) await keepRun(runs, 'completed', startedAt(plus(`${i}h`)));

        const { items } = await runs.list({ status: state }, { limit: 2 });

        expect(items.map(({ runId }) => runId)).toEqual([old.runId]);
      });

      it.each(['running', 'completed', 'cancelled'] as const)(
        'filters each page for runs that are %s',
        async (status) => {
          const mine: string[] = [];
          for (let i = 9; i >= 1; i--) {
            const state = i % 3 === 0 ? (status === 'running' ? 'held' : status) : 'waiting';
            const run = await keepRun(runs, state, startedAt(plus(`${i}h`)));
            if (i % 3 === 0) mine.push(run.runId);
          }

          expect((await all({ status }, 2)).ids).toEqual(mine);
        },
      );

      it('lists waiting runs by when they are next due', async () => {
        const second = await keepRun(runs, 'waiting', { ...startedAt(plus('2m')), dueAt: plus('3h') });
        const third = await keepRun(runs, 'waiting', { ...startedAt(plus('3m')), dueAt: plus('4h') });
        const first = await keepRun(runs, 'waiting', { ...startedAt(plus('1m')), dueAt: plus('2h') });

        expect((await all({ status: 'waiting' }, 2)).ids).toEqual([first.runId, second.runId, third.runId]);
      });

      it('lists failed runs, the newest first', async () => {
        const kept: string[] = [];
        for (let i = 1; i <= 5; i++) {
          const run = await keepRun(runs, 'failed', { ...startedAt(plus(`${i}h`)), at: plus(`${i + 10}h`) });
          kept.unshift(run.runId);
        }

        expect((await all({ status: 'failed' }, 2)).ids).toEqual(kept);
      });

      it('narrows a status to one workflow', async () => {
        const mine = await keepRun(runs, 'failed', startedAt(NOW, { workflow: 'expense' }));
        await keepRun(runs, 'failed', startedAt(NOW, { workflow: 'refund' }));

        expect((await all({ status: 'failed', workflow: 'expense' }, 1)).ids).toEqual([mine.runId]);
      });

      it.each([1, 2, 3, 7, 50])(
        'pages by %i without gaps or doubles, also where many were started at one time',
        async (limit) => {
          const kept: Run[] = [];
          for (let i = 0; i < 20; i++) kept.push(await keepRun(runs, 'held', startedAt(plus(`${Math.floor(i / 9)}h`))));

          const { ids } = await all({ workflow: 'refund' }, limit);

          expect(ids.toSorted()).toEqual(kept.map(({ runId }) => runId).toSorted());
          const times = ids.map((id) => kept.find(({ runId }) => runId === id)?.createdAt ?? '');
          expect(times).toEqual(times.toSorted().reverse());
        },
      );

      it('shows nothing twice where runs are started while a reader turns the pages', async () => {
        const old: string[] = [];
        for (let i = 1; i <= 4; i++) old.unshift((await keepRun(runs, 'held', startedAt(plus(`${i}m`)))).runId);
        const first = await runs.list({}, { limit: 2 });
        await keepRun(runs, 'held', startedAt(plus('1h')));

        const second = await runs.list({}, { limit: 2, cursor: first.cursor });

        expect([...first.items, ...second.items].map(({ runId }) => runId)).toEqual(old);
      });

      it.each(['none-of-ours', '%', 'eyJhIjoxfQ', '-1', ''])(
        'refuses the cursor "%s", which is none of its own',
        async (cursor) => {
          await keepRun(runs, 'held');

          const listing = runs.list({}, { limit: 2, cursor });

          await expect(listing).rejects.toMatchObject({
            code: 'invalid-input',
            details: { errors: [{ path: 'cursor' }] },
          });
        },
      );
    });

    describe('remove', () => {
      beforeEach(begin);

      it('removes a run with its pages, and no other', async () => {
        const run = await keepRun(runs, 'completed');
        const other = await keepRun(runs, 'completed', { run: { runId: `${run.runId}-2` } });
        await runs.savePage(run.runId, 0, [aStepEntry('a')]);
        await runs.savePage(other.runId, 0, [aStepEntry('b')]);

        await runs.remove(run.runId);

        expect(await runs.load(run.runId)).toBeUndefined();
        expect(await runs.loadPages(run.runId, 1)).toEqual([]);
        expect((await runs.list({}, { limit: 50 })).items).toEqual([other]);
        expect(await runs.loadPages(other.runId, 1)).toEqual([aStepEntry('b')]);
      });

      it('removes the pages alone of a run whose record is gone', async () => {
        const run = await keepRun(runs, 'completed');
        await runs.savePage(run.runId, 0, [aStepEntry('a')]);

        await runs.removePages(run.runId);

        expect(await runs.loadPages(run.runId, 1)).toEqual([]);
        expect(await runs.load(run.runId)).toEqual(run);
      });

      it('removes a long run whole, and takes it that nothing is left', async () => {
        const run = await keepRun(runs, 'completed');
        await Promise.all(
          Array.from({ length: 60 }, (_, page) => runs.savePage(run.runId, page, [aStepEntry(`s${page}`)])),
        );

        await runs.remove(run.runId);
        await runs.remove(run.runId);

        expect(await runs.loadPages(run.runId, 60)).toEqual([]);
      });
    });
  });
}

function moveOf(name: string) {
  const move = MOVES[name];
  if (!move) throw new Error(`There is no move "${name}".`);
  return move;
}

const holderOf = (run: Run | undefined): string | undefined => (run?.status === 'running' ? run.holder : undefined);
