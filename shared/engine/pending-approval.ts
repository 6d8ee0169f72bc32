/** `PENDING_APPROVAL`: how a run, a step or a gate says that it waits for people. A pause, and no failure. */
import { type Err, err } from './result.ts';

/** It waits for people under `stepKey`. */
export interface PendingApproval {
  readonly type: 'PENDING_APPROVAL';
  /** The key that the decision is made under. */
  readonly stepKey: string;
  /** What is asked, in one line. */
  readonly reason?: string;
  /** What the approval declares; of a gate also `pendingArgs`, the arguments that its operation will be called with. */
  readonly metadata?: { readonly pendingArgs?: unknown; readonly [name: string]: unknown };
}

/** What is said of a pending approval. */
export interface PendingOptions {
  reason?: string | undefined;
  metadata?: PendingApproval['metadata'] | undefined;
}

/**
 * The error by which a step says that it waits for people; the run pauses, and the value that is approved is the step's.
 *
 * @example const requireApproval = async () => (await db.find('refund-1')) ?? pendingApproval('approve:refund');
 */
export const pendingApproval = (stepKey: string, { reason, metadata }: PendingOptions = {}): Err<PendingApproval> =>
  err({
    type: 'PENDING_APPROVAL',
    stepKey,
    ...(reason !== undefined && { reason }),
    ...(metadata !== undefined && { metadata }),
  });

/**
 * True for an error that says that people are waited for.
 *
 * @example if (!result.ok && isPendingApproval(result.error)) await store.save(orderId, collector.getResumeState());
 */
export const isPendingApproval = (error: unknown): error is PendingApproval =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === 'PENDING_APPROVAL';
