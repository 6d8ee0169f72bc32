import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { hintFor } from '../../inbox/src/form/hints.ts';
import { fillable } from '../../inbox/src/form/nullable.ts';
import { inWords } from '../../inbox/src/form/schema-words.ts';
import { uiSchemaOf, uiSchemaOfForm } from '../../inbox/src/form/ui-schema.ts';
import { faultsOf, validatorOf } from '../../inbox/src/form/validator.ts';
import { formSchema } from '../../shared/engine/form-schema.ts';

const Form = z.object({
  amount: z.number().positive().max(40),
  to: z.email(),
  lines: z.array(z.object({ price: z.number() })).optional(),
});
const schema = formSchema(Form, 'key');

describe('the validator of the page’s forms', () => {
  it('finds nothing wrong with a value that fits', () => {
    expect(faultsOf({ amount: 40, to: 'a@example.com', lines: [{ price: 1 }] }, schema)).toEqual([]);
  });

  it('names each field that a person can mend, also within a list', () => {
    const faults = faultsOf({ amount: 41, to: 'a@example.com', lines: [{ price: '1' }] }, schema);

    expect(faults.map(({ path }) => path)).toEqual(['.amount', '.lines.0.price']);
    expect(faults[0]?.message).toBe('41 is greater than 40.');
  });

  it('says of a field that is left out that it is required, at that field', () => {
    expect(faultsOf({ amount: 1 }, schema)).toEqual([{ path: '.to', message: 'is required' }]);
  });

  it('says of an entry that was left empty that it is required, and of a wrong format no more than that', () => {
    const lines = formSchema(z.object({ tags: z.array(z.string()), on: z.iso.date(), stars: z.int() }), 'key');

    expect(faultsOf({ tags: [null], on: '1.1.2026', stars: 1.5 }, lines)).toEqual([
      { path: '.tags.0', message: 'is required' },
      { path: '.on', message: 'String does not match format "date".' },
      { path: '.stars', message: 'must be a whole number' },
    ]);
  });

  it('hands the form library its errors by field', () => {
    const { errors, errorSchema } = validatorOf(schema).validateFormData({ amount: 41, to: 'a@example.com' }, schema);

    expect(errors).toHaveLength(1);
    expect(errorSchema).toMatchObject({ amount: { __errors: ['41 is greater than 40.'] } });
  });

  it('tells which of several shapes a value has, by the definitions of the whole schema', () => {
    const root = { $defs: { mail: { type: 'string', pattern: '@' } } };

    expect(validatorOf(root).isValid({ $ref: '#/$defs/mail' }, 'a@b', root)).toBe(true);
    expect(validatorOf(root).isValid({ $ref: '#/$defs/mail' }, 'ab', root)).toBe(false);
  });
});

describe('how a form is shown', () => {
  it('gives long text room, and short text a line', () => {
    const fields = { type: 'object', properties: { subject: { type: 'string' }, body: { type: 'string' } } };

    const shown = uiSchemaOf(fields, { subject: 'Hello', body: 'One.\nTwo.' });

    expect(shown).toEqual({ subject: {}, body: { 'ui:widget': 'textarea', 'ui:options': { rows: 5 } } });
  });

  it.each<[string, z.ZodType, string]>([
    ['a whole number', z.int().min(1).max(9), 'A whole number, at least 1, at most 9'],
    ['a text', z.string().max(40), 'At most 40 characters'],
    ['a list', z.array(z.int().min(1)).min(1).max(4), '1 to 4 entries; each a whole number, at least 1'],
    ['a list of one length', z.array(z.string()).length(1), '1 entry'],
    ['a choice', z.enum(['a', 'b']), ''],
    ['a box', z.boolean(), ''],
  ])('says what %s takes', (_, field, words) => {
    expect(hintFor(formSchema(field, 'key'))).toBe(words);
  });

  it('draws what may hold nothing as one field, which needs not be filled in', () => {
    const open = formSchema(z.object({ note: z.string().nullable(), kind: z.enum(['a', 'b']).nullable() }), 'key');

    expect(fillable(open)).toMatchObject({
      required: ['kind'],
      properties: { note: { type: 'string', default: null }, kind: { enum: ['a', 'b', null] } },
    });
    expect(uiSchemaOf(open, undefined)).toMatchObject({
      note: { 'ui:emptyValue': null },
      kind: { 'ui:widget': 'select', 'ui:enumNames': ['a', 'b', 'None'] },
    });
  });

  it('calls shapes that have no title by what they are, and a value without fields a value', () => {
    const shapes = formSchema(z.object({ at: z.union([z.object({ a: z.string() }), z.array(z.string())]) }), 'key');

    expect(uiSchemaOf(shapes, undefined)).toMatchObject({
      at: { anyOf: [{ 'ui:title': 'Several fields' }, { 'ui:title': 'List' }] },
    });
    expect(uiSchemaOfForm(formSchema(z.int(), 'key'), undefined)).toMatchObject({ 'ui:title': 'Value' });
  });

  it.each([
    ['orderId', 'Order id'],
    ['requested_by', 'Requested by'],
    ['amount', 'Amount'],
  ])('calls %s "%s"', (name, words) => {
    expect(inWords(name)).toBe(words);
  });
});
