/** Keeps large values in memory: for tests, and for a look without a disk. */
import type { ValueStore } from '../../ports/value-store.ts';

export function createMemoryValueStore(): ValueStore {
  const runs = new Map<string, Map<string, Uint8Array>>();
  return {
    async put(runId, name, bytes) {
      runs.set(runId, (runs.get(runId) ?? new Map()).set(name, bytes.slice()));
    },
    async get(runId, name) {
      return runs.get(runId)?.get(name)?.slice();
    },
    async removeOfRun(runId) {
      runs.delete(runId);
    },
  };
}
