/** What is typed into a form means what stands there, and nothing else. */
import { describe, expect, it } from 'vitest';
import { formFields } from '../../../shared/domain/form-fields.ts';
import { typedValue } from '../../../shared/domain/typed-value.ts';

const typed = (schema: Record<string, unknown>, text: string) =>
  typedValue(formFields(schema), new Map([['f.', text]]), { below: 'value', parse: JSON.parse });

const TIME = { type: 'string', format: 'date-time' };

describe('a time', () => {
  it.each([
    ['2026-11-28T10:00', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:30', '2026-11-28T10:00:30.000Z'],
    ['2026-11-28T10:00:30.5', '2026-11-28T10:00:30.500Z'],
    ['2026-11-28T10:00+01:00', '2026-11-28T09:00:00.000Z'],
    ['2024-02-29T10:00Z', '2024-02-29T10:00:00.000Z'],
    [' 2026-11-28T10:00 ', '2026-11-28T10:00:00.000Z'],
  ])('is read from %s', (text, value) => {
    expect(typed(TIME, text)).toEqual({ value, errors: [] });
  });

  it.each([
    ...['5', '1 ', '12/11/10', '2026-02-30T10:00', '2026-11-28T25:00', '2026-13-01T10:00', '2026-11-28', 'tomorrow'],
    ...['2026-11-28 10:00', '2026-11-28T10:00 (or 12:00)', '2026-11-28T10:00:00.123456'],
  ])('is not made of %s', (text) => {
    expect(typed(TIME, text).errors).toEqual([{ path: 'value', message: 'must be a date and a time' }]);
  });
});

it.each([
  ['1e-400', 'is too small to be kept exactly'],
  ['9007199254740993', 'is too large to be kept exactly'],
  ['1e400', 'must be a number, such as 12 or 12.5'],
  ['0x10', 'must be a number, such as 12 or 12.5'],
  ['1,000', 'must be a number, such as 12 or 12.5'],
])('makes no other number of %s', (text, message) => {
  expect(typed({ type: 'number' }, text).errors).toEqual([{ path: 'value', message }]);
});

it.each([
  ['0', 0],
  ['0e5', 0],
  ['-0.5', -0.5],
  ['1e3', 1_000],
])('reads the number %s', (text, value) => {
  expect(typed({ type: 'number' }, text)).toEqual({ value, errors: [] });
});

it('has fields of names that objects have already', () => {
  const properties = { constructor: { type: 'boolean' }, toString: { type: 'string' } };
  const fields = formFields({ type: 'object', properties, required: ['constructor', 'toString'] });
  const posted = new Map(fields.map(({ name, kind }) => [name, kind === 'boolean' ? 'true' : 'x']));

  const { value } = typedValue(fields, posted, { below: 'value', parse: JSON.parse });

  expect(JSON.stringify(value)).toBe('{"constructor":true,"toString":"x"}');
});

it('leaves a text as it is whose lines end as those of an old Macintosh do', () => {
  const [field] = formFields({ type: 'string' }, 'one\rtwo');

  expect(field).toMatchObject({ kind: 'lines', value: 'one\rtwo' });
});
