/** The rules of deciding: turns what a person sent into the move that settles the approval, or says why not. */
import { CountersignError, type FieldError } from '../errors.ts';
import { type ApprovalFields, type PendingApproval, proposedOf, shownDigest } from './approval.ts';
import { voteOn } from './cast-vote.ts';
import type { Action, DecisionInput } from './decision.ts';
import { misfits } from './form.ts';
import type { Move } from './move.ts';
import { isOutside, outsideOf } from './outside.ts';
import { type Acting, goesByVotes } from './policy.ts';
import { sameJson } from './same-json.ts';
import { settle, signed, words } from './settle.ts';
import type { Time } from './time.ts';
import { encodeInput, shown } from './value.ts';

/**
 * The one write that a decision makes: the approval is settled by it, or, where it goes by votes and this one is not enough,
 * counts it. Throws `not-allowed`, `changed`, `already-decided` (by their own vote) and `invalid-input` (naming the
 * field); the approval is as it was then.
 */
export function decisionOn(
  approval: PendingApproval,
  input: DecisionInput,
  acting: Acting,
  at: Time,
): Move<ApprovalFields> {
  refuseToEditOutside(approval, input);
  refuseUnlessTaken(approval, input);
  refuseIfChanged(approval, input);
  const errors = missing(approval, input);
  if (errors.length > 0) throw new CountersignError('invalid-input', inWords(errors), { errors });
  const { action } = input;
  if (goesByVotes(approval) && action !== 'cancel') return voteOn(approval, { ...input, action }, acting, at);
  const value = decidedValue(approval, input);
  return settle(approval, {
    action: input.action,
    ...(value !== undefined && { value }),
    ...(input.action === 'edit' && { originalValue: encodeInput(input.originalValue, 'originalValue') }),
    ...words(input),
    ...signed(acting, at),
    digest: approval.digest,
  });
}

/** Both values of an edit stand in the approval's record, which has no room for arguments that are kept outside of it. */
function refuseToEditOutside(approval: PendingApproval, { action, value }: DecisionInput): void {
  const asked = proposedOf(approval);
  if (asked === undefined || !isOutside(asked)) return;
  const isEdit = action === 'edit';
  if (!isEdit && (action !== 'approve' || value === undefined)) return;
  const message = `cannot be taken: what is to be approved has ${outsideOf(asked).bytes} bytes and is kept outside of the record, where it cannot be edited. Approve it as it is, without a value, or reject it and say what to change`;
  const errors = [{ path: isEdit ? 'editedValue' : 'value', message }];
  throw new CountersignError('invalid-input', inWords(errors), { errors });
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

function refuseIfChanged(approval: PendingApproval, input: DecisionInput): void {
  const digest = shownDigest(approval);
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
