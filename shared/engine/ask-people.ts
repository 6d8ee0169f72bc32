/** Asks people under a key, and gives back how it was settled: at once where it was, else the body stops there. */
import type { Ask } from '../domain/approval.ts';
import type { Settlement } from '../domain/decision.ts';
import { entryName } from '../domain/snapshot.ts';
import { timeOf } from '../domain/time.ts';
import { decode } from '../domain/value.ts';
import type { ApprovalWait } from '../domain/wait.ts';
import { type ApprovalOptions, askOf, type Circumstances } from './ask.ts';
import type { WorkflowEvent } from './events.ts';
import type { Execution } from './execution.ts';
import { ApprovalCancelled, ApprovalRejected } from './failures.ts';
import type { PendingApproval } from './pending-approval.ts';
import { hold } from './place.ts';

/** How people answered what is asked. Where they have not, this never resolves: the run waits for them. */
export async function askPeople<T>(
  execution: Execution,
  key: string,
  options: ApprovalOptions<T>,
  circumstances: Circumstances = {},
): Promise<Settlement> {
  const { plan, waits } = execution;
  const asked = askOf(key, options, {
    ...circumstances,
    workflow: plan.workflow,
    version: plan.version,
    epoch: plan.epoch,
    now: timeOf(plan.clock.now()),
  });
  const before = askedBefore(execution, asked);
  const entry = plan.entries.get(entryName({ kind: 'approval', key }));
  // I5: a decision counts for what was shown, and for nothing else.
  if (entry?.kind === 'approval' && entry.settlement.digest === asked.digest) {
    tellResolved(execution, entry.settlement, key);
    return entry.settlement;
  }
  const wait = { kind: 'approval' as const, ask: before ?? asked };
  waits.set(`approval:${key}`, wait);
  tellPending(execution, wait);
  return hold(execution);
}

function tellPending(execution: Execution, wait: ApprovalWait): void {
  if (!execution.plan.onEvent) return;
  const { stepKey: key, type: _type, ...said } = pendingOf(wait.ask);
  execution.tell({ type: 'approval_pending', key, wait, ...said });
}

/** The same, for a key that may be asked under again: but only one place of a run asks under it at a time. */
export async function askAlone<T>(
  execution: Execution,
  key: string,
  options: ApprovalOptions<T>,
  circumstances: Circumstances,
): Promise<Settlement> {
  const giveBack = execution.claim('approval', key, circumstances.step ?? key);
  const settlement = await askPeople(execution, key, options, circumstances);
  giveBack();
  return settlement;
}

/** The ask as it stands since the run first parked on it, with its deadlines. */
function askedBefore({ plan }: Execution, asked: Ask): Ask | undefined {
  const before = plan.waits.find(
    (wait) => wait.kind === 'approval' && wait.ask.key === asked.key && wait.ask.digest === asked.digest,
  );
  return before?.kind === 'approval' ? before.ask : undefined;
}

function tellResolved(execution: Execution, { action, by, reason, value }: Settlement, key: string): void {
  if (!execution.plan.onEvent || action === 'close' || action === 'supersede') return;
  tellAnswer(execution, key, { action, by, reason, ...(value !== undefined && { value: decode(value) }) });
}

/** How an approval was answered, for whoever listens. */
export type Answer = Pick<Extract<WorkflowEvent, { type: 'approval_resolved' }>, 'action' | 'by' | 'value'> & {
  reason?: string | undefined;
};

/** Tells that what the run waited for when it last paused is answered; a replay of an older answer tells nothing. */
export function tellAnswer(execution: Execution, key: string, { reason, ...answer }: Answer): void {
  if (!execution.plan.waits.some((wait) => wait.kind === 'approval' && wait.ask.key === key)) return;
  execution.tell({ type: 'approval_resolved', key, ...answer, ...(reason !== undefined && { reason }) });
}

/** The error that says that this is waited for. */
export function pendingOf({ key, reason, metadata, pendingArgs }: Ask): PendingApproval {
  const declared = metadata === undefined ? undefined : decode(metadata);
  const all = {
    ...(typeof declared === 'object' && declared !== null ? declared : declared !== undefined && { value: declared }),
    ...(pendingArgs !== undefined && { pendingArgs: decode(pendingArgs) }),
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
