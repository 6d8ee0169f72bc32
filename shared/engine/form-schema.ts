/** Turns the zod schema of a form into the JSON Schema that is kept with the approval, and refuses what that cannot say. */
import { type $ZodType, toJSONSchema } from 'zod/v4/core';
import { CountersignError } from '../errors.ts';

const UNSAYABLE = new Set([
  'date',
  'bigint',
  'transform',
  'pipe',
  'custom',
  'symbol',
  'map',
  'set',
  'function',
  'promise',
  'undefined',
  'void',
  'nan',
]);

/** A form that stands outside of the body is the same at each execution of it, and is written down once. */
const written = new WeakMap<$ZodType, Record<string, unknown>>();

/**
 * The form as JSON Schema (2020-12). `invalid-approval` names the path of a date, bigint, transform, pipe or refinement:
 * a value is checked against what is kept with the approval, so what JSON Schema does not say would not be checked.
 */
export function formSchema(form: $ZodType, key: string): Record<string, unknown> {
  const schema = written.get(form) ?? jsonSchemaOf(form, key);
  written.set(form, schema);
  return schema;
}

function jsonSchemaOf(form: $ZodType, key: string): Record<string, unknown> {
  const schema = toJSONSchema(form, {
    unrepresentable: 'any',
    override: ({ zodSchema, path }) => {
      const { type, checks = [] } = zodSchema._zod.def;
      const refined = checks.some((check) => check._zod.def.check === 'custom' || check._zod.def.check === 'overwrite');
      const flagged = checks.some(({ _zod: { def } }) => 'pattern' in def && hasFlags(def.pattern));
      if (!refined && !flagged && !UNSAYABLE.has(type)) return;
      const what = refined ? 'refinement' : flagged ? 'regex with flags' : type;
      const at = ['form', ...fieldsOf(path)].join('.');
      throw new CountersignError(
        'invalid-approval',
        `Approval "${key}": ${at} is a ${what}, which JSON Schema cannot say. Use plain JSON types and their limits (min, max, regex, enum).`,
        { errors: [{ path: at, message: 'cannot be said in JSON Schema' }] },
      );
    },
  });
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}

/** JSON Schema's patterns have no flags; `u` changes nothing that they would say. */
const hasFlags = (pattern: unknown): boolean => pattern instanceof RegExp && /[imsv]/.test(pattern.flags);

/** The names of the fields on a path through a JSON Schema, where each follows the word `properties`. */
const fieldsOf = (path: readonly (string | number)[]): (string | number)[] =>
  path.flatMap((part, i) => (part === 'properties' && structural(path, i) ? [] : [part]));

/** True where the word at `i` is the schema's own, and not the name of a field. */
const structural = (path: readonly (string | number)[], i: number): boolean =>
  i === 0 || path[i - 1] !== 'properties' || !structural(path, i - 1);
