/** How a form's fields are shown: which control each has, what it takes, and what a choice between shapes is called. */
import type { UiSchema } from '@rjsf/utils';
import { hintFor } from './hints.ts';
import { emptiedBy, insideOf } from './nullable.ts';
import { isRecord, kindInWords, type Schema } from './schema-words.ts';

const LONG = 60;

/** For the value that the form begins with. */
export function uiSchemaOf(schema: Schema, value: unknown): UiSchema {
  const inner = insideOf(schema);
  if (inner) return { ...uiSchemaOf(inner, value ?? undefined), ...emptiedBy(inner) };
  const hint = hintFor(schema);
  return {
    ...controlOf(schema, value),
    ...(hint !== '' && { 'ui:help': hint }),
    ...fieldsOf(schema, value),
    ...(isRecord(schema.items) && { items: itemOf(schema.items) }),
    ...variantsOf(schema),
  };
}

/** The form as a whole: what is one value has no name of its own. */
export const uiSchemaOfForm = (schema: Schema, value: unknown): UiSchema => ({
  ...(schema.properties === undefined && schema.title === undefined && { 'ui:title': 'Value' }),
  ...uiSchemaOf(schema, value),
});

function fieldsOf({ properties }: Schema, value: unknown): UiSchema {
  if (!isRecord(properties)) return {};
  const fields = Object.entries(properties).map(([name, field]) => [
    name,
    uiSchemaOf(isRecord(field) ? field : {}, isRecord(value) ? value[name] : undefined),
  ]);
  return Object.fromEntries(fields);
}

/** What each entry of a list takes is said once, of the list. */
function itemOf(items: Schema): UiSchema {
  const { 'ui:help': _, ...shown } = uiSchemaOf(items, undefined);
  return shown;
}

/** Shapes that a value may have are told apart by what they are, where nothing else names them. */
function variantsOf({ anyOf, oneOf }: Schema): UiSchema {
  const named = (shapes: unknown) =>
    Array.isArray(shapes)
      ? shapes.map((shape) => ({ ...uiSchemaOf(shape, undefined), 'ui:title': kindInWords(shape) }))
      : undefined;
  const [any, one] = [named(anyOf), named(oneOf)];
  return { ...(any && { anyOf: any }), ...(one && { oneOf: one }) };
}

function controlOf(schema: Schema, value: unknown): UiSchema {
  const { type, uniqueItems, items } = schema;
  if (type === 'array' && uniqueItems === true && isRecord(items) && Array.isArray(items.enum))
    return { 'ui:widget': 'checkboxes' };
  if (Array.isArray(schema.enum)) return { 'ui:placeholder': '—' };
  return needsRoom(schema, value) ? { 'ui:widget': 'textarea', 'ui:options': { rows: 5 } } : {};
}

/** A text area for each text that is long, or may be. */
function needsRoom(schema: Schema, value: unknown): boolean {
  const isText = schema.type === 'string' && schema.format === undefined;
  const isLong = typeof value === 'string' && (value.length > LONG || value.includes('\n'));
  const mayBe = typeof schema.maxLength === 'number' && schema.maxLength > 200;
  return isText && (isLong || mayBe);
}
