/** A system for tests that is told outcomes: it takes note of them, once it has failed as often as it is to. */
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { OutcomeListener } from '../../shared/ports/outcome-listener.ts';

export interface RecordingListener extends OutcomeListener {
  readonly told: Outcome[];
  /** How often it failed. */
  failed(): number;
  /** From now on it fails this often. */
  fail(failures: number): void;
}

export function createListener(name: string, failures = 0): RecordingListener {
  const told: Outcome[] = [];
  let [failed, left] = [0, failures];
  return {
    name,
    told,
    failed: () => failed,
    fail: (more) => {
      left = more;
    },
    async tell(outcome) {
      if (left > 0) {
        [failed, left] = [failed + 1, left - 1];
        throw new Error('The bus is away.');
      }
      told.push(outcome);
    },
  };
}
