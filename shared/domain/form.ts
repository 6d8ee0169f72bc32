/** Checks a value that a person supplied against the form that the approval was asked with. */
import { Validator } from '@cfworker/json-schema';
import { CountersignError, type FieldError } from '../errors.ts';
import { toJson } from './value.ts';

/** What does not fit, by path below `field` (`value.amount`); empty where the value fits. */
export function misfits(value: unknown, form: Record<string, unknown>, field: string): FieldError[] {
  const { valid, errors } = new Validator(form, '2020-12', false).validate(value);
  if (valid) return [];
  // The validator also reports each enclosing object; the deepest places are what a person can mend.
  const enclosing = new Set(errors.map(({ instanceLocation: at }) => at.slice(0, at.lastIndexOf('/'))));
  // What is left out has no place of its own: it is reported where it is missing.
  const inner = errors
    .filter(({ instanceLocation, keyword }) => keyword === 'required' || !enclosing.has(instanceLocation))
    .slice(0, MOST_REPORTED);
  return inner.map(({ instanceLocation, keyword, error }) => ({
    path: pathOf(instanceLocation, field),
    message: keyword === 'false' ? 'is not a field of the form; leave it out' : error,
  }));
}

/** Throws `invalid-input`, naming each place, where a value that was handed over in `field` does not fit; `what` says what it is. */
export function requireFit(value: unknown, form: Record<string, unknown>, field: string, what: string): void {
  const errors = misfits(toJson(value), form, field);
  if (errors.length === 0) return;
  const places = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new CountersignError('invalid-input', `${what} does not fit the form: ${places}`, { errors });
}

/** More places than this tell a person nothing new. */
const MOST_REPORTED = 50;

const pathOf = (pointer: string, field: string): string =>
  [
    field,
    ...pointer
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')),
  ].join('.');
