/** Asks people under a key, and gives back how it was settled: at once where it was, else the body stops there. */
import { systemActor } from '../domain/actor.ts';
import { type Ask, isNoAnswer } from '../domain/approval.ts';
import { decidedDigest, isAsDecided } from '../domain/decided-digest.ts';
import type { Settlement } from '../domain/decision.ts';
import { isPerson } from '../domain/group.ts';
import { isOutside } from '../domain/outside.ts';
import { namedIn } from '../domain/policy.ts';
import { type ApprovalEntry, entryName } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { decode, decodeShown } from '../domain/value.ts';
import { type ApprovalWait, asksOf } from '../domain/wait.ts';
import { type ApprovalOptions, type Asking, type Circumstances, questionOf, timesFor } from './ask.ts';
import { groupsToCount, refuseTooFew } from './ask-policy.ts';
import type { WorkflowEvent } from './events.ts';
import type { Execution, Plan } from './execution.ts';
import { ApprovalCancelled, ApprovalExpired, ApprovalRejected, type Refusal } from './failures.ts';
import type { PendingApproval } from './pending-approval.ts';
import { enclosingStep, hold, type Place, placeNow } from './place.ts';
import { err, ok, type Result } from './result.ts';

/**
 * How people answered what is asked. Where they have not, this never resolves: the run waits for them. `returned` is whether a step or
 * the body gave back that it waits. Throws `ApprovalExpired` where nobody decided in time, and the run is to fail then.
 */
export async function askPeople<T>(
  execution: Execution,
  key: string,
  options: ApprovalOptions<T>,
  circumstances: Circumstances = {},
  returned = false,
): Promise<Settlement> {
  const { plan, waits } = execution;
  const question = questionOf(key, options, askingOf(plan, circumstances));
  execution.replay.reachedAsk(key);
  const digests = [question.digest, ...formerDigests(plan, key, options, circumstances)];
  const answer = answerBefore(plan, key);
  // I5: a decision counts for what was shown, and for nothing else.
  if (answer && digests.includes(answer.settlement.digest)) {
    if (!isAsDecided(answer.settlement, question.proposed)) return holdAltered(execution, key);
    tellResolved(execution, answer.settlement, key);
    failIfExpired(key, options.onTimeout, answer.settlement);
    return answer.settlement;
  }
  const before = askedBefore(execution, key, digests);
  if (before && !isSameQuestion(before, question)) return holdAltered(execution, key);
  const ask = before ?? { ...question, ...timesFor(question, options) };
  if (answer) {
    plan.journal.superseded(supersede(answer, question.since));
    execution.replay.leaveTheWay();
  }
  if (!before && (ask.quorum || ask.separation)) await refuseUndecidable(execution, ask);
  const isInner = returned || enclosingStep(execution) !== undefined;
  const wait = { kind: 'approval' as const, ask, ...(isInner && { inner: true as const }) };
  const name = `approval:${key}`;
  waits.set(name, wait);
  placeNow()?.trial.undo.push(() => waits.delete(name));
  tellPending(execution, wait, question);
  return hold(execution);
}

/** Refuses what could never be decided as it says: too few who may. Where groups count, the directory says who is in them. */
async function refuseUndecidable({ plan, activity }: Execution, asked: Ask): Promise<void> {
  const policy = { ...asked, requestedBy: plan.startedBy };
  const groups = groupsToCount(policy);
  const named = namedIn(policy);
  const { members } = plan;
  if (groups.length === 0) return refuseTooFew(asked.key, policy, named);
  if (!members) return;
  const found = await activity.during({ isHeld: false }, () => Promise.all(groups.map(members)));
  const known = found.flatMap((people) => people ?? []);
  if (found.every((people) => people !== undefined))
    refuseTooFew(asked.key, policy, [...named.filter(isPerson), ...known]);
}

/** Holds the body for good: what its run has of this approval was altered, and nobody decided that. */
function holdAltered(execution: Execution, key: string): Promise<never> {
  execution.alter(key);
  return hold(execution);
}

const SHOWN = ['title', 'details', 'pendingArgs', 'form', 'proposed'] as const;

/** True where what stands in the park record is what its digest says; what is too large to stand there is checked where it is read. */
function isSameQuestion(kept: Ask, question: Pick<Ask, (typeof SHOWN)[number] | 'digest'>): boolean {
  if (kept.digest !== question.digest) return true; // asked by an earlier version, in the same words
  const differs = SHOWN.filter((field) => JSON.stringify(kept[field]) !== JSON.stringify(question[field]));
  return differs.every((field) => {
    const [one, other] = [kept[field], question[field]];
    if (typeof one !== 'string' || typeof other !== 'string' || field === 'title') return false;
    return isOutside(one) || decidedDigest('', one) === decidedDigest('', other);
  });
}

/** What the run remembers of an answer under the key. */
function answerBefore({ entries }: Plan, key: string): ApprovalEntry | undefined {
  const entry = entries.get(entryName({ kind: 'approval', key }));
  return entry?.kind === 'approval' && !isNoAnswer(entry.settlement) ? entry : undefined;
}

/** Throws where nobody decided in time, and that is no answer to go on with. */
export function failIfExpired(key: string, onTimeout: unknown, { action, reason, by, at }: Refusal): void {
  if (action === 'expire' && onTimeout === 'fail') throw new ApprovalExpired(key, { reason, by, at });
}

const supersede = (entry: ApprovalEntry, at: string): ApprovalEntry => {
  const { id: by, proof } = systemActor('asked-anew');
  return { ...entry, settlement: { ...{ action: 'supersede', by, at, proof }, digest: entry.settlement.digest } };
};

function tellPending(execution: Execution, wait: ApprovalWait, question: Parameters<typeof pendingOf>[0]): void {
  if (!execution.plan.onEvent) return;
  const { stepKey: key, type: _type, ...said } = pendingOf(question);
  execution.tell({ type: 'approval_pending', key, wait, ...said });
}

/**
 * The same from inside of a step, or for a key that may be asked under again: only one place of a run asks under it at a time. What is asked
 * here is waited for by itself: the code around it may be at work on something else.
 */
export async function askAlone<T>(
  place: Place,
  key: string,
  options: ApprovalOptions<T>,
  circumstances: Circumstances,
  returned = false,
): Promise<Settlement> {
  const { execution, stepKey: step, trial } = place;
  const giveBack = execution.claim('approval', key, step ?? key);
  trial.undo.push(giveBack);
  const settlement = await askPeople(execution, key, options, { ...circumstances, step }, returned).finally(giveBack);
  trial.passed = key;
  return settlement;
}

/** What people answered to what a step, or a body, says it waits for. */
export async function answerTo(
  place: Place,
  { stepKey: key, reason, metadata = {} }: PendingApproval,
): Promise<Result<unknown, ApprovalRejected | ApprovalCancelled>> {
  const { pendingArgs, ...declared } = metadata;
  const options = Object.keys(declared).length > 0 ? { metadata: declared } : {};
  const settlement = await askAlone(place, key, options, { reason, pendingArgs }, true);
  const refusal = refusalOf(key, settlement);
  return refusal ? err(refusal) : ok(decidedValue(settlement));
}

/** True where the run waited for something else under the key: an answer to that is none to what is asked now. */
export function wasAskedOtherwise<T>(
  { execution, stepKey: step }: Place,
  key: string,
  options: ApprovalOptions<T>,
  circumstances: Circumstances,
): boolean {
  const { plan } = execution;
  const before = asksOf(plan.waits).find((ask) => ask.key === key);
  if (before === undefined) return false;
  const asked = { ...circumstances, step };
  const { digest } = questionOf(key, options, askingOf(plan, asked));
  return ![digest, ...formerDigests(plan, key, options, asked)].includes(before.digest);
}

const askingOf = ({ workflow, version, epoch, clock }: Plan, circumstances: Circumstances): Asking => ({
  ...circumstances,
  ...{ workflow, version, epoch, now: timeOf(clock.now()) },
});

/** The very same as the versions that the run was in before asked it: its digest tells the version, and nothing else differs. */
const formerDigests = <T>(
  plan: Plan,
  key: string,
  options: ApprovalOptions<T>,
  circumstances: Circumstances,
): string[] =>
  (plan.formerly ?? []).map(
    (version) => questionOf(key, options, { ...askingOf(plan, circumstances), version }).digest,
  );

/** The ask as it stands since the run first parked on it, with its deadlines. */
const askedBefore = ({ plan }: Execution, asked: string, digests: readonly string[]): Ask | undefined =>
  asksOf(plan.waits).find(({ key, digest }) => key === asked && digests.includes(digest));

function tellResolved(execution: Execution, { action, by, reason, value }: Settlement, key: string): void {
  if (!execution.plan.onEvent || action === 'close' || action === 'supersede') return;
  tellAnswer(execution, key, { action, by, reason, ...(value !== undefined && { value: decode(value) }) });
}

/** How an approval was answered, for whoever listens. */
export type Answer = Pick<Extract<WorkflowEvent, { type: 'approval_resolved' }>, 'action' | 'by' | 'value'> & {
  reason?: string | undefined;
};

/** Tells, once, that what the run waited for when it last paused is answered; a replay of an older answer tells nothing. */
export function tellAnswer(execution: Execution, key: string, { reason, ...answer }: Answer): void {
  if (execution.answersTold.has(key) || !asksOf(execution.plan.waits).some((ask) => ask.key === key)) return;
  execution.answersTold.add(key);
  execution.tell({ type: 'approval_resolved', key, ...answer, ...(reason !== undefined && { reason }) });
}

/** The error that says that this is waited for. */
export function pendingOf({
  key,
  reason,
  metadata,
  pendingArgs,
}: Pick<Ask, 'key' | 'reason' | 'metadata' | 'pendingArgs'>): PendingApproval {
  const declared = metadata === undefined ? undefined : decode(metadata);
  const all = {
    ...(typeof declared === 'object' && declared !== null ? declared : declared !== undefined && { value: declared }),
    ...(pendingArgs !== undefined && { pendingArgs: decodeShown(pendingArgs) }),
  };
  return {
    type: 'PENDING_APPROVAL',
    stepKey: key,
    ...(reason !== undefined && { reason }),
    ...(Object.keys(all).length > 0 && { metadata: all }),
  };
}

/** The error that a settlement is, where it does not let the body go on. */
export function refusalOf(key: string, settlement: Settlement): ApprovalRejected | ApprovalCancelled | undefined {
  const { action } = settlement;
  if (action === 'approve' || action === 'edit') return undefined;
  return action === 'cancel' ? new ApprovalCancelled(key, settlement) : new ApprovalRejected(key, settlement);
}

/** The value that was decided; it fits the form that it was checked against when it was decided. */
export const decidedValue = <T>({ value }: Settlement): T => (value === undefined ? undefined : decode(value)) as T;
