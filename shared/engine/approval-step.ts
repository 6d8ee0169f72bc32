/** `createApprovalStep`: a step that people decide, as a function to hand to `step`. */
import type { ApprovalOptions } from './ask.ts';
import { type Answer, askAlone, decidedValue, refusalOf, tellAnswer } from './ask-people.ts';
import { ApprovalCancelled, ApprovalRejected } from './failures.ts';
import { type PendingApproval, pendingApproval } from './pending-approval.ts';
import { type Place, placeNow } from './place.ts';
import { err, ok, type Result } from './result.ts';

/** How an approval stands, as an application's own records tell it. `by` and `at` (ISO 8601) say who and when. */
export type ApprovalCheck<T = unknown> = { by?: string | undefined; at?: string | undefined } & (
  | { status: 'pending' }
  | { status: 'approved'; value: T }
  | { status: 'edited'; editedValue: T }
  | { status: 'rejected' | 'expired' | 'cancelled' | 'superseded'; reason?: string | undefined }
);

/** What an approval step, or a gate, may give back as an error. */
export type ApprovalError = PendingApproval | ApprovalRejected | ApprovalCancelled;

/** What an approval step asks, and where its answer comes from. */
export interface ApprovalStepOptions<T = unknown> extends Omit<ApprovalOptions<T>, 'metadata'> {
  /** The key that people decide under. */
  key: string;
  /**
   * How the approval stands in the application's own records; asked again on each resume until it is settled. Without it,
   * or while it says `pending`, the decision in the approval store counts.
   */
  checkApproval?: () => Promise<ApprovalCheck<T>> | ApprovalCheck<T>;
  /** What is waited for, in one line. */
  pendingReason?: string;
  metadata?: Record<string, unknown>;
}

/** Asks people, and gives back the value that they approved. */
export type ApprovalStep<T> = () => Promise<Result<T, ApprovalError>>;

/**
 * A function to hand to `step` that gives back what people approved, and lets the run wait until they have decided. Errors:
 * `PENDING_APPROVAL` (of the run, which waits), `ApprovalRejected`, `ApprovalCancelled`.
 *
 * @example
 * const requireApproval = createApprovalStep<{ amount: number }>({ key: 'approve:refund', pendingReason: 'Refund over 100' });
 * const { amount } = await step('requireApproval', requireApproval);
 */
export function createApprovalStep<T = unknown>(options: ApprovalStepOptions<T>): ApprovalStep<T> {
  const { key, checkApproval, pendingReason, ...asked } = options;
  return async () => {
    const place = placeNow();
    const known = checkApproval && outcomeOf(key, await checkApproval(), place);
    if (known) return known;
    if (!place) return pendingApproval(key, { reason: pendingReason, metadata: options.metadata });
    const { execution, stepKey } = place;
    const settlement = await askAlone(execution, key, asked, { reason: pendingReason, step: stepKey });
    const refusal = refusalOf(key, settlement);
    return refusal ? err(refusal) : ok(decidedValue<T>(settlement));
  };
}

/** What the application's records say, told where a run waits for it; undefined where they say that nothing is decided. */
export function outcomeOf<T>(
  key: string,
  check: ApprovalCheck<T>,
  place: Place | undefined,
): Result<T, ApprovalError> | undefined {
  const { by = 'unknown', at = '' } = check;
  const answered = (answer: Omit<Answer, 'by'>) => place && tellAnswer(place.execution, key, { ...answer, by });
  switch (check.status) {
    case 'approved':
      answered({ action: 'approve', value: check.value });
      return ok(check.value);
    case 'edited':
      answered({ action: 'edit', value: check.editedValue });
      return ok(check.editedValue);
    case 'rejected':
    case 'expired':
    case 'cancelled': {
      const { reason } = check;
      const action = ENDS[check.status];
      answered({ action, reason });
      const refusal = { action, reason, by, at };
      return err(action === 'cancel' ? new ApprovalCancelled(key, refusal) : new ApprovalRejected(key, refusal));
    }
    default:
      return undefined;
  }
}

const ENDS = { rejected: 'reject', expired: 'expire', cancelled: 'cancel' } as const;
