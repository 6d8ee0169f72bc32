/** Remembers in memory who read the topic: for tests, and for a look without a database. */
import { copyOf } from '../../domain/copy.ts';
import type { ReaderMemory, SeenReaders } from '../../ports/topic-readers.ts';

export function createMemoryReaderMemory(): ReaderMemory {
  let present: SeenReaders | undefined;
  return {
    async read() {
      return present && copyOf(present);
    },
    async replace(before, seen) {
      if (present?.at !== before) return false;
      present = copyOf(seen);
      return true;
    },
  };
}
