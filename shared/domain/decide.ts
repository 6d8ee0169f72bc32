/** The rules of deciding: turns what a person sent into the move that settles the approval, or says why not. */
import canonicalize from 'canonicalize';
import { CountersignError, type FieldError } from '../errors.ts';
import { type Actor, sameActor } from './actor.ts';
import {
  type Approval,
  type ApprovalFields,
  type PendingApproval,
  receiptOf,
  type SettledApproval,
} from './approval.ts';
import type { Action, DecisionInput, Settlement } from './decision.ts';
import { misfits } from './form.ts';
import type { Condition, Move } from './move.ts';
import { mayDecide } from './policy.ts';
import type { Time } from './time.ts';
import { type Encoded, encodeInput, shown, toJson } from './value.ts';

/** The status that each settlement leaves an approval in. */
export const STATUS = {
  approve: 'approved',
  edit: 'edited',
  reject: 'rejected',
  cancel: 'cancelled',
  expire: 'expired',
  close: 'cancelled',
  supersede: 'superseded',
} as const;

/** The approval is pending still, in the very asking and state that was read: a key that was asked anew is another request. */
export const asSeen = ({ epoch, revision }: PendingApproval): Condition<ApprovalFields> => ({
  status: ['pending'],
  epoch: [epoch],
  revision: [revision],
});

/** I1: the one write that settles an approval; it holds only while the approval is pending, as it was seen. */
export function settle(approval: PendingApproval, settlement: Settlement): Move<ApprovalFields> {
  return {
    name: settlement.action,
    set: { status: STATUS[settlement.action], settlement },
    add: { revision: 1 },
    when: [asSeen(approval)],
  };
}

/**
 * The settlement that a decision makes. Throws `not-allowed`, `changed` and `invalid-input` (naming the field); the
 * approval is as it was then.
 */
export function decisionOn(approval: PendingApproval, input: DecisionInput, actor: Actor, at: Time): Settlement {
  refuseStranger(approval, actor);
  refuseUnlessTaken(approval, input);
  refuseIfChanged(approval, input);
  const errors = missing(approval, input);
  if (errors.length > 0) throw new CountersignError('invalid-input', inWords(errors), { errors });
  const value = decidedValue(approval, input);
  return {
    action: input.action,
    ...(value !== undefined && { value }),
    ...(input.action === 'edit' && { originalValue: encodeInput(input.originalValue, 'originalValue') }),
    ...(input.reason !== undefined && { reason: input.reason }),
    ...(input.comment !== undefined && { comment: input.comment }),
    by: actor.id,
    at,
    proof: actor.proof,
    digest: approval.digest,
  };
}

/** Throws `not-allowed` where the actor is none of those who may decide. */
export function refuseStranger(approval: Pick<Approval, 'assignee' | 'approvers'>, actor: Actor): void {
  if (mayDecide(approval, actor)) return;
  const named = approval.approvers ?? approval.assignee;
  throw new CountersignError(
    'not-allowed',
    named.length > 0
      ? `${actor.id} may not decide this; it is for ${named.join(', ')}.`
      : 'It is not known who decides. Sign the request, or send a token.',
  );
}

function refuseUnlessTaken(approval: PendingApproval, { action, value }: DecisionInput): void {
  const { allow, form } = approval;
  const proposed = proposedOf(approval);
  const taken = (asked: Action) => !allow || allow.includes(asked);
  if (!taken(action)) {
    throw new CountersignError(
      'not-allowed',
      `This approval does not take "${action}"; it takes ${allow?.join(', ')}.`,
    );
  }
  if (action !== 'approve' || value === undefined || proposed === undefined || sameJson(value, shown(proposed))) return;
  // Another value than the proposed one is an edit by another name.
  if (!taken('edit'))
    throw new CountersignError('not-allowed', 'This approval takes the proposed value only; leave value out.');
  if (form) return;
  const errors = [{ path: 'value', message: 'is not what is proposed; send an edit to change it' }];
  throw new CountersignError('invalid-input', inWords(errors), { errors });
}

/** What the workflow suggests: a value; of a gate, the arguments as they are. */
const proposedOf = ({ proposed, pendingArgs }: PendingApproval): Encoded | undefined => proposed ?? pendingArgs;

function refuseIfChanged(approval: PendingApproval, input: DecisionInput): void {
  const { digest } = approval;
  const proposed = proposedOf(approval);
  if (input.digest !== undefined && input.digest !== digest) {
    throw new CountersignError(
      'changed',
      'What is asked now is not what was shown. Read the approval again, then decide.',
      { digest },
    );
  }
  if (input.originalValue !== undefined && proposed !== undefined && !sameJson(input.originalValue, shown(proposed))) {
    throw new CountersignError(
      'changed',
      'originalValue is not what is proposed now. Read the approval again, then decide.',
      { digest },
    );
  }
}

function missing(approval: PendingApproval, input: DecisionInput): FieldError[] {
  const needs = (path: string, message: string) => [{ path, message }];
  switch (input.action) {
    case 'reject':
      return input.reason === undefined ? needs('reason', 'is required to reject; say why') : [];
    case 'edit':
      if (input.originalValue === undefined)
        return needs('originalValue', 'is required to edit; send the value that was proposed');
      if (input.editedValue === undefined)
        return needs('editedValue', 'is required to edit; send the value to go on with');
      return approval.form ? misfits(input.editedValue, approval.form, 'editedValue') : [];
    case 'approve':
      if (input.value !== undefined) return approval.form ? misfits(input.value, approval.form, 'value') : [];
      return approval.form && proposedOf(approval) === undefined
        ? needs('value', 'is required: the form asks for it and nothing is proposed')
        : [];
    case 'cancel':
      return [];
  }
}

function decidedValue(approval: PendingApproval, input: DecisionInput): string | undefined {
  if (input.action === 'edit') return encodeInput(input.editedValue, 'editedValue');
  if (input.action !== 'approve') return undefined;
  // What people were shown is JSON: where they send it back, they mean what it stands for.
  const proposed = proposedOf(approval);
  const asProposed = proposed !== undefined && sameJson(input.value, shown(proposed));
  return input.value === undefined || asProposed ? approval.proposed : encodeInput(input.value, 'value');
}

const inWords = (errors: FieldError[]): string => errors.map(({ path, message }) => `${path} ${message}`).join('; ');

const sameJson = (one: unknown, other: unknown): boolean => canonicalize(toJson(one)) === canonicalize(toJson(other));

/**
 * What a decision on an approval that is settled is answered with: the receipt again where the same person sends the same
 * decision; else the refusal that says who was first, what they decided and when.
 */
export function repeatOrRefusal(
  approval: SettledApproval,
  input: DecisionInput,
  actor: Actor,
): SettledApproval | CountersignError {
  const { settlement, status } = approval;
  const decision = receiptOf(approval);
  const about = `by ${settlement.by} at ${settlement.at}`;
  if (settlement.proof === 'system' && settlement.by === 'timeout') {
    const outcome = status === 'approved' ? 'it was approved with the declared default' : 'nobody had decided';
    return new CountersignError('expired', `This approval ended at ${settlement.at}: ${outcome}.`, { decision });
  }
  if (isRepeat(approval, input, actor)) return approval;
  if (settlement.action === 'close')
    return new CountersignError('cancelled', `The run ended ${about}, before this was decided.`, { decision });
  if (status === 'cancelled')
    return new CountersignError('cancelled', `This approval was cancelled ${about}.`, { decision });
  if (status === 'superseded')
    return new CountersignError(
      'superseded',
      `The run asks this no more, since ${settlement.at}. Read the run for what it asks now.`,
      {
        decision,
      },
    );
  return new CountersignError('already-decided', `This approval was ${status} ${about}.`, { decision });
}

function isRepeat(approval: SettledApproval, input: DecisionInput, actor: Actor): boolean {
  const { settlement } = approval;
  if (!sameActor(settlement.by, actor.id) || settlement.action !== input.action || settlement.reason !== input.reason)
    return false;
  if (input.action === 'edit') return sameJson(shown(settlement.value), input.editedValue);
  return input.action !== 'approve' || input.value === undefined
    ? settlement.value === (input.action === 'approve' ? approval.proposed : undefined)
    : sameJson(shown(settlement.value), input.value);
}
