/** Schemas of a form's fields in words: what a field is called, and what kind of value it holds. */

export type Schema = Record<string, unknown>;

export const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `orderId` as `Order id`. */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** What a field is called: as its form says, or else by its name. */
export function labelOf(schema: Schema, uiSchema: Schema | undefined, name: string): string {
  const said = uiSchema?.['ui:title'] ?? schema.title;
  return typeof said === 'string' ? said : inWords(name);
}

const KINDS: Record<string, string> = {
  string: 'Text',
  number: 'Number',
  integer: 'Whole number',
  boolean: 'Yes or no',
  array: 'List',
  object: 'Several fields',
  null: 'Nothing',
};

/** What a shape is, where several are possible. */
export function kindInWords(schema: unknown): string {
  if (!isRecord(schema)) return 'Value';
  if (typeof schema.title === 'string') return schema.title;
  const { type, properties } = schema;
  const isSaid = isRecord(properties)
    ? Object.values(properties).find((one) => isRecord(one) && 'const' in one)
    : schema;
  if (isRecord(isSaid) && isSaid.const !== undefined) return String(isSaid.const);
  return (typeof type === 'string' ? KINDS[type] : undefined) ?? 'Value';
}
