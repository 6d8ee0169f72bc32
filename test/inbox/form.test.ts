import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inWords, uiSchemaOf } from '../../inbox/src/form/ui-schema.ts';
import { faultsOf, validator } from '../../inbox/src/form/validator.ts';
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

  it('hands the form library its errors by field', () => {
    const { errors, errorSchema } = validator.validateFormData({ amount: 41, to: 'a@example.com' }, schema);

    expect(errors).toHaveLength(1);
    expect(errorSchema).toMatchObject({ amount: { __errors: ['41 is greater than 40.'] } });
  });

  it('tells which of several shapes a value has, by the definitions of the whole schema', () => {
    const root = { $defs: { mail: { type: 'string', pattern: '@' } } };

    expect(validator.isValid({ $ref: '#/$defs/mail' }, 'a@b', root)).toBe(true);
    expect(validator.isValid({ $ref: '#/$defs/mail' }, 'ab', root)).toBe(false);
  });
});

describe('how a form is shown', () => {
  it('gives long text room, and short text a line', () => {
    const fields = { type: 'object', properties: { subject: { type: 'string' }, body: { type: 'string' } } };

    const shown = uiSchemaOf(fields, { subject: 'Hello', body: 'One.\nTwo.' });

    expect(shown).toEqual({ subject: {}, body: { 'ui:widget': 'textarea', 'ui:options': { rows: 5 } } });
  });

  it.each([
    ['orderId', 'Order id'],
    ['requested_by', 'Requested by'],
    ['amount', 'Amount'],
  ])('calls %s "%s"', (name, words) => {
    expect(inWords(name)).toBe(words);
  });
});
