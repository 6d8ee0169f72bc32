/** Has what is due swept side by side, where it is more than one takes. */
import type { DuePart } from './workflow-state-store.ts';

/** Others that sweep, each by itself. */
export interface Sweepers {
  /** Among how many of them what is due is shared out. */
  readonly parts: number;
  /** Has a sweep begin for each of these parts; does not wait for any to end. */
  send(parts: readonly DuePart[]): Promise<void>;
}
