/** Keeps connections in memory, and tells of those that are opened. */
import { type Connection, watchersAmong } from '../../domain/connection.ts';
import { copyOf } from '../../domain/copy.ts';
import type { ConnectionStore } from '../../ports/connection-store.ts';

export function createMemoryConnectionStore(onOpen: (connection: Connection) => void = () => {}): ConnectionStore {
  const connections = new Map<string, Connection>();
  return {
    async open(connection) {
      connections.set(connection.id, copyOf(connection));
      onOpen(copyOf(connection));
    },
    async close(id) {
      connections.delete(id);
    },
    async watching(topics) {
      return watchersAmong([...connections.values()].map(copyOf), topics);
    },
  };
}
