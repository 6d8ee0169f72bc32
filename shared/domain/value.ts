/** How values of a workflow are written down: everything that a step returns survives, or is refused by its path. */
import { DevalueError, parse, stringify } from 'devalue';
import * as z from 'zod/mini';
import { CountersignError, isCountersignError } from '../errors.ts';
import { isOutside, keptOutside, MOST_INSIDE } from './outside.ts';

/**
 * A value as text, by devalue: JSON with `Date`, `Map`, `Set`, `bigint`, `undefined`, `NaN`, `-0`, cycles and errors intact.
 */
export const Encoded = z.string().check(z.describe('a value, encoded by devalue'));
export type Encoded = z.infer<typeof Encoded>;

interface PlainError {
  name: string;
  message: string;
  cause?: unknown;
  fields: Record<string, unknown>;
}

const reducers = {
  Error: (value: unknown): PlainError | undefined =>
    value instanceof Error
      ? {
          name: value.name,
          message: value.message,
          fields: { ...value, ...(value instanceof AggregateError && { errors: value.errors }) },
          ...(value.cause !== undefined && { cause: value.cause }),
        }
      : undefined,
};

const revivers = {
  Error: ({ name, message, cause, fields }: PlainError): Error => {
    const error = new Error(message, cause === undefined ? undefined : { cause });
    // As it was: no field of its own, so that it is written down the same again.
    if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
    return Object.assign(error, fields);
  },
};

const utf8 = new TextEncoder();

/** The size of a text in bytes (UTF-8), as the stores count it. */
export const bytesOf = (text: string): number => utf8.encode(text).length;

/**
 * The value as text. `value-not-kept` names the path of what cannot be kept (a function, a symbol, an instance of a class);
 * or says that it is larger than `most` bytes.
 */
export function encode(value: unknown, what: string, most = MOST_INSIDE): Encoded {
  const text = written(value, what);
  if (text.length * 3 <= most || bytesOf(text) <= most) return text; // no letter takes more than three for each unit
  const reason = `it takes ${bytesOf(text)} bytes, and at most ${most} are kept`;
  const errors = [{ path: '', message: reason }];
  throw new CountersignError('value-not-kept', `${what} cannot be kept: ${reason}. Keep it elsewhere, and say where.`, {
    errors,
  });
}

/** A value that somebody sent in `field`, as text; `invalid-input` where it cannot be kept. */
export function encodeInput(value: unknown, field: string, most?: number): Encoded {
  try {
    return encode(value, field, most);
  } catch (error) {
    if (!isCountersignError(error, 'value-not-kept')) throw error;
    const errors = (error.details.errors ?? []).map(({ path, message }) => ({
      path: [field, path].filter(Boolean).join('.'),
      message,
    }));
    throw new CountersignError('invalid-input', error.message, { errors, cause: error });
  }
}

function written(value: unknown, what: string): string {
  try {
    return stringify(value, reducers);
  } catch (error) {
    const path = error instanceof DevalueError ? error.path.replace(/^\./, '') : '';
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${what} cannot be kept${path ? ` at ${path}` : ''}: ${reason}. Use plain data instead.`;
    throw new CountersignError('value-not-kept', message, { errors: [{ path, message: reason }], cause: error });
  }
}

/** The value again; what is kept outside of its record has to be read there first. */
export function decode(text: Encoded): unknown {
  if (isOutside(text)) throw new Error('The value is kept outside of the record, and was not read there.');
  return parse(text, revivers);
}

/** The value, or what tells that it is too large to stand here. */
export const decodeShown = (text: Encoded): unknown => (isOutside(text) ? keptOutside(text) : decode(text));

/** A value as JSON shows it to people and other systems: dates as ISO 8601, maps as objects, sets as arrays, bigints as text. */
export function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(plain(value, new Set())) ?? 'null');
}

function plain(value: unknown, above: Set<unknown>): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (above.has(value)) return '[circular]';
  const seen = new Set([...above, value]);
  const inside = (item: unknown) => plain(item, seen);
  if (value instanceof Error)
    return {
      name: value.name,
      message: value.message,
      ...(value.cause !== undefined && { cause: inside(value.cause) }),
    };
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), inside(item)]));
  if (value instanceof Set || Array.isArray(value)) return [...value].map(inside);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item)]));
}

/** The encoded value as JSON shows it; undefined stays undefined. */
export const shown = (text: Encoded | undefined): unknown =>
  text === undefined ? undefined : toJson(decodeShown(text));
