/** Reads and changes resume states: for tests, tools and displays. None changes the state that it is given. */
import type { Entry } from '../domain/snapshot.ts';
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
  asksOf(state.waits).map((ask) => {
    const { type: _type, ...stated } = pendingOf(ask);
    return stated;
  });

/** True where the state waits for people under this key. @example if (hasPendingApproval(state, 'deploy')) ask(); */
export const hasPendingApproval = (state: ResumeState, stepKey: string): boolean =>
  asksOf(state.waits).some(({ key }) => key === stepKey);

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
 * How far a chain of approvals is. A stage is the key of an approval, or a word of it: `finance` is `approval:finance`. One that
 * was never reached does not count as completed.
 *
 * @example
 * const { completed, waitingFor } = approvalProgress(state, ['manager', 'finance', 'ceo']);
 */
export function approvalProgress(state: ResumeState, stages: readonly string[]): ApprovalProgress {
  const waiting = asksOf(state.waits).map(({ key }) => key);
  const passed = state.entries.filter(isPassed).map(({ key }) => key);
  const pending = stages.filter((stage) => waiting.some((key) => isStage(key, stage)));
  const completed = stages.filter((stage) => !pending.includes(stage) && passed.some((key) => isStage(key, stage)));
  return {
    completed,
    waitingFor: waiting.find((key) => stages.some((stage) => isStage(key, stage))),
    pending,
    notReached: stages.filter((stage) => !pending.includes(stage) && !completed.includes(stage)),
  };
}

const isPassed = (entry: Entry): boolean =>
  entry.kind === 'step' || entry.settlement.action === 'approve' || entry.settlement.action === 'edit';

const isStage = (key: string, stage: string): boolean => key === stage || key.split(/[:./-]/).includes(stage);

/** Who gave an approval that was put into a state by hand. */
const INJECTED = 'injected';

/**
 * The state with an approval given that it waits for; or, where it does not wait for it, with the step of this key done.
 *
 * @example const resumeState = injectApproval(state, { stepKey: 'approve:refund', value: { amount: 40 } });
 */
export function injectApproval(
  state: ResumeState,
  { stepKey, value, by = INJECTED }: { stepKey: string; value?: unknown; by?: string },
): ResumeState {
  const ask = asksOf(state.waits).find(({ key }) => key === stepKey);
  const encoded = encode(value, `The value of approval "${stepKey}"`);
  const now = timeOf(new Date(0));
  const entry: Entry = ask
    ? {
        ...{ kind: 'approval', key: stepKey, epoch: ask.epoch },
        settlement: {
          ...{ action: 'approve', by, at: ask.since, proof: 'none', digest: ask.digest },
          ...(value !== undefined && { value: encoded }),
        },
      }
    : { kind: 'step', key: stepKey, value: encoded, startedAt: now, ms: 0 };
  return { ...state, entries: [...state.entries, entry] };
}

/**
 * The state without what it remembers under this key: the step is run again, the approval asked again.
 *
 * @example const resumeState = clearStep(state, 'charge');
 */
export const clearStep = (state: ResumeState, stepKey: string): ResumeState => ({
  ...state,
  entries: state.entries.filter(({ key }) => key !== stepKey && !key.startsWith(`${stepKey}/`)),
});
