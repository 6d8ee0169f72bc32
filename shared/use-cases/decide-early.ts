/** Decisions that come before their run asks: kept where the workflow allows for it, and made once it asks. */
import canonicalize from 'canonicalize';
import type { Act } from '../domain/act.ts';
import { type Actor, UNKNOWN } from '../domain/actor.ts';
import type { Approval, PendingApproval } from '../domain/approval.ts';
import { refuseEarly } from '../domain/approval-acts.ts';
import { DecisionInput } from '../domain/decision.ts';
import { type EarlyDecision, earlyActor, earlyReceipt } from '../domain/early-decision.ts';
import { timeInWords } from '../domain/notice-lines.ts';
import type { Receipt } from '../domain/receipt.ts';
import { isPreapprovable, type Run } from '../domain/run.ts';
import { timeOf } from '../domain/time.ts';
import { CountersignError, isCountersignError } from '../errors.ts';
import { changeApproval, unknownApproval } from './change-approval.ts';
import { decideOn, type Recorder } from './decide-on.ts';
import { resolved } from './who-acts.ts';

/**
 * Keeps the decision until the run comes to ask. `approval-unknown` where the workflow does not allow for that, and
 * `already-decided` where they decided otherwise. Each person's is kept: whose counts is seen once it is asked.
 */
export async function decideEarly(
  kept: Recorder,
  { run, key }: { run: Run; key: string },
  input: DecisionInput,
  actor: Actor,
): Promise<Receipt> {
  const { runId } = run;
  if (!isPreapprovable(run, key)) throw unknownApproval({ runId, key });
  if (actor.proof === 'none' || actor.id === UNKNOWN)
    throw new CountersignError('not-allowed', 'It is not known who decides. Sign the request, or send a token.');
  const early = earlyDecision({ runId, key }, input, await resolved(kept, actor), timeOf(kept.clock.now()));
  const present = await kept.approvals.keepEarly(early);
  if (!isSame(present, early)) {
    const decision = earlyReceipt(present);
    throw new CountersignError('already-decided', `You decided this early, on ${timeInWords(present.at)}.`, {
      decision,
    });
  }
  // I2: the run may have asked while it was written, and who creates the approval may have looked before: then it is made here.
  const asked = await kept.approvals.get(runId, key);
  return asked ? decideOn(kept, asked, input, actor, present.at) : earlyReceipt(present);
}

function earlyDecision(
  ref: { runId: string; key: string },
  input: DecisionInput,
  { id: by, groups, proof, door, listed }: Actor,
  at: string,
): EarlyDecision {
  const { actorId: _by, ...said } = input;
  return {
    ...ref,
    ...{ action: input.action, said: JSON.stringify(said), by, groups: [...groups], at, proof },
    ...(door && { door }),
    ...(listed !== undefined && { listed }),
  };
}

const isSame = (present: EarlyDecision, early: EarlyDecision): boolean =>
  present.by === early.by && canonicalize(JSON.parse(present.said)) === canonicalize(JSON.parse(early.said));

/**
 * Makes the decisions that came before these approvals were asked. One that does not fit what is asked is recorded as
 * refused, and the approval stays open. Each counts for the first asking under its key alone.
 */
export async function makeEarlyDecisions(kept: Recorder, run: Run, approvals: readonly Approval[]): Promise<void> {
  const first = approvals.filter(
    (one): one is PendingApproval =>
      one.status === 'pending' && one.supersedes === undefined && isPreapprovable(run, one.key),
  );
  await Promise.all(first.map((approval) => makeThem(kept, approval)));
}

async function makeThem(kept: Recorder, approval: PendingApproval): Promise<void> {
  for (const early of await kept.approvals.early(approval.runId, approval.key)) {
    const present = await kept.approvals.get(approval.runId, approval.key);
    if (present?.status === 'pending' && present.epoch === approval.epoch) await makeOne(kept, present, early);
  }
}

async function makeOne(kept: Recorder, approval: PendingApproval, early: EarlyDecision): Promise<void> {
  const isSame = (act: Act) => act.kind === 'refused' && act.early === early.at && act.by === early.by;
  if (approval.acts?.some(isSame)) return;
  try {
    await decideOn(kept, approval, DecisionInput.parse(JSON.parse(early.said)), earlyActor(early), early.at);
  } catch (error) {
    if (!isCountersignError(error)) throw error;
    const { code, message: why } = error;
    // Where it is settled by now, somebody was faster; there is nothing left to say.
    await changeApproval(kept, approval, async (pending, now) => refuseEarly(pending, early, { code, why }, now));
  }
}
