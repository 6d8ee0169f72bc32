/** Giving, listing and revoking delegations, and what they make of whoever stands in. */
import { beforeEach, expect, it } from 'vitest';
import { createMemoryDirectory } from '../../../shared/adapters/directory/memory-directory.ts';
import type { Actor } from '../../../shared/domain/actor.ts';
import { giveDelegation } from '../../../shared/use-cases/give-delegation.ts';
import { listDelegations } from '../../../shared/use-cases/list-delegations.ts';
import { revokeDelegation } from '../../../shared/use-cases/revoke-delegation.ts';
import { standsInFor } from '../../../shared/use-cases/standing-in.ts';
import { person } from '../../support/builders.ts';
import { NOW, plus } from '../../support/clock.ts';
import { describeOnBothStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';

const alice = person('alice@example.com', ['finance']);
const bob = person('bob@example.com', ['sales'], 'slack');
const operator = person('ops@example.com', ['operator']);
const directory = createMemoryDirectory({
  groups: { finance: [], everyone: ['group:finance'], board: ['carol@example.com'], 'group:audit': [] },
});

describeOnBothStores('delegations', (freshStores) => {
  let system: TestSystem;
  beforeEach(async () => {
    system = createTestSystem({ workflows: [], stores: await freshStores(), directory });
  });
  const give = (input: object, actor: Actor = alice) =>
    giveDelegation(system.kept(), { to: bob.id, until: '3d', ...input }, actor);
  const standing = (actor: Actor = bob) => standsInFor(system.kept(), actor);
  const idsOf = async (who: string) => (await listDelegations(system.kept(), who)).map(({ id }) => id);

  it('answers what was given, under an id that can stand in an address', async () => {
    const given = await give({ reason: 'On leave' });

    expect(given).toEqual({
      id: expect.stringMatching(/^dlg_[0-9a-z]{16}$/),
      ...{ from: alice.id, to: bob.id, since: NOW, until: plus('3d'), reason: 'On leave' },
      ...{ createdAt: NOW, createdBy: alice.id, active: true },
    });
  });

  it('lets Bob stand in for Alice in the groups that her token showed and those that the directory adds', async () => {
    await give({});

    expect(await standing()).toEqual([
      { id: alice.id, groups: expect.arrayContaining(['finance', 'everyone']), proof: 'slack', listed: true },
    ]);
    expect(await standing(person('eve@example.com'))).toEqual([]);
    expect(await standing(alice)).toEqual([]);
  });

  it('takes the groups of somebody else from the directory alone', async () => {
    await give({ from: 'carol@example.com' }, person(operator.id, ['operator', 'finance']));

    expect(await standing()).toEqual([{ id: 'carol@example.com', groups: ['board'], proof: 'slack', listed: true }]);
  });

  it('is nobody for whom nothing shows that they are Bob', async () => {
    await give({});

    expect(await standing(person(bob.id, [], 'none'))).toEqual([]);
    expect(await standing(person('unknown', [], 'local'))).toEqual([]);
  });

  it('counts from its beginning up to its end', async () => {
    await give({ since: '1h', until: '2h' });

    const counted: number[] = [];
    for (const step of ['0s', '59m', '1m', '59m', '1m']) {
      system.clock.advance(step);
      counted.push((await standing()).length);
    }

    expect(counted).toEqual([0, 0, 1, 1, 0]);
  });

  it('is not handed on: Carol, whom Bob asked, does not stand in for Alice', async () => {
    await give({});
    await give({ to: 'carol@example.com' }, person(bob.id));

    expect((await standing(person('carol@example.com'))).map(({ id }) => id)).toEqual([bob.id]);
  });

  it('stands in once for each delegation, of several people', async () => {
    await give({});
    await give({}, person('dora@example.com', ['group:audit']));

    expect((await standing()).map(({ id }) => id).sort()).toEqual([alice.id, 'dora@example.com']);
    expect((await standing()).find(({ id }) => id !== alice.id)?.groups).toEqual(['audit']);
  });

  it('lists to both what counts and what will, soonest end first, and not what is over', async () => {
    const over = await give({ until: '1h' });
    const late = await give({ until: '5d' });
    const future = await give({ since: '2d', until: '3d' });
    const received = await give({ to: alice.id, until: '4d' }, person('dora@example.com'));
    system.clock.advance('1h');

    expect(await idsOf(alice.id)).toEqual([future.id, received.id, late.id]);
    expect(await idsOf(bob.id)).toEqual([future.id, late.id]);
    expect((await listDelegations(system.kept(), bob.id)).map(({ active }) => active)).toEqual([false, true]);
    expect(await idsOf(bob.id)).not.toContain(over.id);
  });

  it('does not list whose it is not known', async () => {
    await expect(listDelegations(system.kept(), 'unknown')).rejects.toMatchObject({
      code: 'invalid-input',
      details: { errors: [{ path: 'person' }] },
    });
  });

  it('counts no more once it is revoked, and is known no more', async () => {
    const { id } = await give({});

    const revoked = await revokeDelegation(system.kept(), id, alice);

    expect(revoked).toMatchObject({ id, from: alice.id, to: bob.id, active: false });
    expect(await standing()).toEqual([]);
    expect(await idsOf(bob.id)).toEqual([]);
    await expect(revokeDelegation(system.kept(), id, alice)).rejects.toMatchObject({ code: 'delegation-unknown' });
  });

  it('is revoked by its giver or an operator, and by nobody else', async () => {
    const { id } = await give({});

    await expect(revokeDelegation(system.kept(), id, bob)).rejects.toMatchObject({ code: 'delegation-unknown' });
    await expect(revokeDelegation(system.kept(), id, bob, alice.id)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(revokeDelegation(system.kept(), id, operator)).rejects.toMatchObject({ code: 'delegation-unknown' });
    expect(await standing()).toHaveLength(1);
    await revokeDelegation(system.kept(), id, operator, alice.id);

    expect(await standing()).toEqual([]);
  });
});
