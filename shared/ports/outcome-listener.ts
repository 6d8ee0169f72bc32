/** Tells other systems what became of runs and approvals. */
import type { Outcome } from '../domain/outcome.ts';

/** Tells one system. A call that throws, or takes too long, is made again later, with the same `detail.id`. */
export interface OutcomeListener {
  /** By which what it was not told is found and tried again (default: its position, such as `listener-1`). */
  readonly name?: string;
  tell(outcome: Outcome): Promise<void>;
}
