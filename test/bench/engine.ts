/** What the engine takes of the CPU: a workflow over a state that the caller keeps. */
import { racePart } from './race.ts';

export const engine = racePart('engine', 'CPU time of a workflow, beside a peer', 'workflow', 'awaitlyWorkflow');
