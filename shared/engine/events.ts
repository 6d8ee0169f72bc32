/** What a run tells of while it is executed: one event for everything that happens to it, its steps and its approvals. */
import type { StepEntry } from '../domain/snapshot.ts';
import type { Wait } from '../domain/wait.ts';
import type { PendingApproval } from './pending-approval.ts';
import type { ResumeState } from './resume-state.ts';

/** What every event says. */
interface About {
  readonly runId: string;
  readonly workflow: string;
  readonly version: string;
  /** When, as ISO 8601. */
  readonly at: string;
}

interface OfStep {
  /** The name that the step's success is remembered under. */
  readonly key: string;
  readonly id: string;
}

interface OfApproval {
  /** The key that people decide under. */
  readonly key: string;
}

type Happening =
  /** The body begins, and remembers nothing. */
  | { readonly type: 'workflow_started' }
  /** The body begins from the top, over everything that the run remembers. */
  | { readonly type: 'workflow_resumed'; readonly state: ResumeState }
  /** The body waits, for these. */
  | { readonly type: 'workflow_paused'; readonly waits: readonly Wait[] }
  | { readonly type: 'workflow_completed'; readonly value: unknown }
  | { readonly type: 'workflow_failed'; readonly error: unknown }
  | (OfStep & { readonly type: 'step_started' })
  /** It succeeded: `entry` is what the run remembers of it. */
  | (OfStep & { readonly type: 'step_completed'; readonly value: unknown; readonly entry: StepEntry })
  /** Its last try failed. */
  | (OfStep & { readonly type: 'step_failed'; readonly error: unknown; readonly attempts: number })
  /** A try failed; the next, numbered `attempt`, comes after `delayMs`. */
  | (OfStep & {
      readonly type: 'step_retried';
      readonly error: unknown;
      readonly attempt: number;
      readonly delayMs: number;
    })
  /** It was remembered, and gave back its value without running. */
  | (OfStep & { readonly type: 'step_skipped' })
  /** People are asked, or asked still. */
  | (OfApproval & {
      readonly type: 'approval_pending';
      readonly wait: Wait;
      readonly reason?: string;
      readonly metadata?: PendingApproval['metadata'];
    })
  /** What the run waited for was decided, or its time ran out. */
  | (OfApproval & {
      readonly type: 'approval_resolved';
      readonly action: 'approve' | 'edit' | 'reject' | 'cancel' | 'expire';
      readonly by: string;
      readonly reason?: string;
      readonly value?: unknown;
    });

/** One thing that happened in a run. */
export type WorkflowEvent = About & Happening;

/** The event without what all events say: what the engine tells. */
export type EventDetails = Happening;
