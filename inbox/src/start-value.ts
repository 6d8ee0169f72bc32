/** What the form of a demo begins with. */
import type { Demo } from './config.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The example; a field `requestedBy` that it leaves open begins with whoever fills it in. */
export function beginningOf({ example, schema }: Demo, person: string | undefined): unknown {
  const asksWho = isRecord(schema.properties) && 'requestedBy' in schema.properties;
  if (!asksWho || person === undefined || (example !== undefined && !isRecord(example))) return example;
  return { requestedBy: person, ...example };
}
