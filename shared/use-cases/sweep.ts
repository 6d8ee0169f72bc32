/** The sweep: does what time brings, and gets everything going again that got stuck. */
import type { Approval } from '../domain/approval.ts';
import { isSettled, nextEventAt } from '../domain/approval.ts';
import { expire, isOverdue, letHappen, supersede } from '../domain/approval-moves.ts';
import { hasEnded, type Run, type RunningRun, type WaitingRun } from '../domain/run.ts';
import { isLeaseLost, isReleased, LONGEST_UNSEEN, reschedule, wakeUp } from '../domain/run-moves.ts';
import { earliest, later, type Time, timeOf } from '../domain/time.ts';
import { asksOf } from '../domain/wait.ts';
import type { DuePart, DueRun } from '../ports/workflow-state-store.ts';
import { chained } from './approval-chain.ts';
import { askApprovals } from './ask-approvals.ts';
import { closeApprovals, endLeft } from './close-approvals.ts';
import { countWait } from './count-wait.ts';
import { makeEarlyDecisions } from './decide-early.ts';
import { inTime } from './in-time.ts';
import type { Records } from './system.ts';
import { beginLife } from './table-life.ts';

export interface Swept {
  /** How many runs were due and looked at. */
  runs: number;
  /** Runs at which the sweep failed; they stay due. */
  failed: { runId: string; error: unknown }[];
  /** True where more is due than was looked at here. */
  more: boolean;
}

export interface SweepTerms {
  /** How many runs are read at once, the soonest due first; where more are due, others are had to help. */
  limit: number;
  /** How many of them are looked at at once. */
  atOnce: number;
  /** When to stop, whatever is left, in ms from the start. */
  stopAfterMs: number;
  /** The part to look at (default: the whole). */
  part?: DuePart | undefined;
  /** Has others look at everything, where that is more than `limit`; without it, all is looked at here. */
  share?: (() => Promise<void>) | undefined;
}

/**
 * Looks at every run that is due. Two sweeps at once do no harm: every write is conditional on what was seen. The first one in a
 * new table notes whose life it is; in a restored one it throws `frozen`, so that somebody is told.
 */
export async function sweep(kept: Records, { limit, atOnce, stopAfterMs, part, share }: SweepTerms): Promise<Swept> {
  await beginLife(kept);
  const startedAt = kept.clock.now();
  const isOver = () => kept.clock.now().getTime() - startedAt.getTime() > stopAfterMs;
  const read = (cursor?: string) => kept.runs.due(timeOf(startedAt), { limit, part, cursor });
  const swept: Swept = { runs: 0, failed: [], more: false };
  let page = await read();
  const [oldest] = page.items;
  if (oldest && !part) countLag(kept, oldest, startedAt);
  if (page.cursor !== undefined && share && (await shared(kept, share))) return { ...swept, more: true };
  for (;;) {
    const left = page.items[Symbol.iterator]();
    const lane = async () => {
      for (const { runId } of left) {
        if (isOver()) {
          swept.more = true;
          return;
        }
        swept.runs++;
        await sweepRun(kept, runId).catch((error: unknown) => swept.failed.push({ runId, error }));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    if (page.cursor === undefined || swept.more) return swept;
    // What failed stays behind, and holds up nothing that is due later.
    page = await read(page.cursor);
  }
}

/** So long, in ms, others are asked for help: what hangs then (a network without a way to Lambda) must not take the time of the sweep. */
const LONGEST_ASKING = 5_000;

/** True where others have taken it. */
async function shared({ log, clock }: Records, share: () => Promise<void>): Promise<boolean> {
  try {
    await inTime(share(), LONGEST_ASKING, clock.sleep, 'have others help');
    return true;
  } catch (error) {
    log.error('More is due than one sweep takes, and no others could be had to help.', {}, error);
    return false;
  }
}

/** The oldest that was due when it began tells how late it is: also where it is the sweep itself that fails there each time. */
function countLag({ meter }: Records, { runId, at }: DueRun, startedAt: Date): void {
  meter.count({ SweepLag: startedAt.getTime() - Date.parse(at) }, { at: timeOf(startedAt), runId });
}

async function sweepRun(kept: Records, runId: string): Promise<void> {
  const run = await kept.runs.load(runId);
  const now = timeOf(kept.clock.now());
  if (!run) return;
  if (hasEnded(run)) await closeApprovals(kept, run);
  else if (run.status === 'waiting') await sweepWaiting(kept, run, now);
  else if (run.status === 'running' && run.leaseUntil < now) await wakeLeft(kept, run, now);
}

/** Wakes a run that nobody drives, and counts why: its runner is gone, or it was free for any and none took it. */
async function wakeLeft({ runs, meter }: Records, run: RunningRun, now: Time): Promise<void> {
  const { runId, workflow } = run;
  if (!(await runs.move(runId, wakeUp(now, run))).done) return;
  if (isLeaseLost(run)) meter.count({ LeasesLost: 1 }, { at: now, workflow, runId });
  if (isReleased(run)) meter.count({ RunsOverdue: 1 }, { at: now, workflow, runId });
}

async function sweepWaiting(kept: Records, run: WaitingRun, now: Time): Promise<void> {
  const { settledBefore, present } = await catchUp(kept, run, now);
  countWait(kept.meter, run, present, now);
  const timeIsUp = run.waits.some((wait) => wait.kind === 'time' && wait.until <= now);
  // What was expired just now wakes the run by its own record; what was settled before should have, and did not.
  if (settledBefore || timeIsUp) await kept.runs.move(run.runId, wakeUp(now, run));
  else await kept.runs.move(run.runId, reschedule(run, nextLook(run, present, now)));
}

/** Creates what the run asks and nobody created, ends what it asks no more, and lets happen to the rest what is due. */
export async function catchUp(
  kept: Records,
  run: WaitingRun,
  now: Time,
): Promise<{ settledBefore: boolean; present: Approval[] }> {
  const known = new Map((await kept.approvals.ofRun(run.runId)).map((approval) => [approval.key, approval]));
  const missing = (ask: { key: string; epoch: number }) => (known.get(ask.key)?.epoch ?? -1) < ask.epoch;
  for (const approval of await askApprovals(kept, run, missing)) known.set(approval.key, approval);
  await makeEarlyDecisions(kept, run, [...known.values()]);
  const awaited = asksOf(run.waits).flatMap((ask) => known.get(ask.key) ?? []);
  await endLeft(kept, run, [...known.values()], supersede);
  const present = await Promise.all(awaited.map((approval) => letTimePass(kept, approval, now)));
  return { settledBefore: awaited.some(isSettled), present };
}

/** Lets happen to the approval what is due; hands back how it stands then. */
async function letTimePass(
  { approvals }: Pick<Records, 'approvals'>,
  approval: Approval,
  now: Time,
): Promise<Approval> {
  if (isSettled(approval)) return approval;
  const move = isOverdue(approval, now) ? expire(approval) : letHappen(approval, now);
  if (!move) return approval;
  const moved = await approvals.move(approval.runId, approval.key, chained(approval, move));
  return moved.done ? moved.after : (moved.present ?? approval);
}

/** A settled approval wakes the run by its record; should that get lost, the sweep looks again after this many ms. */
const WAKE_GRACE = 60_000;

function nextLook(run: Run, approvals: readonly Approval[], now: Time): Time {
  const waits = (run.waits ?? []).map((wait) => (wait.kind === 'time' ? wait.until : undefined));
  const events = approvals.map((approval) => (isSettled(approval) ? later(now, WAKE_GRACE) : nextEventAt(approval)));
  return earliest([later(now, LONGEST_UNSEEN), ...waits, ...events]) ?? later(now, WAKE_GRACE);
}
