/** Collectors: listen to a run, and hold what it remembers, so that a later execution can go on from there. */
import { copyOf } from '../domain/copy.ts';
import type { WorkflowEvent } from './events.ts';
import { emptyState, type ResumeState } from './resume-state.ts';
import { getPendingApprovals, injectApproval, type StatedApproval } from './state-tools.ts';

/** Listens to a run, and holds what it remembers. */
export interface ResumeStateCollector {
  /** Takes the events of a run: hand it to `onEvent`. */
  handleEvent(event: WorkflowEvent): void;
  /** What the run remembers so far. Changing it changes nothing here. */
  getResumeState(): ResumeState;
}

/**
 * A collector of what a run remembers. One that listens to a resumed run holds its whole state, what was replayed as well as
 * what ran; one that listens to several runs holds the state of the last that began.
 *
 * @example
 * const collector = createResumeStateCollector();
 * const workflow = createWorkflow('refund', deps, { onEvent: collector.handleEvent });
 * await workflow.run(body);
 * await db.save(orderId, JSON.stringify(serializeResumeState(collector.getResumeState())));
 */
export function createResumeStateCollector(): ResumeStateCollector {
  let state = emptyState();
  return {
    handleEvent(event) {
      state = after(state, event);
    },
    getResumeState: () => copyOf(state),
  };
}

function after(state: ResumeState, event: WorkflowEvent): ResumeState {
  const begins = event.type === 'workflow_started' || event.type === 'workflow_resumed';
  if (!begins && event.runId !== state.runId) return state; // of a run that began before the last one
  switch (event.type) {
    case 'workflow_started':
      return { ...emptyState(), runId: event.runId };
    case 'workflow_resumed':
      return event.state;
    case 'step_completed':
      return { ...withoutLoose(state, event.key), entries: [...state.entries, event.entry] };
    case 'step_failed':
      return { ...state, loose: [...(withoutLoose(state, event.key).loose ?? []), event.key] };
    case 'approval_pending': {
      const { wait, key } = event;
      const others = state.waits.filter((other) => other.kind === 'time' || other.ask.key !== key);
      // What was answered under the key before was no answer to this.
      const entries = state.entries.filter((entry) => entry.kind === 'step' || entry.key !== key);
      return { ...state, entries, waits: [...others, wait] };
    }
    case 'workflow_paused':
      return { ...state, waits: [...event.waits] };
    case 'workflow_completed':
    case 'workflow_failed':
      return { ...state, waits: [] };
    default:
      return state;
  }
}

/** A step that failed, and has succeeded since or fails again. */
function withoutLoose({ loose, ...state }: ResumeState, key: string): ResumeState {
  const left = loose?.filter((other) => other !== key) ?? [];
  return { ...state, ...(left.length > 0 && { loose: left }) };
}

/** Listens to a run, and also tells what of it waits for people. */
export interface ApprovalStateCollector extends ResumeStateCollector {
  hasPendingApprovals(): boolean;
  getPendingApprovals(): StatedApproval[];
  /** The state with this approval given: for a later execution. The collector's own stays as it is. */
  injectApproval(stepKey: string, value?: unknown): ResumeState;
}

/**
 * A collector that also tells what waits for people.
 *
 * @example if (collector.hasPendingApprovals()) resumeState = collector.injectApproval('approve:refund', { amount: 40 });
 */
export function createApprovalStateCollector(): ApprovalStateCollector {
  const collector = createResumeStateCollector();
  const pending = () => getPendingApprovals(collector.getResumeState());
  return {
    ...collector,
    hasPendingApprovals: () => pending().length > 0,
    getPendingApprovals: pending,
    injectApproval: (stepKey, value) => injectApproval(collector.getResumeState(), { stepKey, value }),
  };
}
