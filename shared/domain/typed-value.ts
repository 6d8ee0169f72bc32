/** Reads what a person typed into the fields of a form, and puts it into what was proposed. */
import type { FieldError } from '../errors.ts';
import type { FormField } from './form-fields.ts';

/** What was typed: the value, and what does not fit. */
export interface Typed {
  readonly value: unknown;
  readonly errors: readonly FieldError[];
}

/** Browsers send the ends of lines as two characters. */
const asTyped = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/**
 * The value that follows from what was posted, put into what was proposed. Each field that does not fit is named by its path
 * `below` it. `parse` reads JSON, and throws where it cannot.
 */
export function typedValue(
  fields: readonly FormField[],
  posted: ReadonlyMap<string, string>,
  { below, proposed, parse }: { below: string; proposed?: unknown; parse: (text: string) => unknown },
): Typed {
  const errors: FieldError[] = [];
  let value: unknown = structuredClone(proposed);
  for (const field of fields) {
    if (field.grouped && field.path.length > 0) value = withGroup(value, field.path.slice(0, -1));
    const text = asTyped(posted.get(field.name) ?? '');
    const typed =
      text === asTyped(field.present) && field.value !== undefined
        ? { value: field.value }
        : readField(field, text, parse);
    if ('wrong' in typed) errors.push({ path: [below, ...field.path].join('.'), message: typed.wrong });
    else value = placed(value, field.path, typed.value);
  }
  return { value, errors };
}

type Read = { value: unknown } | { wrong: string };

function readField(field: FormField, text: string, parse: (text: string) => unknown): Read {
  const isText = field.kind === 'text' || field.kind === 'lines';
  if (text === '' || (!isText && text.trim() === '')) {
    if (field.required) return { wrong: 'is required' };
    return { value: { absent: undefined, null: null, text: '' }[field.empty] };
  }
  switch (field.kind) {
    case 'number':
    case 'integer':
      return readNumber(text.trim(), field.kind);
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { wrong: 'must be yes or no' };
    case 'choice': {
      const isOne = field.choices?.some((choice) => choice.text === text);
      return isOne ? { value: JSON.parse(text) } : { wrong: 'must be one of those that are offered' };
    }
    case 'date-time':
      return readTime(text.trim());
    case 'json':
      return readJson(text, parse);
    default:
      return { value: isText ? text : text.trim() };
  }
}

/** A time as its control sends it, in UTC, or with a zone. What JavaScript would make of any other text is not what was typed. */
function readTime(text: string): Read {
  const [, day, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  const time = Date.parse(text.endsWith(zone) ? text : `${text}${zone}`);
  const isDay = day !== undefined && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day);
  return isDay && !Number.isNaN(time)
    ? { value: new Date(time).toISOString() }
    : { wrong: 'must be a date and a time' };
}

function readNumber(text: string, kind: 'number' | 'integer'): Read {
  const value = Number(text);
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value))
    return { wrong: 'must be a number, such as 12 or 12.5' };
  if (value === 0 && /^[^e]*[1-9]/i.test(text)) return { wrong: 'is too small to be kept exactly' };
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return { wrong: 'is too large to be kept exactly' };
  return kind === 'integer' && !Number.isInteger(value) ? { wrong: 'must be a whole number' } : { value };
}

function readJson(text: string, parse: (text: string) => unknown): Read {
  try {
    return { value: parse(text) };
  } catch (error) {
    return { wrong: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The value with this in its place; without it, where it is undefined. */
function placed(value: unknown, [name, ...rest]: readonly string[], inner: unknown): unknown {
  if (name === undefined) return inner;
  const fields = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  const next = placed(fields.get(name), rest, inner);
  if (next === undefined) fields.delete(name);
  else fields.set(name, next);
  return Object.fromEntries(fields);
}

/** The value, with at least nothing where a group of fields has to stand. */
const withGroup = (value: unknown, path: readonly string[]): unknown => placed(value, path, at(value, path) ?? {});

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? new Map(Object.entries(inner)).get(name) : undefined,
    value,
  );
