/** Which of the operator's verbs a run takes. */
import type { RunStatus } from '../../shared/domain/run.ts';
import type { RunVerb } from './acts.ts';

const VERBS: Record<RunStatus, readonly RunVerb[]> = {
  running: ['resume', 'cancel'],
  waiting: ['resume', 'cancel'],
  failed: ['retry'],
  'needs-review': ['retry', 'cancel'],
  completed: [],
  cancelled: [],
};

export const verbsFor = (status: RunStatus): readonly RunVerb[] => VERBS[status];
