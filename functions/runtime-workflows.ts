/** The part of the composition root that brings workflow code along: for start and resume alone. */
import { createRegistry, workflowsIn } from '../shared/engine/workflow.ts';
import type { Log } from '../shared/ports/log.ts';
import type { Runner } from '../shared/use-cases/runner.ts';
import { awsKept } from './runtime.ts';

/** `#workflows` is what is deployed: the infrastructure puts the user's module in its place. */
export const awsRunner = async (log: Log): Promise<Runner> => ({
  ...awsKept(log),
  workflows: createRegistry(workflowsIn((await import('#workflows')).default)),
});
