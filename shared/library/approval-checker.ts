/** `createApprovalChecker`: an approval store as the `checkApproval` of approval steps. */
import type { ApprovalCheck } from '../engine/approval-step.ts';
import type { ApprovalStore, OfRun } from './approval-store.ts';

/**
 * Makes `checkApproval` functions that read the store; for steps whose runs another store keeps.
 *
 * @example
 * const check = createApprovalChecker<{ amount: number }>(approvalStore);
 * const requireBudget = createApprovalStep({ key: 'budget', checkApproval: check('budget') });
 */
export const createApprovalChecker =
  <T = unknown>(store: Pick<ApprovalStore, 'getApproval'>) =>
  (key: string, options: OfRun = {}): (() => Promise<ApprovalCheck<T>>) =>
  () =>
    store.getApproval<T>(key, options);
