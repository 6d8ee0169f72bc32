/** Any sequence of decisions, resumes, retries, deadlines and changes keeps what the orchestrator promises. */
import { describe } from 'vitest';
import { bodies, gatedBodies } from '../support/generated.ts';
import { peaceful, unsteady } from './commands.ts';
import { itKeeps } from './sequences.ts';

describe('runs that people decide', () => {
  itKeeps('A4, B3, C2, C3, C5: what succeeded and what was decided stands', 3_000, bodies, peaceful(6));
});

describe('gates that are reached with other arguments each time', () => {
  itKeeps('B3, C2, C3: an operation has what a person saw, once', 2_500, gatedBodies, unsteady(6));
});
