/** Remembers in memory which generation the records live under: for tests. */
import { copyOf } from '../../domain/copy.ts';
import type { NotedGeneration, TableGeneration } from '../../ports/table-generation.ts';

export function createMemoryTableGeneration(): TableGeneration {
  let present: NotedGeneration | undefined;
  return {
    async read() {
      return present && copyOf(present);
    },
    async replace(before, noted) {
      if (present?.generation !== before) return false;
      present = copyOf(noted);
      return true;
    },
  };
}
