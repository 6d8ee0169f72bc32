/** Loads the workflows that the local system runs. */
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { loadWorkflowsFile } from '../../shared/cli/workflows-file.ts';
import type { Workflow } from '../../shared/engine/workflow.ts';

export const DEFAULT_WORKFLOWS = new URL('../../examples/workflows.ts', import.meta.url);

/** Those of a file that somebody named, or the examples; `invalid-settings` says what is wrong with the file. */
export function loadWorkflows(file?: string): Promise<Workflow[]> {
  if (file === undefined) return loadWorkflowsFile(fileURLToPath(DEFAULT_WORKFLOWS));
  // A file outside of this repository finds `countersign` and `zod` here.
  register('./resolve-from-here.mjs', import.meta.url);
  return loadWorkflowsFile(file);
}
