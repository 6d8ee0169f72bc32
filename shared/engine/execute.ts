/**
 * Runs a workflow body over a snapshot, as far as it goes. Knows no storage and no AWS.
 *
 * What the engine holds of the invariants (docs/architecture.md): I3 asks the journal before each effect, I5 compares the
 * digest of what was decided with that of what is asked (approve.ts), I7 takes time from the clock alone.
 */
import type { Wait } from '../domain/wait.ts';
import { type Approve, createApprove } from './approve.ts';
import { createExecution, type Execution, type Plan, type StopReason } from './execution.ts';
import { createStep, type Step } from './step.ts';

/** How far the body went. */
export type Outcome =
  | { readonly kind: 'completed'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly thrown: unknown }
  | { readonly kind: 'paused'; readonly waits: Wait[] }
  | { readonly kind: 'stopped'; readonly why: StopReason };

/** What a body works with. */
export interface Tools {
  step: Step;
  approval: Approve;
}

/**
 * Runs `body` until it ends, waits for people or time, or is stopped. A body that waits is simply never resumed: the next
 * execution starts from the top and is given what is remembered. Rejects only with what the journal threw.
 */
export async function execute(plan: Plan, body: (tools: Tools) => Promise<unknown>): Promise<Outcome> {
  const execution = createExecution(plan);
  const ended = start(body, { step: createStep(execution), approval: createApprove(execution) });
  const outcome = await Promise.race([ended, execution.activity.quiet]);
  execution.close();
  await execution.activity.idle(); // a step of another branch may be at work; its success counts
  const broken = execution.broken();
  if (broken) throw broken.error;
  return outcome ?? atRest(execution);
}

async function start(body: (tools: Tools) => Promise<unknown>, tools: Tools): Promise<Outcome> {
  try {
    return { kind: 'completed', value: await body(tools) };
  } catch (thrown) {
    return { kind: 'failed', thrown };
  }
}

function atRest(execution: Execution): Outcome {
  const why = execution.stopped();
  return why ? { kind: 'stopped', why } : { kind: 'paused', waits: [...execution.waits.values()] };
}
