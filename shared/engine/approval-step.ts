/** `createApprovalStep`: a step that people decide, as a function to hand to `step`. */
import { requireFit } from '../domain/form.ts';
import { timeOf } from '../domain/time.ts';
import type { ApprovalOptions } from './ask.ts';
import { type Answer, askAlone, decidedValue, failIfExpired, refusalOf, tellAnswer } from './ask-people.ts';
import { policyOf } from './ask-policy.ts';
import { checkTimes } from './deadlines.ts';
import { ApprovalCancelled, ApprovalRejected } from './failures.ts';
import { formSchema } from './form-schema.ts';
import { type PendingApproval, pendingApproval } from './pending-approval.ts';
import { during, type Place, placeNow } from './place.ts';
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
 * `PENDING_APPROVAL` (of the run, which waits), `ApprovalRejected`, `ApprovalCancelled`. Throws `ApprovalExpired` where nobody
 * decided in time and `onTimeout` is `'fail'`; and, when it is made, `invalid-approval` where its times are not sound.
 *
 * @example
 * const requireApproval = createApprovalStep<{ amount: number }>({ key: 'approve:refund', pendingReason: 'Refund over 100' });
 * const { amount } = await step('requireApproval', requireApproval);
 */
export function createApprovalStep<T = unknown>(options: ApprovalStepOptions<T>): ApprovalStep<T> {
  const { key, checkApproval, pendingReason, ...asked } = options;
  // What can never be decided as it says is refused here, and not once it is asked.
  if (typeof key === 'string') {
    policyOf(key, asked);
    checkTimes(key, asked);
  }
  const check = async (place: Place | undefined) =>
    checkApproval && outcomeOf(key, await checkApproval(), { place, form: options.form, onTimeout: options.onTimeout });
  const ask = async (place: Place): Promise<Result<T, ApprovalError>> => {
    const known = await check(place);
    if (known) return known;
    const settlement = await askAlone(place, key, asked, { reason: pendingReason });
    const refusal = refusalOf(key, settlement);
    return refusal ? err(refusal) : ok(decidedValue<T>(settlement));
  };
  return async () => {
    const place = placeNow();
    place?.execution.replay.reachedAsk(key);
    if (place) return during(place, ask);
    const known = await check(undefined);
    return known ?? pendingApproval(key, { reason: pendingReason, metadata: options.metadata });
  };
}

/** Where an answer is wanted, and what its value must look like. */
interface Wanted {
  place: Place | undefined;
  form?: ApprovalOptions['form'];
  onTimeout?: unknown;
}

/**
 * What the application's records say, told where a run waits for it; undefined where they say that nothing is decided.
 * `invalid-input` where they hold a value that does not fit the form, `ApprovalExpired` as of `createApprovalStep`.
 */
export function outcomeOf<T>(
  key: string,
  check: ApprovalCheck<T>,
  { place, form, onTimeout }: Wanted,
): Result<T, ApprovalError> | undefined {
  const { by = 'unknown', at = timeOf(place?.execution.plan.clock.now() ?? new Date()) } = check;
  const answered = (answer: Omit<Answer, 'by'>) => {
    if (!place) return;
    place.trial.passed = key;
    tellAnswer(place.execution, key, { ...answer, by });
  };
  switch (check.status) {
    case 'approved':
      answered({ action: 'approve', value: check.value });
      return ok(fitting(key, check.value, 'value', form));
    case 'edited':
      answered({ action: 'edit', value: check.editedValue });
      return ok(fitting(key, check.editedValue, 'editedValue', form));
    case 'rejected':
    case 'expired':
    case 'cancelled': {
      const { reason } = check;
      const action = ENDS[check.status];
      answered({ action, reason });
      const refusal = { action, reason, by, at };
      failIfExpired(key, onTimeout, refusal);
      return err(action === 'cancel' ? new ApprovalCancelled(key, refusal) : new ApprovalRejected(key, refusal));
    }
    default:
      return undefined;
  }
}

function fitting<T>(key: string, value: T, field: string, form: ApprovalOptions['form']): T {
  if (form) requireFit(value, formSchema(form, key), field, `What checkApproval of approval "${key}" says`);
  return value;
}

const ENDS = { rejected: 'reject', expired: 'expire', cancelled: 'cancel' } as const;
