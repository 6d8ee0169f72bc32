/** What a field takes, in words, to stand below it. */
import { type FieldKind, hintOf, Limits } from '../../../shared/domain/field-limits.ts';
import { capital, counted } from '../../../shared/domain/in-words.ts';
import { isRecord, type Schema } from './schema-words.ts';

const KINDS: Record<string, FieldKind> = { integer: 'integer', number: 'number', string: 'text' };

/** Empty where there is nothing to say. */
export function hintFor(schema: Schema): string {
  const { type, items } = schema;
  if (type === 'array') {
    const each = isRecord(items) ? hintFor(items) : '';
    const words = [amount(schema), each === '' ? '' : `each ${each.charAt(0).toLowerCase()}${each.slice(1)}`];
    return capital(words.filter(Boolean).join('; '));
  }
  const kind =
    typeof type === 'string' && schema.enum === undefined && schema.const === undefined ? KINDS[type] : undefined;
  const limits = Limits.safeParse(schema).data;
  return kind && limits ? hintOf(kind, limits) : '';
}

/** How many entries a list takes. */
function amount({ minItems, maxItems }: Schema): string {
  const least = typeof minItems === 'number' && minItems > 0 ? minItems : undefined;
  const most = typeof maxItems === 'number' ? maxItems : undefined;
  const entries = (count: number) => counted(count, 'entry', 'entries');
  if (least !== undefined && least === most) return entries(least);
  if (least !== undefined && most !== undefined) return `${least} to ${entries(most)}`;
  if (least !== undefined) return `at least ${entries(least)}`;
  return most === undefined ? '' : `at most ${entries(most)}`;
}
