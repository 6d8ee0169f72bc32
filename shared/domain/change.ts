/** A change of one record, as the table's stream tells of it: what the system does next is derived from it. */
import type { Approval } from './approval.ts';
import type { Run } from './run.ts';

interface Of<Kind extends string, Item> {
  readonly kind: Kind;
  /** The record before; absent where it is new. */
  readonly before?: Item;
  /** The record after; absent where it was removed. */
  readonly after?: Item;
}

export type Change = Of<'run', Run> | Of<'approval', Approval>;
