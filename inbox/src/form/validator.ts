/** Checks the form library's forms the way the system does, without code that is made at run time (a strict CSP forbids it). */
import type { RJSFValidationError, ValidatorType } from '@rjsf/utils';
import { toErrorSchema } from '@rjsf/utils';
import { misfits } from '../../../shared/domain/form.ts';

type Schema = Record<string, unknown>;

const REQUIRED = /required property "(.+)"\.$/;

const PATTERN = 'String does not match pattern.';

/** What does not fit, each at the field that a person can mend. */
export function faultsOf(value: unknown, schema: Schema): { path: string; message: string }[] {
  const found = misfits(value, schema, '').map(({ path, message }) => {
    const missing = REQUIRED.exec(message)?.[1];
    return missing === undefined
      ? { path, message: saidOf(message) }
      : { path: `${path}.${missing}`, message: 'is required' };
  });
  // A date that is none breaks the pattern of dates as well, which says nothing to a person.
  const isSaid = ({ path }: { path: string }) => found.some((one) => one.path === path && one.message !== PATTERN);
  return found.filter((fault) => fault.message !== PATTERN || !isSaid(fault));
}

/** An entry of a list that was left empty is null. */
function saidOf(message: string): string {
  if (message.startsWith('Instance type "null"')) return 'is required';
  return message.endsWith('Expected "integer".') ? 'must be a whole number' : message;
}

const asErrors = (value: unknown, schema: Schema): RJSFValidationError[] =>
  faultsOf(value, schema).map(({ path, message }) => ({ property: path, message, stack: `${path} ${message}` }));

/** Checks what is filled in by the form's own schema, which is not quite the one that it is drawn by. */
export const validatorOf = (form: Schema): ValidatorType<unknown, Schema> => ({
  validateFormData(value, _schema, _custom, transform, uiSchema) {
    const found = asErrors(value, form);
    const errors = transform ? transform(found, uiSchema) : found;
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid(schema, value, root) {
    try {
      return misfits(value, { ...(root.$defs !== undefined && { $defs: root.$defs }), ...schema }, '').length === 0;
    } catch {
      return false;
    }
  },
  rawValidation(schema, value) {
    return { errors: asErrors(value, schema) as never[] }; // the caller names the type that it wants
  },
});
