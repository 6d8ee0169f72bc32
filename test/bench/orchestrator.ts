/** What the orchestrator over its stores in memory takes of the CPU. */
import { racePart } from './race.ts';

export const orchestrator = racePart(
  'orchestrator',
  'CPU time of the orchestrator over memory, beside a peer',
  'orchestrator',
  'awaitlyOrchestrator',
);
