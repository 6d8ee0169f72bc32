/** Follows a change: creates the approvals that a parked run asks for, tells systems and people, and clears away what is over. */
import type { Approval, Ask } from '../domain/approval.ts';
import { supersede } from '../domain/approval-moves.ts';
import type { Change } from '../domain/change.ts';
import type { Run } from '../domain/run.ts';
import { asksOf } from '../domain/wait.ts';
import { askApprovals } from './ask-approvals.ts';
import { closeApprovals, endAsk } from './close-approvals.ts';
import { countOutcomes } from './count-outcomes.ts';
import { makeEarlyDecisions } from './decide-early.ts';
import { pushLive } from './push-live.ts';
import type { Teller } from './system.ts';
import { refuseFrozen } from './table-life.ts';
import { tellPeople } from './tell-people.ts';
import { tellSystems } from './tell-systems.ts';

/**
 * Does what a change asks for. Every part may be done again: each is a conditional write or has a stable id. But mail and messages do not
 * go by that id, so people are told last: whatever else fails, and has the change followed again, has not told them yet. Throws `frozen`:
 * what changes in a restored table is followed once it is accepted.
 */
export async function notify(teller: Teller, change: Change): Promise<void> {
  await refuseFrozen(teller);
  countOutcomes(teller.meter, change); // first: an alarm waits for no channel
  if (change.kind === 'run') await followRun(teller, change.before, change.after);
  else await followApproval(teller, change.before, change.after);
  await tellSystems(teller, change);
  await Promise.all([tellPeople(teller, change), pushLive(teller, change)]);
}

async function followRun(teller: Teller, before: Run | undefined, after: Run | undefined): Promise<void> {
  if (!after) return before && clearAway(teller, before);
  if (after.status !== 'waiting') return closeApprovals(teller, after);
  // What the run asked in this very park is new; what it asked before is there, or the sweep brings it back.
  const { epoch } = after;
  const asked = await askApprovals(teller, after, (ask) => ask.epoch === epoch);
  await makeEarlyDecisions(teller, after, asked);
  // What it asked before and neither asks nor was answered is needed no more: the body took another way.
  const present = new Set(asksOf(after.waits).map(({ key }) => key));
  const isAnswered = (ask: Ask) =>
    after.tail.some((entry) => entry.kind === 'approval' && entry.key === ask.key && entry.epoch >= ask.epoch);
  const dropped = asksOf(before?.waits ?? []).filter((ask) => !present.has(ask.key) && !isAnswered(ask));
  await Promise.all(dropped.map((ask) => endAsk(teller, after, ask, supersede)));
}

/** Clears away what is left of a run whose record is gone, unless another run has its id by now. */
async function clearAway({ runs, approvals, values }: Teller, { runId, outside }: Run): Promise<void> {
  if (await runs.load(runId)) return;
  await approvals.removeOfRun(runId);
  await runs.removePages(runId);
  if (outside) await values.removeOfRun(runId);
}

async function followApproval(
  { approvals }: Teller,
  before: Approval | undefined,
  after: Approval | undefined,
): Promise<void> {
  if (!after || !(isInSeveralInboxes(before) || isInSeveralInboxes(after))) return;
  const isSame = before?.epoch === after.epoch && before.status === after.status;
  if (!isSame || before.assignee.join() !== after.assignee.join() || before.expiresAt !== after.expiresAt)
    await approvals.refreshInboxes(after.runId, after.key);
}

/** True where there are, or were, others than the one in whose inbox its own record stands. */
const isInSeveralInboxes = (approval: Approval | undefined): boolean =>
  approval !== undefined && (approval.assignee.length > 1 || approval.atFirst !== undefined);
