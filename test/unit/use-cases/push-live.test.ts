/** What open pages are told: how things stand, every change after that, and nothing that is not for them. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../../shared/domain/change.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import { notify } from '../../../shared/use-cases/notify.ts';
import { cancelRun } from '../../../shared/use-cases/operate-run.ts';
import { greet, pushLive } from '../../../shared/use-cases/push-live.ts';
import { reassignApproval } from '../../../shared/use-cases/reassign-approval.ts';
import { aConnection, aPendingApproval, person } from '../../support/builders.ts';
import { createTestClock } from '../../support/clock.ts';
import { silenceErrors } from '../../support/silence.ts';
import { createRecordingSockets, type RecordingSockets, type Sent } from '../../support/sockets.ts';
import { describeOnBothStores, memoryStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { refundWorkflow, workflowOf } from '../../support/workflows.ts';

const REFUND = { orderId: 'o-1', amount: 40 };
const KEY = 'approve:refund';
const ann = { id: 'ann@example.com', groups: ['finance'], proof: 'jwt' as const };
const APPROVAL = 'approval:run-1/approve:refund';
const HAND_OVER = { to: 'legal', from: 'finance', reason: 'Theirs' };

/** The message with the greatest revision, which is what a page shows in the end. */
const newest = (messages: readonly Sent[]): Sent | undefined =>
  messages.reduce<Sent | undefined>(
    (best, message) => (best && String(best.revision) > String(message.revision) ? best : message),
    undefined,
  );

describeOnBothStores('telling open pages', (freshStores) => {
  let stores: TestStores;
  let sockets: RecordingSockets;
  let system: TestSystem;
  const ask = (bodies = [refundWorkflow([])]) => {
    sockets = createRecordingSockets();
    const live = { connections: stores.connections, sockets };
    system = createTestSystem({ workflows: bodies, stores, live, clock: createTestClock({ sleep: 'short-at-once' }) });
  };
  const start = async (runId = 'run-1') => {
    await system.start('refund', REFUND, { runId });
    await system.drain();
  };
  /** Opens connections of people in the groups whose inboxes they watch, without greeting them, and hands back their ids. */
  const open = async (...topics: string[][]): Promise<string[]> => {
    const connections = topics.map((some) => {
      const groups = some.flatMap((topic) => topic.match(/^inbox:([^@]+)$/)?.[1] ?? []);
      return aConnection({ topics: some, by: { ...ann, groups: ['finance', ...groups] } });
    });
    for (const connection of connections) await stores.connections.open(connection);
    return connections.map(({ id }) => id);
  };
  const greetAll = async () => {
    for (const connection of await stores.opened()) await greet(system.teller(), connection);
  };
  beforeEach(async () => {
    stores = await freshStores();
    ask();
    await start();
  });

  it('E6: tells who opens a connection how an approval, a run and an inbox stand', async () => {
    const [approval, run, inbox, all, other] = await open(
      [APPROVAL],
      ['run:run-1'],
      ['inbox:ann@example.com', 'inbox:finance'],
      ['inboxes'],
      ['inbox:legal'],
    );

    await greetAll();

    expect(sockets.sentTo(approval ?? '')).toMatchObject([
      {
        ...{ status: 'pending', runId: 'run-1', key: KEY, title: 'Refund 40 for o-1', details: REFUND },
        ...{ proposed: { amount: 40 }, assignee: ['finance'], form: { type: 'object' }, digest: expect.any(String) },
      },
    ]);
    expect(sockets.sentTo(run ?? '')).toMatchObject([{ type: 'run', run: { status: 'waiting', timeline: [{}, {}] } }]);
    for (const id of [inbox, all])
      expect(sockets.sentTo(id ?? '')).toMatchObject([
        { type: 'inbox', more: false, items: [{ runId: 'run-1', key: KEY, status: 'pending' }] },
      ]);
    expect(sockets.sentTo(other ?? '')).toEqual([{ type: 'inbox', more: false, items: [] }]);
  });

  it('E6: tells of a decision whoever watches the approval, its run or an inbox that it is in, and nobody else', async () => {
    const [approval, run, inbox, all, ...others] = await open(
      [APPROVAL],
      ['run:run-1'],
      ['inbox:finance'],
      ['inboxes'],
      ['inbox:legal'],
      ['run:run-2'],
      ['approval:run-1/other'],
    );

    await system.decide('run-1', KEY, { action: 'reject', reason: 'No receipt' });
    await system.drain();

    expect(newest(sockets.sentTo(approval ?? ''))).toMatchObject({
      ...{ status: 'rejected', reason: 'No receipt', rejectedBy: 'ann@example.com', rejectedAt: expect.any(String) },
    });
    expect(newest(sockets.sentTo(run ?? ''))).toMatchObject({ run: { status: 'failed' } });
    for (const id of [inbox, all])
      expect(newest(sockets.sentTo(id ?? ''))).toMatchObject({ approval: { status: 'rejected' } });
    expect(others.flatMap((id) => sockets.sentTo(id))).toEqual([]);
  });

  it('tells of every rest and end of a run, and of what people do meanwhile', async () => {
    const [run] = await open(['run:run-1']);

    await system.decide('run-1', KEY, { action: 'approve' });
    await system.drain();

    const statuses = sockets.sentTo(run ?? '').map((message) => (message.run as { status: string }).status);
    expect(statuses.at(-1)).toBe('completed');
    const revisions = sockets.sentTo(run ?? '').map(({ revision }) => String(revision));
    expect(revisions).toEqual([...revisions].sort());
  });

  it('tells of a reminder and of whom it is escalated to', async () => {
    const [head] = await open(['inbox:head-of-finance']);

    await system.pass('9h');

    expect(newest(sockets.sentTo(head ?? ''))).toMatchObject({
      approval: { assignee: ['finance', 'head-of-finance'] },
    });
  });

  it('lets who is asked no more see an approval go, and nothing of it', async () => {
    const [finance, legal] = await open(['inbox:finance'], ['inbox:legal']);

    await reassignApproval(system.kept(), { runId: 'run-1', key: KEY }, HAND_OVER, ann, true);
    await system.drain();

    expect(sockets.sentTo(finance ?? '')).toEqual([
      { type: 'inbox', runId: 'run-1', key: KEY, left: true, revision: expect.any(String) },
    ]);
    expect(sockets.sentTo(legal ?? '')).toMatchObject([{ approval: { assignee: ['legal'], status: 'pending' } }]);
  });

  it('tells who watches an approval nothing more of it once it is handed on to others, but who reads all', async () => {
    const watching = (by: string, ...groups: string[]) =>
      aConnection({ topics: [APPROVAL], by: { id: by, groups, proof: 'jwt' } });
    const [left, lawyer, viewer] = [
      watching('ann@example.com', 'finance'),
      watching('lea@example.com', 'legal'),
      watching('vera@example.com', 'viewer'),
    ];
    for (const connection of [left, lawyer, viewer]) await stores.connections.open(connection);

    await reassignApproval(system.kept(), { runId: 'run-1', key: KEY }, HAND_OVER, ann, true);
    await system.drain();
    await greetAll();

    expect(sockets.sentTo(left.id)).toEqual([]);
    expect(newest(sockets.sentTo(lawyer.id))).toMatchObject({ status: 'pending', assignee: ['legal'] });
    expect(newest(sockets.sentTo(viewer.id))).toMatchObject({ status: 'pending', assignee: ['legal'] });
    expect((await stores.connections.watching([APPROVAL])).map(({ id }) => id)).not.toContain(left.id);
  });

  it('closes what a cancelled run asked on every page', async () => {
    const [approval, inbox] = await open([APPROVAL], ['inbox:finance']);

    await cancelRun(system.kept(), 'run-1', person('ops@example.com', ['operator']));
    await system.drain();

    expect(newest(sockets.sentTo(approval ?? ''))).toMatchObject({ status: 'cancelled' });
    expect(newest(sockets.sentTo(inbox ?? ''))).toMatchObject({ approval: { status: 'cancelled' } });
  });

  /** Every order of opening and greeting on one side, and deciding and telling on the other. */
  const ORDERS = [
    'open greet decide tell',
    'open decide greet tell',
    'open decide tell greet',
    'decide open greet tell',
    'decide open tell greet',
    'decide tell open greet',
  ];

  it.each(ORDERS)('E6: misses no change where it goes %s', async (order) => {
    const id = 'connection';
    let told: Change[] = [];
    const acts: Record<string, () => Promise<unknown>> = {
      open: () => stores.connections.open(aConnection({ id, topics: [APPROVAL] })),
      greet: greetAll,
      async decide() {
        await system.decide('run-1', KEY, { action: 'approve' });
        told = await system.loseChanges();
      },
      async tell() {
        for (const change of told) await notify(system.teller(), change);
      },
    };

    for (const act of order.split(' ')) await acts[act]?.();

    expect(newest(sockets.sentTo(id))).toMatchObject({ status: 'approved' });
  });

  it('tells how it stands by now where a change is told late, or again', async () => {
    const [approval] = await open([APPROVAL]);
    const asked = system.log.filter(({ kind }) => kind === 'approval');
    await system.decide('run-1', KEY, { action: 'approve' });

    for (const change of asked) await pushLive(system.teller(), change);

    expect(sockets.sentTo(approval ?? '').map(({ status }) => status)).toEqual(['approved']);
  });

  describe('a connection that is gone', () => {
    const watchers = async () => (await stores.connections.watching([APPROVAL])).map(({ id }) => id);

    it('is forgotten, and the others are told', async () => {
      const [gone = '', there = ''] = await open([APPROVAL], [APPROVAL]);
      system.clock.advance('1m');
      sockets.next(gone, 'gone');

      await system.decide('run-1', KEY, { action: 'approve' });
      await system.drain();

      expect(await watchers()).toEqual([there]);
      expect(sockets.sentTo(there)).not.toEqual([]);
      expect(sockets.sentTo(gone)).toEqual([]);
    });

    it('is tried again while it is so young that its gateway may not know it yet', async () => {
      const [young = ''] = await open([APPROVAL]);
      sockets.next(young, 'gone', 'gone');

      await greetAll();

      expect(sockets.sentTo(young)).toMatchObject([{ status: 'pending' }]);
      expect(await watchers()).toEqual([young]);
    });

    it('is given up after about two seconds', async () => {
      const [young = ''] = await open([APPROVAL]);
      sockets.next(young, ...Array<'gone'>(20).fill('gone'));
      const before = system.clock.slept.length;

      await greetAll();

      expect(await watchers()).toEqual([]);
      // Beside the bound on the whole, which nobody slept.
      const slept = system.clock.slept.slice(before).filter((ms) => ms < 10_000);
      expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2_000);
    });
  });

  describe('a failure to tell', () => {
    it('fails neither the change nor what others are told, and is logged', async () => {
      const errors = silenceErrors();
      const [one = '', other = ''] = await open([APPROVAL], [APPROVAL]);
      sockets.next(one, ...Array<Error>(9).fill(new Error('throttled')));

      await system.decide('run-1', KEY, { action: 'approve' });
      await system.drain();

      expect(system.givenUp).toEqual([]);
      expect((await system.view('run-1')).status).toBe('completed');
      expect(newest(sockets.sentTo(other))).toMatchObject({ status: 'approved' });
      expect(errors).toHaveBeenCalledWith(expect.stringContaining(one), expect.any(Error));
    });

    it('of finding out who watches fails no change, either', async () => {
      const errors = silenceErrors();
      const away = () => Promise.reject(new Error('away'));
      const teller = { ...system.teller(), live: { connections: { ...stores.connections, watching: away }, sockets } };
      const [change] = system.log.filter(({ kind }) => kind === 'approval');

      if (change) await notify(teller, change);

      expect(errors).toHaveBeenCalledWith(expect.stringContaining('run-1'), expect.any(Error));
    });
  });

  it('is left where it hangs, so that no change is followed again for it and people told twice', async () => {
    const errors = silenceErrors();
    const [hanging = ''] = await open([APPROVAL]);
    const live = {
      connections: stores.connections,
      sockets: { ...sockets, send: () => new Promise<'sent'>(() => {}) },
    };
    const teller = { ...system.teller(), live };
    const [change] = system.log.filter(({ kind }) => kind === 'approval') as [Change];

    const following = Promise.all([notify(teller, change), greet(teller, aConnection({ topics: [APPROVAL] }))]);
    await vi.waitFor(() => expect(system.clock.slept.filter((ms) => ms === 10_000).length).toBeGreaterThan(1));
    await vi.waitFor(() => expect(system.notices).toHaveLength(2));
    system.clock.advance('10s');
    await following;

    const late = new Error('It took longer than 10000 ms to tell pages.');
    expect(errors.mock.calls).toEqual(expect.arrayContaining([[expect.stringContaining('run-1'), late]]));
    expect((await stores.connections.watching([APPROVAL])).map(({ id }) => id)).toEqual([hanging]);
  });

  describe('what is too large for a message', () => {
    const asking = (details: unknown) =>
      workflowOf('refund', ({ approval }) => approval(KEY, { title: 'Refund', assignee: 'finance', details }));
    const LARGE = 'ü'.repeat(17_000); // 34,000 bytes
    const NOTICE = { runId: 'run-1', revision: expect.any(String), changed: true };

    it.each([
      ['more than 32 KB', LARGE],
      ['a value that is kept outside of the record', 'x'.repeat(150_000)],
    ])('E6: is told of as a change: %s', async (_what, details) => {
      stores = await freshStores();
      ask([asking(details)]);
      const [approval = '', inbox = ''] = await open([APPROVAL], ['inbox:finance']);

      await start();

      expect(sockets.sentTo(approval)).toEqual([{ type: 'approval', key: KEY, ...NOTICE }]);
      expect(sockets.sentTo(inbox)).toHaveLength(1);
      expect(Math.max(...sockets.sizes)).toBeLessThanOrEqual(32 * 1024);
    });

    it('is told of as a change where it is a run', async () => {
      stores = await freshStores();
      ask([workflowOf('refund', ({ step }) => step('load', async () => LARGE))]);
      const [run = ''] = await open(['run:run-1']);

      await start();

      expect(newest(sockets.sentTo(run))).toEqual({ type: 'run', ...NOTICE });
    });

    it('is left to be read where it is an inbox: as much as fits is told, soonest deadline first', async () => {
      stores = await freshStores();
      ask();
      for (let i = 0; i < 6; i++)
        await stores.approvals.ask(
          aPendingApproval({ title: 'x'.repeat(9_000), expiresAt: `2026-02-0${6 - i}T00:00:00.000Z` }),
        );
      const [inbox = ''] = await open(['inbox:finance']);

      await greetAll();

      const [message] = sockets.sentTo(inbox);
      const items = message?.items as { expiresAt: string }[];
      expect(message?.more).toBe(true);
      expect(items.map(({ expiresAt }) => expiresAt.slice(0, 10))).toEqual(['2026-02-01', '2026-02-02', '2026-02-03']);
      expect(Math.max(...sockets.sizes)).toBeLessThanOrEqual(32 * 1024);
    });
  });
});

describe('telling open pages', () => {
  it('reads nothing where nobody watches', async () => {
    const stores = await memoryStores();
    const get = vi.spyOn(stores.approvals, 'get');
    const load = vi.spyOn(stores.runs, 'load');
    const live = { connections: stores.connections, sockets: createRecordingSockets() };
    const system = createTestSystem({ workflows: [], stores, live });
    const change: Change = { kind: 'approval', after: aPendingApproval() };

    await pushLive(system.teller(), change);

    expect([get.mock.calls, load.mock.calls]).toEqual([[], []]);
  });

  it('tells nobody where nothing tells', async () => {
    const stores = await memoryStores();
    const system = createTestSystem({ workflows: [], stores });
    const connection: Connection = aConnection();

    await stores.connections.open(connection);
    await greet(system.teller(), connection);
    await pushLive(system.teller(), { kind: 'approval', after: aPendingApproval() });

    expect(await stores.connections.watching(connection.topics)).toEqual([connection]);
  });
});
