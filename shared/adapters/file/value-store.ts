/** Keeps large values as files: a folder for each run. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValueStore } from '../../ports/value-store.ts';

/**
 * Keeps large values in a folder, which is made where it is not there.
 *
 * @example const values = createFileValueStore('/var/lib/shop/values');
 */
export function createFileValueStore(folder: string): ValueStore {
  const folderOf = (runId: string) => join(folder, encodeURIComponent(runId));
  return {
    async put(runId, name, bytes) {
      const file = join(folderOf(runId), name);
      await mkdir(folderOf(runId), { recursive: true, mode: 0o700 });
      // It is there whole or not at all, and on the disk before a record tells of it.
      const unfinished = await open(`${file}.new`, 'w', 0o600);
      try {
        await unfinished.writeFile(bytes);
        await unfinished.sync();
      } finally {
        await unfinished.close();
      }
      await rename(`${file}.new`, file);
    },
    async get(runId, name) {
      try {
        return await readFile(join(folderOf(runId), name));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async removeOfRun(runId) {
      await rm(folderOf(runId), { recursive: true, force: true });
    },
  };
}
