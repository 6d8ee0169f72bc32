/** Takes note of how far the lists are spread, and refuses to work with fewer partitions than before: what is in the others would hang unseen. */
import { CountersignError } from '../../errors.ts';
import type { Directory } from './directory.ts';
import type { Lists } from './lists.ts';

/** Over how many partitions the lists were spread at most; undefined where nothing was swept yet. */
export async function shardsNoted(directory: Directory): Promise<number | undefined> {
  const noted = await directory.names('SHARDS');
  return noted.length === 0 ? undefined : Math.max(...noted.map(Number));
}

/** A check that is made once by each process; `invalid-settings` where the lists were spread further before (I8). */
export function createShardsCheck(directory: Directory, { shards }: Lists): () => Promise<void> {
  let checked: Promise<void> | undefined;
  const check = async () => {
    await directory.note('SHARDS', String(shards));
    const most = await shardsNoted(directory);
    if (most !== undefined && most > shards) throw lowered(shards, most);
  };
  return () => {
    checked ??= check().catch((error: unknown) => {
      checked = undefined;
      throw error;
    });
    return checked;
  };
}

const lowered = (shards: number, most: number): CountersignError =>
  new CountersignError(
    'invalid-settings',
    `shards (COUNTERSIGN_SHARDS) is ${shards}, and was ${most} before: runs and approvals in the other partitions would be found no more. Set it to ${most} again; it can be raised and never lowered.`,
  );
