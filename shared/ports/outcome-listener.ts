/** Tells other systems what became of runs and approvals. */
import type { Outcome } from '../domain/outcome.ts';

/** Tells one system. A call that throws is made again later, with the same `detail.id`. */
export interface OutcomeListener {
  tell(outcome: Outcome): Promise<void>;
}
