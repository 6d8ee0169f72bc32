/** Decides several approvals: a list of ordinary decisions, each with an outcome of its own. */
import type { DecisionsInput } from '../domain/act-inputs.ts';
import type { Actor } from '../domain/actor.ts';
import type { DecisionInput } from '../domain/decision.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Recorder } from './decide-on.ts';
import { recordDecision } from './record-decision.ts';
import { refuseFrozen } from './table-life.ts';

/** What became of one decision: its receipt, or why it was refused. */
export type Outcome = { runId: string; key: string } & ({ receipt: Receipt } | { error: unknown });

/** How many are decided side by side. */
const AT_ONCE = 10;

/** The outcomes, in the order of the decisions; one that is refused keeps no other from being made. Throws `frozen`. */
export async function decideMany(
  kept: Recorder,
  { decisions }: DecisionsInput,
  actorOf: (actorId: string | undefined) => Actor,
): Promise<Outcome[]> {
  await refuseFrozen(kept);
  const outcomes: Outcome[] = [];
  const left = decisions.entries();
  const lane = async () => {
    for (const [index, { runId, key, ...input }] of left) {
      outcomes[index] = { runId, key, ...(await outcomeOf(kept, { runId, key }, input, actorOf(input.actorId))) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return outcomes;
}

async function outcomeOf(
  kept: Recorder,
  ref: { runId: string; key: string },
  input: DecisionInput,
  actor: Actor,
): Promise<{ receipt: Receipt } | { error: unknown }> {
  try {
    return { receipt: await recordDecision(kept, ref, input, actor) };
  } catch (error) {
    return { error };
  }
}
