/** What other systems are told: which event follows from which change. */
import * as z from 'zod/mini';
import { type Approval, isNoAnswer, isSettled } from './approval.ts';
import type { Change } from './change.ts';
import { noticeId } from './notice-id.ts';
import { receiptOf } from './receipt.ts';
import { hasEnded, type Run, type RunError } from './run.ts';
import { Time } from './time.ts';
import { bytesOf, shown } from './value.ts';

/** The names of the events, as EventBridge rules match them (`detail-type`). */
const OUTCOME_TYPES = [
  'Run Completed',
  'Run Failed',
  'Run Needs Review',
  'Approval Needed',
  'Approval Settled',
] as const;

/** One thing that other systems are told, in JSON. Delivery is at least once, always under the same `detail.id`. */
export const Outcome = z.object({
  type: z.enum(OUTCOME_TYPES),
  /** When it happened, however late it is told. */
  at: Time,
  detail: z.looseObject({ id: z.string(), runId: z.string(), workflow: z.string() }),
  /** The Step Functions task that waits for the end of the run. */
  taskToken: z.optional(z.string()),
});
export type Outcome = z.infer<typeof Outcome>;

/** What is to be told because of a change; nothing where the change is none (streams repeat themselves). */
export function outcomesOf(change: Change): Outcome[] {
  const outcomes =
    change.kind === 'approval' ? ofApproval(change.before, change.after) : ofRun(change.before, change.after);
  return outcomes.map(whole);
}

function ofApproval(before: Approval | undefined, after: Approval | undefined): Outcome[] {
  if (!after) return [];
  const same = before?.epoch === after.epoch ? before : undefined;
  const { runId, key, workflow, title, assignee, since, expiresAt } = after;
  const about = { runId, key, workflow, title, assignee, askedAt: since };
  if (!isSettled(after)) {
    if (same) return [];
    const until = expiresAt === undefined ? {} : { expiresAt };
    return [{ type: 'Approval Needed', at: since, detail: { id: noticeId(after, 'needed'), ...about, ...until } }];
  }
  const wasNeverAsked = !same && isNoAnswer(after.settlement);
  if (wasNeverAsked || (same && isSettled(same))) return [];
  const { status, settlement } = after;
  const decidedByPeople = settlement.proof !== 'system';
  const decision = fitting(receiptOf(after));
  const detail = { id: noticeId(after, 'settled'), ...about, status, decidedByPeople, decision };
  return [{ type: 'Approval Settled', at: settlement.at, detail }];
}

function ofRun(before: Run | undefined, after: Run | undefined): Outcome[] {
  if (!after || before?.status === after.status) return [];
  const { runId, workflow, version, epoch, status, startedBy, taskToken } = after;
  const about = {
    ...{ id: `${runId}/${epoch}/${status}`, runId, workflow, version, status },
    ...(startedBy !== undefined && { startedBy }),
  };
  if (status === 'needs-review')
    return [{ type: 'Run Needs Review', at: after.updatedAt, detail: { ...about, error: after.error } }];
  if (!hasEnded(after)) return [];
  const told = { at: after.updatedAt, ...(taskToken !== undefined && { taskToken }) };
  if (status === 'completed')
    return [{ type: 'Run Completed', ...told, detail: { ...about, result: fitting(shown(after.result)) } }];
  return [{ type: 'Run Failed', ...told, detail: { ...about, ...('error' in after && { error: after.error }) } }];
}

/** EventBridge and Step Functions take 256 KB, everything beside included: so much of a value, and of all in JSON. */
const [MOST_BYTES, MOST_TOLD] = [200_000, 240_000];

/** The value; or, where it is too large to be told, how large it is: `GET /runs/{runId}` has it. */
function fitting(value: unknown): unknown {
  const bytes = bytesOf(JSON.stringify(value) ?? '');
  return bytes <= MOST_BYTES ? value : { keptOutside: { bytes } };
}

/** So much is told of the message of an error that does not fit. */
const MOST_MESSAGE = 2_000;

/** The outcome; or, where titles, names or messages make it too large for any system, what says of which run and approval it is. */
function whole(outcome: Outcome): Outcome {
  const { id, runId, workflow, version, key, status, error } = outcome.detail;
  const bytes = bytesOf(JSON.stringify(outcome.detail));
  if (bytes <= MOST_TOLD) return outcome;
  const { code, message } = (error ?? {}) as Partial<RunError>; // where there is one, it is a run's
  const brief = error !== undefined && { error: { code, message: message?.slice(0, MOST_MESSAGE) } };
  return { ...outcome, detail: { id, runId, workflow, version, key, status, ...brief, keptOutside: { bytes } } };
}
