/**
 * Runs a workflow body over a snapshot, as far as it goes. Knows no storage and no AWS.
 *
 * What the engine holds of the invariants (docs/architecture.md): I3 asks the journal before each effect, I5 compares the
 * digest of what was decided with that of what is asked (ask-people.ts), I7 takes time from the clock alone.
 */
import type { Wait } from '../domain/wait.ts';
import { CountersignError } from '../errors.ts';
import { type Approve, createApprove } from './approve.ts';
import { answerTo } from './ask-people.ts';
import { createExecution, type Execution, type Plan, type StopReason } from './execution.ts';
import { errorOf, type Failure, UnexpectedError } from './failures.ts';
import { createFirstOf, type FirstOf } from './first-of.ts';
import { isPendingApproval, type PendingApproval } from './pending-approval.ts';
import { at, newPlace, type Place } from './place.ts';
import type { Divergence } from './replay.ts';
import { isResult } from './result.ts';
import { createStep, type Step } from './step.ts';

/** How far the body went. */
export type Outcome =
  | { readonly kind: 'completed'; readonly value: unknown }
  | ({ readonly kind: 'failed' } & Failure)
  | { readonly kind: 'paused'; readonly waits: Wait[] }
  | { readonly kind: 'stopped'; readonly why: StopReason }
  /** It took another way than the run did before, and has begun nothing that is new. */
  | ({ readonly kind: 'diverged' } & Divergence)
  /** What was asked or decided under this key is not what its record says any more: somebody altered it. */
  | { readonly kind: 'altered'; readonly key: string };

/** What a body works with. */
export interface Tools {
  step: Step;
  approval: Approve;
  firstOf: FirstOf;
}

/**
 * Runs `body` until it ends, waits for people or time, or is stopped. A body that waits is simply never resumed: the next
 * execution starts from the top and is given what is remembered. Rejects only with what the journal threw.
 */
export async function execute(plan: Plan, body: (tools: Tools) => unknown): Promise<Outcome> {
  const execution = createExecution(plan);
  tellBegin(execution);
  const tools = { step: createStep(execution), approval: createApprove(execution), firstOf: createFirstOf(execution) };
  const top = newPlace(execution);
  const ended = at(top, () => start(top, body, tools));
  const outcome = await endOrRest(execution, ended);
  execution.close();
  await execution.activity.idle(); // a step of another branch may be at work; its success counts
  const broken = execution.broken();
  if (broken) throw broken.error;
  const reached = alteredOf(execution) ?? divergenceOf(execution, outcome) ?? outcome ?? atRest(execution);
  tellEnd(execution, reached);
  execution.end();
  return reached;
}

/** The end of the body; undefined where it rests. */
async function endOrRest(
  { activity, replay, stopped }: Execution,
  ended: Promise<Outcome>,
): Promise<Outcome | undefined> {
  for (;;) {
    const outcome = (await Promise.race([ended, activity.quiet()])) ?? undefined;
    const left = replay.left();
    if (left === 0 || stopped()) return outcome;
    // Where one branch has ended the body, the others may be on their way to what is left.
    await activity.idle();
    await aTurn();
    if (replay.left() === left) return outcome;
  }
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

function alteredOf(execution: Execution): Outcome | undefined {
  const key = execution.altered();
  return key === undefined ? undefined : { kind: 'altered', key };
}

/** Whether the body went another way than the run did before. One that fails because a step did has a reason. */
function divergenceOf(
  { replay, stopped, hasFailedSteps }: Execution,
  outcome: Outcome | undefined,
): Outcome | undefined {
  if (stopped() || (outcome?.kind === 'failed' && hasFailedSteps())) return undefined;
  const divergence = replay.divergence(outcome ? 'ended' : 'rests');
  return divergence && { kind: 'diverged', ...divergence };
}

async function start(place: Place, body: (tools: Tools) => unknown, tools: Tools): Promise<Outcome> {
  try {
    const value = await body(tools);
    if (!isResult(value)) return { kind: 'completed', value };
    if (value.ok) return { kind: 'completed', value: value.value };
    if (isPendingApproval(value.error)) return await answered(place, value.error);
    return { kind: 'failed', thrown: value.error, wasReturned: true, cause: value.cause };
  } catch (thrown) {
    return { kind: 'failed', thrown, wasReturned: false };
  }
}

/** A body that says that it waits for people waits; what they decide is its end. */
async function answered(place: Place, pending: PendingApproval): Promise<Outcome> {
  const answer = await answerTo(place, pending);
  return answer.ok
    ? { kind: 'completed', value: answer.value }
    : { kind: 'failed', thrown: answer.error, wasReturned: true };
}

function atRest(execution: Execution): Outcome {
  const why = execution.stopped();
  return why
    ? { kind: 'stopped', why }
    : { kind: 'paused', waits: [...execution.waits.values()].filter((wait) => !isDropped(execution, wait)) };
}

const isDropped = (execution: Execution, wait: Wait): boolean =>
  wait.kind === 'approval' && execution.isDropped(wait.ask.key);

function tellBegin({ plan: { runId, entries, waits, onEvent }, tell }: Execution): void {
  if (!onEvent) return;
  if (entries.size === 0 && waits.length === 0) tell({ type: 'workflow_started' });
  else tell({ type: 'workflow_resumed', state: { runId, entries: [...entries.values()], waits: [...waits] } });
}

function tellEnd({ plan, tell }: Execution, outcome: Outcome): void {
  if (outcome.kind === 'completed') tell({ type: 'workflow_completed', value: outcome.value });
  else if (outcome.kind === 'failed') tell({ type: 'workflow_failed', error: errorOf(outcome) });
  else if (outcome.kind === 'paused') tell({ type: 'workflow_paused', waits: outcome.waits });
  else if (outcome.kind === 'diverged')
    tell({ type: 'workflow_failed', error: new UnexpectedError(pathChanged(outcome)) });
  else if (outcome.kind === 'altered')
    tell({ type: 'workflow_failed', error: new UnexpectedError(recordAltered(outcome.key)) });
  else if (plan.signal?.aborted) tell({ type: 'workflow_failed', error: new UnexpectedError(plan.signal.reason) });
}

/** A divergence in words, without the ways out, which depend on who keeps the run. */
export const pathChanged = ({ missing, instead }: Divergence): CountersignError =>
  new CountersignError(
    'path-changed',
    `The code takes another way than the run did: it does not come to ${missing}${instead === undefined ? '' : `, and comes to the new step "${instead}" instead`}. Nothing new was executed.`,
  );

/** An altered record in words. */
export const recordAltered = (key: string): CountersignError =>
  new CountersignError(
    'record-altered',
    `What stands in the record of approval "${key}" is not what was asked or decided. Nothing was executed on it.`,
  );
