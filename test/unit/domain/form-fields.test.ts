/** The fields of a form, and the value that follows from what was typed into them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { misfits } from '../../../shared/domain/form.ts';
import { type FormField, formFields } from '../../../shared/domain/form-fields.ts';
import { typedValue } from '../../../shared/domain/typed-value.ts';
import { formSchema } from '../../../shared/engine/form-schema.ts';

const schemaOf = (form: z.ZodType) => formSchema(form, 'key');
const fieldsOf = (form: z.ZodType, proposed?: unknown): FormField[] => formFields(schemaOf(form), proposed);
const only = (form: z.ZodType, proposed?: unknown): FormField | undefined =>
  fieldsOf(z.object({ it: form }), proposed === undefined ? undefined : { it: proposed })[0];

const typed = (fields: readonly FormField[], texts: Record<string, string>, proposed?: unknown) =>
  typedValue(fields, new Map(Object.entries(texts)), { below: 'value', proposed, parse: JSON.parse });

/** What a browser sends where nobody types anything. */
const asShown = (fields: readonly FormField[]): Record<string, string> =>
  Object.fromEntries(fields.map(({ name, present }) => [name, present.replaceAll(/\r\n?|\n/g, '\r\n')]));

describe('the fields of a form', () => {
  it.each<[string, z.ZodType, Partial<FormField>]>([
    ['a text', z.string(), { kind: 'text', required: true }],
    ['a text that may be left out', z.string().optional(), { kind: 'text', required: false, empty: 'absent' }],
    ['a text or null', z.string().nullable(), { kind: 'text', required: false, empty: 'null' }],
    ['a long text', z.string().max(2_000), { kind: 'lines', maxLength: 2_000, hint: 'At most 2000 characters' }],
    [
      'a text of some length',
      z.string().min(2).max(9),
      { minLength: 2, maxLength: 9, hint: 'At least 2, at most 9 characters' },
    ],
    ['a number', z.number().min(1).max(9.5), { kind: 'number', min: 1, max: 9.5, hint: 'At least 1, at most 9.5' }],
    [
      'a number above',
      z.number().positive().lt(5),
      { kind: 'number', min: 0, max: 5, hint: 'More than 0, less than 5' },
    ],
    ['a whole number', z.int(), { kind: 'integer', hint: 'A whole number' }],
    ['a whole number above', z.int().positive(), { kind: 'integer', min: 1, hint: 'A whole number, at least 1' }],
    ['a step', z.number().multipleOf(0.5), { kind: 'number', hint: 'In steps of 0.5' }],
    ['a yes or no', z.boolean(), { kind: 'boolean' }],
    [
      'one of several',
      z.enum(['a', 'b']),
      {
        kind: 'choice',
        choices: [
          { text: '"a"', label: 'a' },
          { text: '"b"', label: 'b' },
        ],
      },
    ],
    ['one value', z.literal(7), { kind: 'choice', choices: [{ text: '7', label: '7' }] }],
    ['a date', z.iso.date(), { kind: 'date' }],
    ['a time', z.iso.datetime(), { kind: 'date-time', hint: 'In UTC' }],
    ['an e-mail address', z.email(), { kind: 'email' }],
    ['a list', z.array(z.string()), { kind: 'json', hint: 'As JSON' }],
    ['a table', z.record(z.string(), z.number()), { kind: 'json' }],
    ['one of two kinds', z.union([z.string(), z.number()]), { kind: 'json' }],
    ['anything', z.unknown(), { kind: 'json' }],
    ['a default', z.number().default(3), { kind: 'number', present: '3' }],
    ['a description', z.string().describe('As on the bill'), { description: 'As on the bill' }],
    ['a title', z.string().meta({ title: 'IBAN' }), { label: 'IBAN' }],
  ])('say what %s takes', (_, form, expected) => {
    expect(only(form)).toMatchObject({ path: ['it'], name: 'f.it', ...expected });
  });

  it('are those of objects within objects, each by its path and in words', () => {
    const form = z.object({ due_date: z.iso.date(), to: z.object({ bankName: z.string(), 'a.b%': z.string() }) });

    expect(fieldsOf(form).map(({ name, label }) => [name, label])).toEqual([
      ['f.due_date', 'Due date'],
      ['f.to.bankName', 'To › Bank name'],
      ['f.to.a%2Eb%25', 'To › A.b%'],
    ]);
  });

  it('are one for a value that is none of an object', () => {
    expect(fieldsOf(z.number(), 7)).toMatchObject([
      { path: [], name: 'f.', label: 'Value', kind: 'number', present: '7' },
    ]);
  });

  it('follow from what is proposed where there is no form', () => {
    const fields = formFields(undefined, {
      to: 'a@b',
      body: 'one\ntwo',
      count: 2,
      isNew: false,
      tags: ['x'],
      none: null,
    });

    expect(fields.map(({ kind }) => kind)).toEqual(['text', 'lines', 'number', 'boolean', 'json', 'json']);
  });

  it('are JSON where what is proposed does not fit the form', () => {
    expect(only(z.number(), 'much')).toMatchObject({ kind: 'json', present: '"much"' });
    expect(fieldsOf(z.object({ a: z.string() }), [1])).toMatchObject([{ path: [], kind: 'json' }]);
  });
});

describe('what was typed', () => {
  const form = z.object({
    amount: z.number().positive(),
    count: z.int().optional(),
    kind: z.enum(['a', 'b']),
    urgent: z.boolean(),
    note: z.string().nullable(),
    at: z.iso.datetime(),
    more: z.object({ tags: z.array(z.string()).optional() }),
  });
  const texts = {
    ...{ 'f.amount': ' 12.5 ', 'f.count': '', 'f.kind': '"b"', 'f.urgent': 'false' },
    ...{ 'f.note': '', 'f.at': '2026-03-01T10:30', 'f.more.tags': '' },
  };

  it('is a value that fits the form', () => {
    const { value, errors } = typed(fieldsOf(form), texts);

    expect(errors).toEqual([]);
    expect(value).toEqual({
      ...{ amount: 12.5, kind: 'b', urgent: false, note: null, at: '2026-03-01T10:30:00.000Z', more: {} },
    });
    expect(misfits(value, schemaOf(form), 'value')).toEqual([]);
  });

  it.each([
    ['amount', '', 'is required'],
    ['amount', '1,5', 'must be a number, such as 12 or 12.5'],
    ['amount', '0x10', 'must be a number, such as 12 or 12.5'],
    ['amount', '1e999', 'must be a number, such as 12 or 12.5'],
    ['amount', '9007199254740993', 'is too large to be kept exactly'],
    ['count', '1.5', 'must be a whole number'],
    ['kind', '"c"', 'must be one of those that are offered'],
    ['urgent', 'maybe', 'must be yes or no'],
    ['at', 'tomorrow', 'must be a date and a time'],
    ['more.tags', '[', expect.stringContaining('is not JSON')],
  ])('is named by its path where %s is "%s"', (path, text, message) => {
    const { errors } = typed(fieldsOf(form), { ...texts, [`f.${path}`]: text });

    expect(errors).toEqual([{ path: `value.${path}`, message }]);
  });

  it('keeps what the form does not ask for, and takes out what was emptied', () => {
    const proposed = { amount: 1, count: 3, more: { tags: ['x'], other: 1 }, id: 'i-1' };
    const fields = fieldsOf(form, proposed);

    const { value } = typed(fields, { ...texts, 'f.count': '', 'f.more.tags': '' }, proposed);

    expect(value).toMatchObject({ id: 'i-1', more: { other: 1 } });
    expect(value).not.toHaveProperty('count');
    expect(proposed).toMatchObject({ count: 3, more: { tags: ['x'] } });
  });

  it('leaves alone what is called as a prototype is', () => {
    const proposed: unknown = JSON.parse('{"__proto__":{"a":"y"},"b":"z"}');

    const { value } = typed(formFields(undefined, proposed), { 'f.b': 'w', 'f.__proto__.a': 'x' }, proposed);

    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":"y"},"b":"w"}');
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('is what was proposed, to the last digit, where nobody changed anything', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.constantFrom('a\nb', 'a\r\nb', '2026-03-01T10:30:00+02:00', '2026-03-01', '', ' '),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.boolean(),
      fc.constant(null),
    );
    const { value: tree } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const forms = [undefined, schemaOf(form), {}];

    fc.assert(
      fc.property(tree, fc.constantFrom(...forms), (proposed, schema) => {
        const fields = formFields(schema, proposed);
        const given = typed(
          fields.filter(({ value }) => value !== undefined),
          asShown(fields),
          proposed,
        );
        expect(given).toEqual({ value: proposed, errors: [] });
      }),
      { numRuns: 300 },
    );
  });
});
