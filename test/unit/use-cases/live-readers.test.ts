/** What open pages are told once their readers may read less than when they opened them. */
import { beforeEach, expect, it } from 'vitest';
import { createMemoryDirectory } from '../../../shared/adapters/directory/memory-directory.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { Directory } from '../../../shared/ports/directory.ts';
import { giveDelegation } from '../../../shared/use-cases/give-delegation.ts';
import { issueTicket } from '../../../shared/use-cases/issue-ticket.ts';
import { openStream } from '../../../shared/use-cases/open-stream.ts';
import { greet } from '../../../shared/use-cases/push-live.ts';
import { reassignApproval } from '../../../shared/use-cases/reassign-approval.ts';
import { redeemTicket } from '../../../shared/use-cases/redeem-ticket.ts';
import { revokeDelegation } from '../../../shared/use-cases/revoke-delegation.ts';
import { aConnection, person } from '../../support/builders.ts';
import { plus } from '../../support/clock.ts';
import { createRecordingSockets, type RecordingSockets } from '../../support/sockets.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { refundWorkflow } from '../../support/workflows.ts';

const alice = person('alice@example.com', ['finance']);
const bob = person('bob@example.com');
const KEY = 'approve:refund';

describeOnBothStores('whoever follows over a stream', (freshStores) => {
  let stores: TestStores;
  let sockets: RecordingSockets;
  let system: TestSystem;
  let groups: Record<string, string[]>;
  const directory: Directory = {
    resolve: (actor) => createMemoryDirectory({ groups }).resolve(actor),
    members: (group) => createMemoryDirectory({ groups }).members(group),
  };
  beforeEach(async () => {
    stores = await freshStores();
    sockets = createRecordingSockets();
    groups = { finance: [], legal: [] };
    const live = { connections: stores.connections, sockets };
    system = createTestSystem({ workflows: [refundWorkflow([])], stores, live, directory });
  });
  const streamer = () => ({ ...system.kept(), tickets: stores.tickets, connections: stores.connections });
  const follow = (actor = bob, inbox?: string) => openStream(streamer(), 'c-1', { inbox }, actor);
  const ask = async (runId = 'run-1') => {
    await system.start('refund', { orderId: 'o-1', amount: 40 }, { runId });
    await system.drain();
  };
  const FOLLOWED = [
    'inboxes',
    'inbox:finance',
    'inbox:legal',
    'inbox:bob@example.com',
    'run:run-1',
    `approval:run-1/${KEY}`,
  ];
  const followers = () => stores.connections.watching(FOLLOWED);
  const watching = async () => (await followers()).map(({ id }) => id);
  const ended = async () => ({ told: sockets.sentTo('c-1'), watching: await watching(), ended: sockets.ended });
  const ENDED = { told: [], watching: [], ended: ['c-1'] };

  it.each([[undefined], ['finance']])('is told nothing once they are out of the group (?inbox=%s)', async (inbox) => {
    groups.finance = [bob.id];
    await follow(bob, inbox);
    groups.finance = [];

    await ask();

    expect(await ended()).toEqual(ENDED);
  });

  it('is told while they are in the group', async () => {
    groups.finance = [bob.id];
    await follow();

    await ask();

    expect(sockets.sentTo('c-1')).toMatchObject([{ approval: { key: KEY, status: 'pending' } }]);
    expect(sockets.ended).toEqual([]);
  });

  it('is told nothing that another inbox of theirs does not hold, either', async () => {
    groups = { finance: [bob.id], legal: [bob.id] };
    await follow();
    groups.finance = [];

    await ask();

    expect(await ended()).toEqual(ENDED);
  });

  it('is told at first of the inboxes alone that are still theirs', async () => {
    await ask();
    groups = { finance: [bob.id], legal: [bob.id] };
    await follow();
    groups.finance = [];

    for (const connection of await stores.opened()) await greet(system.teller(), connection);

    expect(sockets.sentTo('c-1')).toEqual([{ type: 'inbox', items: [], more: false }]);
  });

  it('does not learn the name of what they never saw, as it leaves the inbox', async () => {
    groups.finance = [bob.id];
    await follow();
    groups.finance = [];
    await ask();
    await stores.connections.open(aConnection({ id: 'c-1', by: { ...bob, groups: [] } }));

    await reassignApproval(
      system.kept(),
      { runId: 'run-1', key: KEY },
      { to: 'legal', from: 'finance', reason: 'Theirs' },
      alice,
      true,
    );
    await system.drain();

    expect(sockets.sentTo('c-1')).toEqual([]);
  });

  it('is told nothing once whom they stood in for took the delegation back', async () => {
    const { id } = await giveDelegation(system.kept(), { to: bob.id, until: '1h' }, alice);
    await follow();
    await ask('run-1');
    await revokeDelegation(system.kept(), id, alice);

    await ask('run-2');

    expect(sockets.sentTo('c-1')).toMatchObject([{ approval: { runId: 'run-1' } }]);
    expect(sockets.ended).toEqual(['c-1']);
  });

  it('is told nothing once the delegation is over', async () => {
    await giveDelegation(system.kept(), { to: bob.id, until: '1h' }, alice);
    await follow();
    system.clock.advance('1h');

    await ask();

    expect(await ended()).toEqual(ENDED);
  });

  it.each<[string, Pick<Connection, 'topics'>]>([
    ['an inbox', { topics: ['inbox:finance'] }],
    ['an approval', { topics: [`approval:run-1/${KEY}`] }],
    ['a run', { topics: ['run:run-1'] }],
    ['every inbox', { topics: ['inboxes'] }],
  ])('is told of %s up to the end of their token, which the ticket keeps', async (_what, { topics }) => {
    const { ticket } = await issueTicket(streamer(), {
      ...person('vera@example.com', ['viewer']),
      provenUntil: plus('1h'),
    });
    const actor = await redeemTicket(streamer(), ticket);
    await openStream(streamer(), 'c-1', { inbox: 'finance' }, actor);
    const [opened] = await followers();
    await stores.connections.close('c-1');
    if (opened) await stores.connections.open({ ...opened, topics });
    await ask('run-1');
    const before = sockets.sentTo('c-1').length;
    system.clock.advance('1h');

    await system.decide('run-1', KEY, { action: 'approve' });
    await system.drain();

    expect(before).toBeGreaterThan(0);
    expect(sockets.sentTo('c-1')).toHaveLength(before);
    expect(sockets.ended[0]).toBe('c-1');
    expect(await watching()).toEqual([]);
  });
});
