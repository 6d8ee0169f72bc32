/** The verbs by which a process decides, of a run's approval or by the key alone. */
import { type Action, DecisionInput, WebhookInput } from '../domain/decision.ts';
import { parseInput } from '../domain/parse-input.ts';
import type { Receipt } from '../domain/receipt.ts';
import { isCountersignError } from '../errors.ts';
import { unknownRun } from '../use-cases/read-run.ts';
import { recordDecision, recordDecisionByKey } from '../use-cases/record-decision.ts';
import type { Kept } from '../use-cases/system.ts';
import { actorOf, type Deciding, type OfRun } from './approval-store.ts';

type By<Name extends string> = { [Key in Name]?: string | undefined };
type Said = Omit<Deciding, 'runId'>;

/**
 * A refused decision throws a `CountersignError` with a stable `code`: `already-decided` (with the first decision), `approval-unknown`,
 * `expired`, `cancelled`, `superseded`, `changed`, `ambiguous-key` (with the runs), `run-unknown`, `not-allowed`, `invalid-input`.
 */
export interface DecisionVerbs {
  approve(runId: string, key: string, said?: By<'approvedBy'> & Said & { value?: unknown }): Promise<Receipt>;
  reject(runId: string, key: string, said: By<'rejectedBy'> & Said & { reason: string }): Promise<Receipt>;
  edit(
    runId: string,
    key: string,
    said: By<'editedBy'> & Said & { originalValue: unknown; editedValue: unknown },
  ): Promise<Receipt>;
  cancel(
    runId: string,
    key: string,
    said?: By<'cancelledBy'> & Said & { reason?: string | undefined },
  ): Promise<Receipt>;
  /** As `approve`, by the key alone, where one run waits under it. */
  grantApproval(key: string, value?: unknown, said?: By<'approvedBy'> & Said & OfRun): Promise<Receipt>;
  rejectApproval(key: string, reason: string, said?: By<'rejectedBy'> & Said & OfRun): Promise<Receipt>;
  editApproval(
    key: string,
    originalValue: unknown,
    editedValue: unknown,
    said?: By<'editedBy'> & Said & OfRun,
  ): Promise<Receipt>;
  cancelApproval(
    key: string,
    said?: By<'cancelledBy'> & Said & OfRun & { reason?: string | undefined },
  ): Promise<Receipt>;
}

export function createDecisionVerbs(kept: Kept): DecisionVerbs {
  const decide = async (action: Action, runId: string, key: string, said: object, by: string | undefined) => {
    try {
      return await recordDecision(kept, { runId, key }, parseInput(DecisionInput, { action, ...said }), actorOf(by));
    } catch (error) {
      if (!isCountersignError(error, 'approval-unknown') || (await kept.runs.load(runId))) throw error;
      throw unknownRun(runId);
    }
  };
  const decideByKey = async (action: Action, key: string, said: object, by: string | undefined) =>
    recordDecisionByKey(kept, parseInput(WebhookInput, { action, key, ...said }), actorOf(by));
  return {
    approve: (runId, key, { approvedBy, ...said } = {}) => decide('approve', runId, key, said, approvedBy),
    reject: (runId, key, { rejectedBy, ...said }) => decide('reject', runId, key, said, rejectedBy),
    edit: (runId, key, { editedBy, ...said }) => decide('edit', runId, key, said, editedBy),
    cancel: (runId, key, { cancelledBy, ...said } = {}) => decide('cancel', runId, key, said, cancelledBy),
    grantApproval: (key, value, { approvedBy, ...said } = {}) =>
      decideByKey('approve', key, { value, ...said }, approvedBy),
    rejectApproval: (key, reason, { rejectedBy, ...said } = {}) =>
      decideByKey('reject', key, { reason, ...said }, rejectedBy),
    editApproval: (key, originalValue, editedValue, { editedBy, ...said } = {}) =>
      decideByKey('edit', key, { originalValue, editedValue, ...said }, editedBy),
    cancelApproval: (key, { cancelledBy, ...said } = {}) => decideByKey('cancel', key, said, cancelledBy),
  };
}
