/** Which workflows and assignees have a list of their own, so that all lists of a kind can be read together. */
import type { Records } from './records.ts';

/** The lists that there are, and over how many partitions they were ever spread. */
export type DirectoryKind = 'WORKFLOW' | 'ASSIGNEE' | 'SHARDS';

export interface Directory {
  /** Takes note of a name; costs a write the first time that this process sees it. */
  note(kind: DirectoryKind, name: string): Promise<void>;
  names(kind: DirectoryKind): Promise<string[]>;
}

const PK = 'DIRECTORY';

export function createDirectory(records: Records): Directory {
  const noted = new Set<string>();
  return {
    async note(kind, name) {
      const sk = `${kind}#${name}`;
      if (noted.has(sk)) return;
      await records.put({ pk: PK, sk });
      noted.add(sk);
    },
    async names(kind) {
      const items = await records.inPartition(PK, `${kind}#`);
      return items.map(({ sk }) => String(sk).slice(kind.length + 1));
    },
  };
}
