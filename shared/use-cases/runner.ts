/** What runs workflows works with: apart, so that functions without workflow code do not come upon the engine. */
import type { WorkflowEvent } from '../engine/events.ts';
import type { Registry } from '../engine/workflow.ts';
import type { Kept } from './system.ts';

export interface Runner extends Kept {
  readonly workflows: Registry;
  /** Is told of everything that happens in the runs. */
  readonly onEvent?: (event: WorkflowEvent) => void;
}
