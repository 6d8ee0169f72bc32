/** Keeps connections in DynamoDB: all in one small partition, so that one query finds who is to be told of a change. */
import { Connection, watchersAmong } from '../../domain/connection.ts';
import type { ConnectionStore } from '../../ports/connection-store.ts';
import type { Item, Records } from './records.ts';
import { connectionKey, LIVE, PREFIX, TABLE } from './table.ts';

export function createConnectionStore(records: Records): ConnectionStore {
  const all = shared(async () => (await records.inPartition(LIVE, PREFIX.connection)).map(connectionOfItem));
  return {
    async open(connection) {
      await records.put(itemOfConnection(connection));
    },
    close: (id) => records.remove(connectionKey(id)),
    watching: async (topics) => watchersAmong(await all(), topics),
  };
}

/**
 * Asks once for all who want to know at about the same time. Nobody is given the answer to a question that was put before
 * theirs: who comes while one is open waits for the next.
 */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let open: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= open.then(() => {
      next = undefined;
      const asked = ask();
      open = asked.catch(() => {});
      return asked;
    });
    return next;
  };
}

export const itemOfConnection = (connection: Connection) => ({
  ...connectionKey(connection.id),
  ...connection,
  [TABLE.ttl]: Math.ceil(Date.parse(connection.until) / 1000),
});

/** The connection in a record; everything that is read is parsed (I7). */
export const connectionOfItem = (item: Item): Connection => Connection.parse(item);
