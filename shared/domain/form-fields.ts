/** The fields that a form asks of a person, by its JSON Schema. */
import { bounds, type FieldKind, hintOf, Limits } from './field-limits.ts';

/** One field of a form. What is typed into it is text, as it is posted. */
export interface FormField {
  /** Where it stands in the value; empty for a value that is one field. */
  readonly path: readonly string[];
  /** The name that it is posted under. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** True where it may not be left empty. */
  readonly required: boolean;
  /** True where what it stands in is there whether or not it is filled in. */
  readonly grouped: boolean;
  /** What leaving it empty says: that there is none, or null. */
  readonly empty: 'absent' | 'null' | 'text';
  readonly description?: string;
  /** What it takes, in words. */
  readonly hint?: string;
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly choices?: readonly { readonly text: string; readonly label: string }[];
  /** What stands in it at first. */
  readonly present: string;
  /** The value that stands there at first, given back as it is where nobody changes the text. */
  readonly value: unknown;
}

/** What such a schema says beside its limits needs text of its own. */
const BEYOND_FIELDS = ['$ref', 'allOf', 'oneOf', 'not', 'if', 'patternProperties', 'prefixItems', 'dependentSchemas'];

const DEEPEST = 4;

/** What stands before the names of fields, so that none is taken for another part of the form that is posted. */
export const FIELD_PREFIX = 'f.';

/** The fields of the form; with what is proposed in them, where something is. Without a form they follow from what is proposed. */
export function formFields(form: Record<string, unknown> | undefined, proposed?: unknown): FormField[] {
  return fieldsOf(form ?? schemaLike(proposed), { path: [], required: true, grouped: true, present: proposed });
}

interface Place {
  readonly path: readonly string[];
  readonly required: boolean;
  readonly grouped: boolean;
  readonly present: unknown;
}

function fieldsOf(schema: unknown, place: Place): FormField[] {
  const limits = isBeyond(schema) ? undefined : Limits.safeParse(schema).data;
  if (!limits) return [jsonField({}, place)];
  const { inner, nullable } = withoutNull(limits);
  const isGroup = inner.properties !== undefined && isFlat(inner) && place.path.length < DEEPEST;
  if (!isGroup || nullable || !fitsGroup(place.present)) return [fieldOf(inner, nullable, place)];
  const present = new Map(Object.entries(place.present ?? {}));
  const required = inner.required ?? [];
  return Object.entries(inner.properties ?? {}).flatMap(([name, property]) =>
    fieldsOf(property, {
      path: [...place.path, name],
      required: place.required && required.includes(name),
      grouped: place.required,
      present: present.get(name),
    }),
  );
}

const isBeyond = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && BEYOND_FIELDS.some((word) => word in schema);

const isFlat = ({ additionalProperties: more, properties = {} }: Limits): boolean =>
  (more === undefined || typeof more === 'boolean') && Object.keys(properties).length > 0;

const fitsGroup = (present: unknown): present is object | undefined =>
  present === undefined || (typeof present === 'object' && present !== null && !Array.isArray(present));

/** `anyOf` of something and null is that something, which may be left empty. */
function withoutNull(limits: Limits): { inner: Limits; nullable: boolean } {
  const { anyOf, type, ...rest } = limits;
  if (Array.isArray(type) && type.length === 2 && type.includes('null'))
    return { inner: { ...rest, type: type.find((one) => one !== 'null') }, nullable: true };
  const others = anyOf?.filter((one) => !isNull(one)) ?? [];
  const [only] = others;
  const inner = others.length === 1 && anyOf?.length === 2 && !isBeyond(only) ? Limits.safeParse(only).data : undefined;
  return inner ? { inner: { ...rest, ...inner }, nullable: true } : { inner: limits, nullable: false };
}

const isNull = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'null';

function fieldOf(limits: Limits, nullable: boolean, place: Place): FormField {
  const choices = limits.enum ?? ('const' in limits && limits.const !== undefined ? [limits.const] : undefined);
  const kind = kindOf(limits, choices, place.present);
  if (kind === 'json') return jsonField(limits, place);
  const value = place.present ?? limits.default;
  const known = value !== undefined && value !== null;
  const isText = kind === 'text' || kind === 'lines';
  // A text that is empty as it is proposed may stay so.
  const mayBeEmpty = isText && !limits.minLength && value === '';
  const hint = hintOf(kind, limits);
  return {
    ...named(limits, place),
    ...{ kind, required: place.required && !nullable && !mayBeEmpty },
    empty: nullable ? 'null' : isText && (place.required || value === '') ? 'text' : 'absent',
    ...(hint !== '' && { hint }),
    ...bounds(kind, limits),
    ...(choices && { choices: choices.map((one) => ({ text: JSON.stringify(one), label: String(one) })) }),
    ...{ present: known ? presentOf(kind, value) : '', value: place.present },
  };
}

function kindOf({ type, ...limits }: Limits, choices: unknown[] | undefined, present: unknown): FieldKind {
  if (choices) return choices.every(isScalar) ? 'choice' : 'json';
  const known = SIMPLE.find((one) => one === type);
  if (!known || !hasType(present, known)) return 'json';
  return known === 'string' ? textKind(limits, typeof present === 'string' ? present : '') : known;
}

const SIMPLE = ['boolean', 'integer', 'number', 'string'] as const;

function textKind({ format, maxLength = 0 }: Limits, text: string): FieldKind {
  if (format === 'date' && /^(?:\d{4}-\d\d-\d\d)?$/.test(text)) return 'date';
  if (format === 'date-time' && (text === '' || inUtc(text) !== undefined)) return 'date-time';
  if (format === 'email') return 'email';
  return /[\r\n]/.test(text) || text.length > LINE || maxLength > 2 * LINE ? 'lines' : 'text';
}

/** What is longer than this stands in a field of several lines. */
const LINE = 80;

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const hasType = (present: unknown, type: (typeof SIMPLE)[number]): boolean =>
  present === undefined || present === null || typeof present === (type === 'integer' ? 'number' : type);

const jsonField = (limits: Limits, place: Place): FormField => ({
  ...named(limits, place),
  ...{ kind: 'json', required: place.required, empty: 'absent', hint: 'As JSON' },
  ...{ present: place.present === undefined ? '' : JSON.stringify(place.present, null, 2), value: place.present },
});

function named({ title, description }: Limits, { path, grouped }: Place) {
  return {
    ...{ path, grouped },
    name: FIELD_PREFIX + path.map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.'),
    label: title ?? (path.length === 0 ? 'Value' : path.map(inWords).join(' › ')),
    ...(description !== undefined && { description }),
  };
}

/** `dueDate` and `due_date` as people write it: "Due date". */
function inWords(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[_-]+/g, ' ')
    .trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

function presentOf(kind: FieldKind, value: unknown): string {
  if (kind === 'choice') return JSON.stringify(value);
  return kind === 'date-time' ? (inUtc(String(value)) ?? '') : String(value);
}

/** A time as the control for times has it, without its zone, which is UTC; undefined where it is none. */
function inUtc(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) return undefined;
  return new Date(text).toISOString().replace(/(?:\.000)?Z$/, '');
}

/** A schema that says of a value what its fields are. */
function schemaLike(value: unknown): Record<string, unknown> {
  if (isScalar(value)) return { type: typeof value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const properties = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, schemaLike(inner)]));
  return { type: 'object', properties, required: Object.keys(properties) };
}
