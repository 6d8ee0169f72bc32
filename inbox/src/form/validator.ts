/** Checks the form library's forms the way the system does, without code that is made at run time (a strict CSP forbids it). */
import type { RJSFValidationError, ValidatorType } from '@rjsf/utils';
import { toErrorSchema } from '@rjsf/utils';
import { misfits } from '../../../shared/domain/form.ts';

type Schema = Record<string, unknown>;

const REQUIRED = /required property "(.+)"\.$/;

/** What does not fit, each at the field that a person can mend. */
export function faultsOf(value: unknown, schema: Schema): { path: string; message: string }[] {
  return misfits(value, schema, '').map(({ path, message }) => {
    const missing = REQUIRED.exec(message)?.[1];
    return missing === undefined ? { path, message } : { path: `${path}.${missing}`, message: 'is required' };
  });
}

const asErrors = (value: unknown, schema: Schema): RJSFValidationError[] =>
  faultsOf(value, schema).map(({ path, message }) => ({ property: path, message, stack: `${path} ${message}` }));

/** For every form of the page. */
export const validator: ValidatorType<unknown, Schema> = {
  validateFormData(value, schema, _custom, transform, uiSchema) {
    const found = asErrors(value, schema);
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
};
