/** Whether two values say the same as JSON, in whatever order their fields come. */
import canonicalize from 'canonicalize';
import { toJson } from './value.ts';

export const sameJson = (one: unknown, other: unknown): boolean =>
  canonicalize(toJson(one)) === canonicalize(toJson(other));
