/** Turns what was posted from the page of a decision link into a decision, or says what does not fit. */
import * as z from 'zod/mini';
import { proposedOf } from '../domain/approval.ts';
import { DecisionInput } from '../domain/decision.ts';
import { digestOf } from '../domain/digest.ts';
import { misfits } from '../domain/form.ts';
import { type FormField, formFields } from '../domain/form-fields.ts';
import type { OpenedLink } from '../domain/link.ts';
import { offered, proposalIn } from '../domain/offered.ts';
import { parseInput } from '../domain/parse-input.ts';
import { typedValue } from '../domain/typed-value.ts';
import { type FieldError, isCountersignError } from '../errors.ts';
import { parseJson } from './input.ts';

/** What can be done by a link. */
export const Choice = z.enum(['approve', 'edit', 'reject']);
export type Choice = z.infer<typeof Choice>;

/** What was posted, by the names of the controls. */
export type Posted = ReadonlyMap<string, string>;

/** What says that the form was shown, and not what is to be done. */
const OF_THE_PAGE = ['nonce', 'confirm'];

export const postedOf = (body: Record<string, string>): Posted => new Map(Object.entries(body));

/** What is to be done, without what says that it was shown. */
export const doing = (posted: Posted): [string, string][] =>
  [...posted]
    .filter(([name]) => !OF_THE_PAGE.includes(name))
    .map(([name, text]) => [name, text.replaceAll(/\r\n?/g, '\n')]);

/** The digest of what is to be done. */
export const digestOfDoing = (posted: Posted): string => digestOf(Object.fromEntries(doing(posted)));

/** The fields that a choice asks for, with what is proposed in them; none where it carries no value. */
export function fieldsFor(choice: Choice, { approval, view }: OpenedLink): FormField[] {
  const proposed = proposalIn(view);
  if (choice === 'edit') return proposed === undefined ? [] : formFields(approval.form, proposed);
  return choice === 'approve' && approval.form && proposed === undefined ? formFields(approval.form) : [];
}

/** What a person may choose on the page. */
export const choicesOf = ({ approval, explanation, isWhole }: OpenedLink): Choice[] => {
  const { actions, mayDecide } = explanation.you;
  if (!mayDecide || !isWhole) return [];
  const shown = offered(actions, proposedOf(approval));
  return Choice.options.filter((choice) => shown.includes(choice));
};

/** The decision; or each field that does not fit. */
export function decisionFrom(
  opened: OpenedLink,
  posted: Posted,
): { input: DecisionInput } | { errors: readonly FieldError[] } {
  const choice = Choice.safeParse(posted.get('action')).data;
  if (!choice) return { errors: [{ path: 'action', message: 'must be approve, edit or reject' }] };
  const fields = fieldsFor(choice, opened);
  const proposed = proposalIn(opened.view);
  const below = choice === 'edit' ? 'editedValue' : 'value';
  const typed = typedValue(fields, posted, {
    below,
    ...(choice === 'edit' && { proposed }),
    parse: parseJson,
  });
  const { form } = opened.approval;
  const errors =
    typed.errors.length > 0 || fields.length === 0 || !form ? typed.errors : misfits(typed.value, form, below);
  const written = texts({
    ...{ action: choice, digest: posted.get('digest') ?? '' },
    ...(fields.length > 0 && { [below]: typed.value }),
    ...(choice === 'edit' && { originalValue: proposed }),
    ...said('reason', posted),
    ...said('comment', posted),
  });
  if ('errors' in written || errors.length > 0)
    return { errors: [...errors, ...('errors' in written ? written.errors : [])] };
  return written;
}

function texts(input: unknown): { input: DecisionInput } | { errors: readonly FieldError[] } {
  try {
    return { input: parseInput(DecisionInput, input) };
  } catch (error) {
    if (!isCountersignError(error, 'invalid-input')) throw error;
    return { errors: error.details.errors ?? [] };
  }
}

/** A text that was left empty says nothing. */
function said(name: 'reason' | 'comment', posted: Posted): Record<string, string> {
  const text = (posted.get(name) ?? '').replaceAll(/\r\n?/g, '\n').trim();
  return text === '' ? {} : { [name]: text };
}
