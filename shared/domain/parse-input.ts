/** Parses what somebody sent by its schema; a refusal says which field, and what to do. */
import type * as z from 'zod/mini';
import { CountersignError, type FieldError } from '../errors.ts';

/** The value, parsed; `invalid-input` naming each field that does not fit, unknown ones included. */
export function parseInput<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue): FieldError[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key].join('.'),
          message: 'is not a field that is known here; leave it out',
        }))
      : [{ path: issue.path.join('.'), message: wordsFor(issue, valueAt(value, issue.path)) }],
  );
  throw new CountersignError(
    'invalid-input',
    errors.map(({ path, message }) => `${path || 'The input'} ${message}`).join('; '),
    { errors },
  );
}

function wordsFor(issue: z.core.$ZodIssue, found: unknown): string {
  if (found === undefined && issue.path.length > 0) return 'is required';
  if (issue.code === 'invalid_type') return `must be of the type ${issue.expected}`;
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}

const unitOf = (origin: string): string => (origin === 'string' ? ' characters long' : '');

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? new Map<PropertyKey, unknown>(Object.entries(inner)).get(String(name))
        : undefined,
    value,
  );
}
