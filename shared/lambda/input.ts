/** Parses what comes from outside: size, JSON, schema; each refusal says which field, and what to do. */
import type * as z from 'zod/mini';
import { CountersignError, type FieldError } from '../errors.ts';

/** The largest body or direct event, in bytes. */
export const MOST_BYTES = 256 * 1024;

/** `payload-too-large` where the text is larger than `MOST_BYTES`. */
export function refuseLarge(text: string): void {
  const size = Buffer.byteLength(text);
  if (size > MOST_BYTES) {
    throw new CountersignError(
      'payload-too-large',
      `The input has ${size} bytes; at most ${MOST_BYTES} are taken. Keep large data elsewhere and send where it is.`,
    );
  }
}

/** How deep data may be nested: deeper than anybody's, and far from what exhausts a stack. */
const MOST_LEVELS = 100;

/** `invalid-input` where brackets stand in brackets more than `MOST_LEVELS` deep (those within texts do no harm). */
function refuseDeep(text: string): void {
  let depth = 0;
  for (const [bracket] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (bracket === '{' || bracket === '[') depth++;
    else if (bracket === '}' || bracket === ']') depth--;
    if (depth > MOST_LEVELS)
      throw new CountersignError('invalid-input', `The input is nested more than ${MOST_LEVELS} levels deep.`, {
        errors: [{ path: '', message: 'is nested too deeply' }],
      });
  }
}

/** The value of a JSON text; `invalid-json`. */
export function parseJson(text: string): unknown {
  refuseDeep(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CountersignError(
      'invalid-json',
      `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}

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
