/** Reads and changes resume states: for tests, tools and displays. None changes the state that it is given. */
import type { Ask } from '../domain/approval.ts';
import { bound } from '../domain/decided-digest.ts';
import { requireFit } from '../domain/form.ts';
import type { ApprovalEntry, Entry, StepEntry } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { encode } from '../domain/value.ts';
import { asksOf } from '../domain/wait.ts';
import { pendingOf } from './ask-people.ts';
import type { PendingApproval } from './pending-approval.ts';
import type { ResumeState } from './resume-state.ts';

/** An approval that a state waits for. */
export type StatedApproval = Omit<PendingApproval, 'type'>;

/**
 * The approvals that the state waits for, in the order that they were reached.
 *
 * @example getPendingApprovals(collector.getResumeState()); // [{ stepKey: 'approve:refund', reason: 'Refund over 100' }]
 */
export const getPendingApprovals = (state: ResumeState): StatedApproval[] =>
  openAsks(state).map((ask) => {
    const { type: _type, ...stated } = pendingOf(ask);
    return stated;
  });

/** True where the state waits for people under this key. @example if (hasPendingApproval(state, 'deploy')) ask(); */
export const hasPendingApproval = (state: ResumeState, stepKey: string): boolean =>
  openAsks(state).some(({ key }) => key === stepKey);

/** What the state waits for and has no answer to. */
const openAsks = ({ waits, entries }: ResumeState): Ask[] =>
  asksOf(waits).filter(
    ({ key, digest }) =>
      !entries.some((entry) => entry.kind === 'approval' && entry.key === key && entry.settlement.digest === digest),
  );

/** How far a chain of approvals is. */
export interface ApprovalProgress {
  /** The stages that were passed, in their order. */
  completed: string[];
  /** The key of the approval that is waited for; the first, where there are several. */
  waitingFor: string | undefined;
  /** The stages that are waited for. */
  pending: string[];
  /** The stages that the run has not come to, or does not need. */
  notReached: string[];
}

/**
 * How far a chain of approvals is. A stage is the key of an approval, or a part of it: `finance` is `approval:finance`. One that
 * was never reached does not count as completed, nor does a step that is no approval.
 *
 * @example
 * const { completed, waitingFor } = approvalProgress(state, ['manager', 'finance', 'ceo']);
 */
export function approvalProgress(state: ResumeState, stages: readonly string[]): ApprovalProgress {
  const waiting = openAsks(state).map(({ key }) => key);
  const passed = state.entries.flatMap(passedBy);
  const pending = stages.filter((stage) => waiting.some((key) => isStage(key, stage)));
  const completed = stages.filter((stage) => !pending.includes(stage) && passed.some((key) => isStage(key, stage)));
  return {
    completed,
    waitingFor: waiting.find((key) => stages.some((stage) => isStage(key, stage))),
    pending,
    notReached: stages.filter((stage) => !pending.includes(stage) && !completed.includes(stage)),
  };
}

/** The approval that an entry says was given. */
function passedBy(entry: Entry): string[] {
  if (entry.kind === 'step') return entry.approval === undefined ? [] : [entry.approval];
  return entry.settlement.action === 'approve' || entry.settlement.action === 'edit' ? [entry.key] : [];
}

const isStage = (key: string, stage: string): boolean => key === stage || key.split(/[:/.]/).includes(stage);

/** Who gave an approval that was put into a state by hand. */
const INJECTED = 'injected';

/**
 * The state with an approval given that it waits for; or, where it does not wait for it, with the step of this key done. A gate is let
 * through with the arguments that it shows, whatever the value. `invalid-input` where the value does not fit the form.
 *
 * @example const resumeState = injectApproval(state, { stepKey: 'approve:refund', value: { amount: 40 } });
 */
export function injectApproval(
  state: ResumeState,
  { stepKey, value, by = INJECTED }: { stepKey: string; value?: unknown; by?: string },
): ResumeState {
  const ask = asksOf(state.waits).find(({ key }) => key === stepKey);
  const entry = ask ? answerOf(ask, value, by) : stepDone(stepKey, value);
  return { ...state, entries: [...state.entries, entry] };
}

function answerOf(
  { key, epoch, step, form, pendingArgs, digest, since }: Ask,
  value: unknown,
  by: string,
): ApprovalEntry {
  const given = pendingArgs === undefined && value !== undefined;
  if (given && form) requireFit(value, form, 'value', `The value for approval "${key}"`);
  const said = given && { value: encode(value, `The value for approval "${key}"`) };
  const settlement = { ...{ action: 'approve' as const, by, at: since, proof: 'none' as const, digest }, ...said };
  return {
    kind: 'approval',
    key,
    epoch,
    ...(step !== undefined && { step }),
    settlement: bound(settlement, undefined),
  };
}

const stepDone = (key: string, value: unknown): StepEntry => ({
  ...{ kind: 'step', key, given: true, value: encode(value, `The value of step "${key}"`) },
  ...{ startedAt: timeOf(new Date(0)), ms: 0 },
});

/**
 * The state with a step done: it gives back this value without being run. `value-not-kept` where the value cannot be kept.
 *
 * @example migrate: { '1': (snapshot) => rememberStep(snapshot, 'reserve', { warehouse: 'Berlin' }) }
 */
export const rememberStep = (state: ResumeState, stepKey: string, value?: unknown): ResumeState => ({
  ...state,
  entries: [...clearStep(state, stepKey).entries, stepDone(stepKey, value)],
});

/**
 * The state with a step or a sleep under another key, and all that is part of it. An approval keeps its key: under another one it is
 * asked anew.
 *
 * @example migrate: { '1': (snapshot) => renameStep(snapshot, 'calculate', 'calculateRefund') }
 */
export function renameStep(state: ResumeState, from: string, to: string): ResumeState {
  const renamed = (key: string) =>
    key === from ? to : key.startsWith(`${from}/`) ? `${to}${key.slice(from.length)}` : key;
  const entries = state.entries.map(
    (entry): Entry =>
      entry.kind === 'step'
        ? {
            ...entry,
            key: renamed(entry.key),
            ...(entry.within !== undefined && { within: renamed(entry.within) }),
          }
        : entry,
  );
  const waits = state.waits.map((wait) => (wait.kind === 'time' ? { ...wait, key: renamed(wait.key) } : wait));
  return { ...state, entries, waits, ...(state.loose && { loose: state.loose.map(renamed) }) };
}

/**
 * The state without what it remembers under this key, of a step or of an approval: the step is run again with all that is part of it,
 * the approval is asked again, and so is every approval that the step had asked.
 *
 * @example const resumeState = clearStep(state, 'charge');
 */
export function clearStep(state: ResumeState, stepKey: string): ResumeState {
  const named = state.entries.filter((entry) => isNamed(entry, stepKey));
  const steps = new Set(
    named.flatMap((entry) => (entry.kind === 'step' ? [entry.key, ...given(entry.within)] : given(entry.step))),
  );
  const isPart = (entry: Entry) =>
    entry.kind === 'step' ? steps.has(entry.key) || (entry.within !== undefined && steps.has(entry.within)) : false;
  const parts = state.entries.filter(isPart);
  const approvals = new Set([
    stepKey,
    ...parts.flatMap((entry) => (entry.kind === 'step' ? given(entry.approval) : [])),
  ]);
  const isCleared = (entry: Entry) =>
    entry.kind === 'step'
      ? isPart(entry)
      : approvals.has(entry.key) || (entry.step !== undefined && (entry.step === stepKey || steps.has(entry.step)));
  // To run it again is nothing new, and what comes of it may lead another way.
  const loose = [...new Set([...(state.loose ?? []), ...steps])];
  return {
    ...state,
    entries: state.entries.filter((entry) => !isCleared(entry)),
    ...(loose.length > 0 && { loose }),
  };
}

const isNamed = (entry: Entry, key: string): boolean =>
  entry.key === key || (entry.kind === 'step' && (entry.approval === key || entry.within === key));

const given = (key: string | undefined): string[] => (key === undefined ? [] : [key]);
