/** What every directory promises. */
import { expect, it } from 'vitest';
import type { Directory } from '../../shared/ports/directory.ts';
import { person } from '../support/builders.ts';

type Groups = Record<string, string[]>;

const GROUPS: Groups = {
  finance: ['alice@example.com', 'group:seniors'],
  seniors: ['bob@example.com', 'group:finance', 'arn:aws:iam::1:role/batch'],
  everyone: ['finance'],
  empty: [],
};

/** `unfit` says why a directory cannot know of groups; the cases that are about these are skipped then. */
export function directoryContract(open: (groups: Groups) => Promise<Directory>, unfit?: string): void {
  const itWhereGroupsAreKnown = (title: string, test: () => Promise<void>) =>
    unfit === undefined ? it(title, test) : it.skip(`${title} (${unfit})`, test);
  const groupsOf = async (directory: Directory, ...who: Parameters<typeof person>) =>
    [...(await directory.resolve(person(...who))).groups].sort();

  it('leaves who acts, what was proven, and how, as it is', async () => {
    const directory = await open(GROUPS);
    const actor = person('alice@example.com', ['legal', 'finance'], 'slack');

    const resolved = await directory.resolve(actor);

    expect(resolved).toMatchObject({ id: 'alice@example.com', proof: 'slack' });
    expect(resolved.groups).toEqual(expect.arrayContaining(['legal', 'finance']));
  });

  it('gives somebody whom it does not know no group, nor one who is not known', async () => {
    const directory = await open(GROUPS);

    expect(await groupsOf(directory, 'eve@example.com')).toEqual([]);
    expect(await groupsOf(directory, 'unknown', [], 'none')).toEqual([]);
  });

  it('does not know a group that nobody told it of', async () => {
    const directory = await open(GROUPS);

    expect(await directory.members('legal')).toBeUndefined();
    expect(await directory.members('constructor')).toBeUndefined();
    expect(await directory.members('alice@example.com')).toBeUndefined();
  });

  it('gives somebody who is called as a group is nothing of that group', async () => {
    const directory = await open(GROUPS);

    expect(await groupsOf(directory, 'finance')).toEqual([]);
    expect(await groupsOf(directory, 'group:finance')).toEqual([]);
  });

  itWhereGroupsAreKnown('adds the groups that a person or a system is in, also by a group within a group', async () => {
    const directory = await open(GROUPS);

    expect(await groupsOf(directory, 'alice@example.com', ['legal'])).toEqual([
      'everyone',
      'finance',
      'legal',
      'seniors',
    ]);
    expect(await groupsOf(directory, 'arn:aws:iam::1:role/batch')).toEqual(['everyone', 'finance', 'seniors']);
  });

  itWhereGroupsAreKnown('lists everybody, also those who are in no group', async () => {
    const directory = await open(GROUPS);
    const who = [person('alice@example.com'), person('eve@example.com'), person('unknown', [], 'local')];

    expect((await Promise.all(who.map(directory.resolve))).map(({ listed }) => listed)).toEqual([true, true, true]);
  });

  itWhereGroupsAreKnown('adds the groups that a proven group stands within', async () => {
    const directory = await open({ ...GROUPS, seniors: [] });

    expect(await groupsOf(directory, 'eve@example.com', ['seniors'])).toEqual(['everyone', 'finance', 'seniors']);
  });

  itWhereGroupsAreKnown('names everybody in a group once, though groups stand within each other', async () => {
    const directory = await open(GROUPS);
    const all = ['alice@example.com', 'arn:aws:iam::1:role/batch', 'bob@example.com'];

    expect([...((await directory.members('finance')) ?? [])].sort()).toEqual(all);
    expect([...((await directory.members('everyone')) ?? [])].sort()).toEqual(all);
    expect(await directory.members('empty')).toEqual([]);
  });

  itWhereGroupsAreKnown('takes group:finance and finance for the same group', async () => {
    const directory = await open({ 'group:finance': ['alice@example.com'] });

    expect(await directory.members('finance')).toEqual(['alice@example.com']);
    expect(await directory.members('group:finance')).toEqual(['alice@example.com']);
    expect(await groupsOf(directory, 'alice@example.com')).toEqual(['finance']);
  });
}
