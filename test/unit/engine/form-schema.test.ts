/** Forms as JSON Schema, and what that cannot say. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { misfits } from '../../../shared/domain/form.ts';
import { formSchema } from '../../../shared/engine/form-schema.ts';

describe('formSchema', () => {
  it('says the fields, their types and their limits', () => {
    const form = z.object({
      amount: z.number().positive().max(40).describe('How much'),
      reason: z.string().min(3).optional(),
      method: z.enum(['card', 'bank']),
      lines: z.array(z.object({ sku: z.string().regex(/^[A-Z]+$/), count: z.int() })),
    });

    expect(formSchema(form, 'refund')).toMatchObject({
      type: 'object',
      properties: {
        amount: { type: 'number', exclusiveMinimum: 0, maximum: 40, description: 'How much' },
        reason: { type: 'string', minLength: 3 },
        method: { enum: ['card', 'bank'] },
        lines: { type: 'array', items: { properties: { sku: { pattern: '^[A-Z]+$' }, count: { type: 'integer' } } } },
      },
      required: ['amount', 'method', 'lines'],
      additionalProperties: false,
    });
    expect(formSchema(form, 'refund')).not.toHaveProperty('$schema');
  });

  it('takes schemas of zod/mini as well', () => {
    expect(formSchema(mini.object({ a: mini.number().check(mini.maximum(3)) }), 'a')).toMatchObject({
      properties: { a: { maximum: 3 } },
    });
  });

  it.each<[string, z.ZodType, unknown, unknown]>([
    ['numbers', z.number().min(1).max(3), 3, 4],
    ['texts', z.string().max(2), 'ab', 'abc'],
    ['booleans', z.boolean(), true, 'true'],
    ['literals', z.literal(['a', 7]), 7, 8],
    ['unions', z.union([z.string(), z.null()]), null, 1],
    ['tuples', z.tuple([z.string(), z.number()]), ['a', 1], ['a', 'b']],
    ['records', z.record(z.string(), z.number()), { a: 1 }, { a: 'x' }],
    ['e-mail addresses', z.email(), 'ann@example.com', 'ann'],
    ['whole numbers', z.int(), 7, 7.5],
    ['numbers without limits', z.float64(), 1e300, 'x'],
    [
      'choices by a field',
      z.discriminatedUnion('t', [z.object({ t: z.literal('a') }), z.object({ t: z.literal('b'), n: z.number() })]),
      { t: 'b', n: 1 },
      { t: 'b' },
    ],
    ['branded values', z.string().brand('Id'), 'a', 1],
    ['nullable and optional fields', z.object({ a: z.string().nullable().optional() }), { a: null }, { a: 1 }],
  ])('checks %s as zod does', (_, form, fits, misfit) => {
    const schema = formSchema(form, 'key');

    expect([form.safeParse(fits).success, form.safeParse(misfit).success]).toEqual([true, false]);
    expect(misfits(fits, schema, 'value')).toEqual([]);
    expect(misfits(misfit, schema, 'value')).not.toEqual([]);
  });

  it.each<[string, z.ZodType, string]>([
    ['a date', z.object({ order: z.object({ at: z.date() }) }), 'form.order.at'],
    ['a bigint', z.object({ big: z.bigint() }), 'form.big'],
    ['a transform', z.object({ text: z.string().transform((text) => text.length) }), 'form.text'],
    ['a preprocessing', z.object({ text: z.preprocess(String, z.string()) }), 'form.text'],
    ['a pipe', z.object({ n: z.pipe(z.string(), z.transform(Number)) }), 'form.n'],
    ['a refinement', z.object({ n: z.number().refine((n) => n % 7 === 0) }), 'form.n'],
    ['a refinement of the whole', z.object({ a: z.number() }).refine(() => false), 'form'],
    ['a check by hand', z.object({ a: z.string().superRefine(() => {}) }), 'form.a'],
    ['a change of case', z.object({ text: z.string().toLowerCase() }), 'form.text'],
    ['a map', z.object({ m: z.map(z.string(), z.number()) }), 'form.m'],
    ['a set', z.object({ s: z.set(z.string()) }), 'form.s'],
    ['an instance of a class', z.object({ f: z.instanceof(Date) }), 'form.f'],
    ['a symbol', z.object({ s: z.symbol() }), 'form.s'],
    ['undefined', z.object({ u: z.undefined() }), 'form.u'],
    ['not a number', z.object({ u: z.nan() }), 'form.u'],
    ['a date in a list', z.object({ at: z.array(z.date()) }), 'form.at.items'],
    ['a date in an optional field', z.object({ at: z.date().optional() }), 'form.at'],
    ['a date in a union', z.object({ at: z.union([z.string(), z.date()]) }), 'form.at.anyOf.1'],
    ['a date as the whole', z.date(), 'form'],
  ])('refuses %s, and names its path', (_, form, path) => {
    expect(() => formSchema(form, 'refund')).toThrow(
      expect.objectContaining({
        code: 'invalid-approval',
        message: expect.stringContaining(`Approval "refund": ${path} is a `),
        details: { errors: [{ path, message: 'cannot be said in JSON Schema' }] },
      }),
    );
  });

  it('names the path of a field that is called "properties"', () => {
    expect(() => formSchema(z.object({ properties: z.object({ at: z.date() }) }), 'refund')).toThrow(
      expect.objectContaining({ details: { errors: [expect.objectContaining({ path: 'form.properties.at' })] } }),
    );
  });

  it('refuses a regex whose flags JSON Schema would drop', () => {
    expect(() => formSchema(z.object({ code: z.string().regex(/^[a-z]+$/i) }), 'refund')).toThrow(
      expect.objectContaining({ details: { errors: [expect.objectContaining({ path: 'form.code' })] } }),
    );
    expect(formSchema(z.object({ code: z.string().regex(/^[a-z]+$/) }), 'refund')).toMatchObject({
      properties: { code: { pattern: '^[a-z]+$' } },
    });
  });
});
