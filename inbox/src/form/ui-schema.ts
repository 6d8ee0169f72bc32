/** How a form's fields are shown: long text gets room, a field's name becomes words. */
import type { UiSchema } from '@rjsf/utils';

const LONG = 60;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text area for each text that is long, or may be. */
export function uiSchemaOf(schema: Record<string, unknown>, value: unknown): UiSchema {
  if (isRecord(schema.properties)) {
    const fields = Object.entries(schema.properties).map(([name, field]) => [
      name,
      uiSchemaOf(isRecord(field) ? field : {}, isRecord(value) ? value[name] : undefined),
    ]);
    return Object.fromEntries(fields);
  }
  const isText = schema.type === 'string' && schema.enum === undefined && schema.format === undefined;
  const isLong = typeof value === 'string' && (value.length > LONG || value.includes('\n'));
  const mayBe = isText && typeof schema.maxLength === 'number' && schema.maxLength > 200;
  return isText && (isLong || mayBe) ? { 'ui:widget': 'textarea', 'ui:options': { rows: 5 } } : {};
}

/** `orderId` as `Order id`. */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
