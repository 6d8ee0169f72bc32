/** What every `ConnectionStore` promises, as one suite for all of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionStore } from '../../shared/ports/connection-store.ts';
import { aConnection } from '../support/builders.ts';
import type { TestStores } from '../support/stores.ts';

export function connectionStoreContract(name: string, freshStores: () => Promise<TestStores>): void {
  describe(`the ConnectionStore ${name}`, () => {
    let stores: TestStores;
    let connections: ConnectionStore;
    beforeEach(async () => {
      stores = await freshStores();
      connections = stores.connections;
    });
    const open = async (fields: Parameters<typeof aConnection>[0]) => {
      const connection = aConnection(fields);
      await connections.open(connection);
      return connection;
    };
    const idsOf = async (topics: string[]) => (await connections.watching(topics)).map(({ id }) => id).sort();

    it('gives back a connection as it was opened', async () => {
      const connection = await open({
        topics: ['run:run-1'],
        by: { id: 'ann@example.com', groups: ['finance'], proof: 'jwt' },
      });

      expect(await connections.watching(['run:run-1'])).toEqual([connection]);
    });

    it('finds those that watch one of the topics, each once', async () => {
      const one = await open({ topics: ['inbox:finance', 'inbox:ann@example.com'] });
      const other = await open({ topics: ['inbox:finance'] });
      const third = await open({ topics: ['run:run-1'] });

      expect(await idsOf(['inbox:finance', 'inbox:ann@example.com'])).toEqual([one.id, other.id].sort());
      expect(await idsOf(['inbox:ann@example.com', 'run:run-1'])).toEqual([one.id, third.id].sort());
      expect(await idsOf(['inbox:fin', 'run:run'])).toEqual([]);
      expect(await idsOf([])).toEqual([]);
    });

    it('finds no more what was closed, and does no harm where nothing is', async () => {
      const { id } = await open({ topics: ['run:run-1'] });

      await connections.close(id);
      await connections.close(id);

      expect(await idsOf(['run:run-1'])).toEqual([]);
    });

    it('finds every one of many', async () => {
      await Promise.all(Array.from({ length: 60 }, () => open({ topics: ['run:run-1', `x:${'y'.repeat(400)}`] })));

      expect(await idsOf(['run:run-1'])).toHaveLength(60);
    });

    it('finds those of every topic that was asked for at the same time, each for who asked', async () => {
      const opened = await Promise.all([1, 2, 3].map((i) => open({ topics: [`run:run-${i}`] })));

      const found = await Promise.all([1, 2, 3].map((i) => idsOf([`run:run-${i}`, 'inboxes'])));

      expect(found).toEqual(opened.map(({ id }) => [id]));
    });

    it('forgets a connection under each of its topics, and no other', async () => {
      const { id } = await open({ topics: ['inbox:finance', 'inbox:ann@example.com'] });
      const other = await open({ topics: ['inbox:finance'] });

      await connections.close(id);

      expect(await idsOf(['inbox:finance', 'inbox:ann@example.com'])).toEqual([other.id]);
    });

    it('misses none that was open before it was asked, however many ask at once', async () => {
      for (let round = 0; round < 20; round++) {
        const topic = `run:run-${round}`;
        const asked: Promise<string[]>[] = [idsOf([topic]), idsOf([topic])];
        const { id } = await open({ topics: [topic] });
        asked.push(idsOf([topic]), idsOf([topic]));

        const [, , third, fourth] = await Promise.all(asked);

        expect([third, fourth]).toEqual([[id], [id]]);
      }
    });

    it('tells of what is opened, and of nothing else', async () => {
      const connection = await open({ topics: ['run:run-1'] });
      await connections.watching(['run:run-1']);
      await connections.close(connection.id);

      expect(await stores.opened()).toEqual([connection]);
    });

    it('keeps what it was given, whatever becomes of it', async () => {
      const connection = await open({ topics: ['run:run-1'] });

      connection.topics.push('inboxes');
      for (const { topics } of await connections.watching(['run:run-1'])) topics.push('inboxes');

      expect(await idsOf(['inboxes'])).toEqual([]);
    });
  });
}
