/** Fields that may hold nothing: the form library offers them as two shapes, and a person leaves them empty. */
import type { UiSchema } from '@rjsf/utils';
import { isRecord, type Schema } from './schema-words.ts';

const SIMPLE = ['string', 'number', 'integer', 'boolean'];

const isNull = (schema: unknown): boolean => isRecord(schema) && schema.type === 'null';

/** What the field holds where it holds something; undefined for one that must, or that takes more than one control. */
export function insideOf({ anyOf, ...rest }: Schema): Schema | undefined {
  const { type } = rest;
  if (Array.isArray(type) && type.length === 2 && type.includes('null')) {
    const only: unknown = type.find((one) => one !== 'null');
    return SIMPLE.includes(String(only)) ? { ...rest, type: only } : undefined;
  }
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return undefined;
  const inner: unknown = anyOf.find((one) => !isNull(one));
  const isSimple = anyOf.some(isNull) && isRecord(inner) && SIMPLE.includes(String(inner.type));
  return isSimple ? { ...rest, ...inner } : undefined;
}

const isChosen = ({ type, enum: choices }: Schema): boolean => type === 'boolean' || Array.isArray(choices);

/** The schema by which the form is drawn: what may hold nothing is one field, to be left empty. What is filled in is checked by the form's own. */
export function fillable(schema: Schema, isRequired = false): Schema {
  const inner = insideOf(schema);
  if (inner && isChosen(inner)) return { ...inner, enum: [...choicesOf(inner), null] };
  if (inner) return isRequired ? { default: null, ...inner } : inner;
  const { properties, items, required } = schema;
  if (!isRecord(properties)) return { ...schema, ...(isRecord(items) && { items: fillable(items) }) };
  const needed = Array.isArray(required) ? required : [];
  const fields = Object.entries(properties);
  const mayBeEmpty = (name: unknown) => {
    const field = properties[String(name)];
    const inner = isRecord(field) ? insideOf(field) : undefined;
    return inner !== undefined && !isChosen(inner);
  };
  return {
    ...schema,
    required: needed.filter((name) => !mayBeEmpty(name)),
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, isRecord(field) ? fillable(field, needed.includes(name)) : field]),
    ),
  };
}

const choicesOf = ({ enum: choices }: Schema): unknown[] => (Array.isArray(choices) ? choices : [true, false]);

/** How to leave such a field empty: by a choice of its own where it is chosen, or else by clearing it. */
export function emptiedBy(inner: Schema): UiSchema {
  if (!isChosen(inner)) return { 'ui:emptyValue': null };
  const words = (choice: unknown) => (typeof choice === 'boolean' ? (choice ? 'Yes' : 'No') : String(choice));
  return { 'ui:widget': 'select', 'ui:placeholder': '—', 'ui:enumNames': [...choicesOf(inner).map(words), 'None'] };
}
