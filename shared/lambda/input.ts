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

/** The value of a JSON text; `invalid-json`. */
export function parseJson(text: string): unknown {
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
      : [{ path: issue.path.join('.'), message: wordsFor(issue) }],
  );
  throw new CountersignError(
    'invalid-input',
    errors.map(({ path, message }) => `${path || 'The input'} ${message}`).join('; '),
    { errors },
  );
}

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? `is required (${issue.expected})` : `must be of the type ${issue.expected}`;
  if (issue.code === 'too_small') return `is too short or too small (at least ${issue.minimum})`;
  if (issue.code === 'too_big') return `is too long or too large (at most ${issue.maximum})`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}
