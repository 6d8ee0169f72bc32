/** What a field's schema lets it hold, and how that is said in words. */
import * as z from 'zod/mini';
import { capital } from './in-words.ts';

/** What a field takes. `choice` is one of several; `json` is whatever no other can say. */
export type FieldKind =
  | 'text'
  | 'lines'
  | 'email'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'date-time'
  | 'json';

/** What of a JSON Schema says what a field is and holds. */
export const Limits = z.object({
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  type: z.optional(z.unknown()),
  format: z.optional(z.string()),
  enum: z.optional(z.array(z.unknown())),
  const: z.optional(z.unknown()),
  default: z.optional(z.unknown()),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  exclusiveMinimum: z.optional(z.number()),
  exclusiveMaximum: z.optional(z.number()),
  multipleOf: z.optional(z.number()),
  minLength: z.optional(z.number()),
  maxLength: z.optional(z.number()),
  properties: z.optional(z.record(z.string(), z.unknown())),
  required: z.optional(z.array(z.string())),
  additionalProperties: z.optional(z.unknown()),
  anyOf: z.optional(z.array(z.unknown())),
});
export type Limits = z.infer<typeof Limits>;

/** The limits that its control checks by itself. */
export function bounds(kind: FieldKind, limits: Limits) {
  const { minLength, maxLength } = limits;
  if (kind !== 'number' && kind !== 'integer')
    return { ...(minLength !== undefined && { minLength }), ...(maxLength !== undefined && { maxLength }) };
  const { least, most } = rangeOf(kind, limits);
  return { ...(least && { min: least.at }), ...(most && { max: most.at }) };
}

interface Bound {
  at: number;
  /** True where it may be reached. */
  within: boolean;
}

/** Limits that every whole number has in JavaScript say nothing to a person. */
function rangeOf(kind: FieldKind, limits: Limits): { least?: Bound; most?: Bound } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = limits;
  const step = kind === 'integer' ? 1 : 0;
  const bound = (inclusive: number | undefined, exclusive: number | undefined, side: 1 | -1): Bound | undefined => {
    if (exclusive !== undefined && (inclusive === undefined || (exclusive - inclusive) * side >= 0))
      return step ? { at: exclusive + side, within: true } : { at: exclusive, within: false };
    return inclusive === undefined || Math.abs(inclusive) >= Number.MAX_SAFE_INTEGER
      ? undefined
      : { at: inclusive, within: true };
  };
  const [least, most] = [bound(minimum, exclusiveMinimum, 1), bound(maximum, exclusiveMaximum, -1)];
  return { ...(least && { least }), ...(most && { most }) };
}

/** What it takes, in words; empty where there is nothing to say. */
export function hintOf(kind: FieldKind, limits: Limits): string {
  const { minLength = 0, maxLength, multipleOf } = limits;
  if (kind === 'date-time') return 'In UTC';
  if (kind === 'number' || kind === 'integer') {
    const { least, most } = rangeOf(kind, limits);
    const words = [
      ...(kind === 'integer' ? ['a whole number'] : []),
      ...(least ? [`${least.within ? 'at least' : 'more than'} ${least.at}`] : []),
      ...(most ? [`${most.within ? 'at most' : 'less than'} ${most.at}`] : []),
      ...(multipleOf !== undefined ? [`in steps of ${multipleOf}`] : []),
    ];
    return capital(words.join(', '));
  }
  const lengths = [
    ...(minLength > 1 ? [`at least ${minLength}`] : []),
    ...(maxLength !== undefined ? [`at most ${maxLength}`] : []),
  ];
  return lengths.length > 0 ? capital(`${lengths.join(', ')} characters`) : '';
}
