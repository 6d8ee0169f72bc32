/** Explains an approval to whoever asks: why them, who else, and what happens when. */
import type { Actor } from '../domain/actor.ts';
import type { Approval } from '../domain/approval.ts';
import { type Explanation, explain } from '../domain/explanation.ts';
import { groupNamed } from '../domain/group.ts';
import { namedIn, type Seat } from '../domain/policy.ts';
import { isCountersignError } from '../errors.ts';
import type { ApprovalRef } from '../ports/approval-store.ts';
import { requireApproval } from './change-approval.ts';
import type { Recorder } from './decide-on.ts';
import { resolved, whoActs } from './who-acts.ts';

/** The approval, and its explanation. Throws `approval-unknown`. */
export async function explainApproval(
  kept: Recorder,
  ref: ApprovalRef,
  actor: Actor,
): Promise<{ approval: Approval; explanation: Explanation }> {
  const approval = await requireApproval(kept, ref);
  return { approval, explanation: await explanationOf(kept, approval, actor) };
}

/** The explanation of an approval as it was read. */
export async function explanationOf(kept: Recorder, approval: Approval, actor: Actor): Promise<Explanation> {
  const groups = new Map<string, readonly string[]>();
  for (const name of new Set([...approval.assignee, ...namedIn(approval)])) {
    const group = groupNamed(name);
    const people = group === undefined ? undefined : await kept.directory?.members(group);
    if (people) groups.set(name, people);
  }
  const known = await resolved(kept, actor);
  const asker = { actor: known, seat: await seatOrReason(kept, approval, known) };
  return explain(approval, asker, (name) => groups.get(name));
}

async function seatOrReason(kept: Recorder, approval: Approval, actor: Actor): Promise<Seat | string> {
  try {
    return (await whoActs(kept, approval, actor)).seat;
  } catch (error) {
    if (isCountersignError(error, 'not-allowed')) return error.message;
    throw error;
  }
}
