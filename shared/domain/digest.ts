/** SHA-256 digests of what people are shown and of what a run was started with. */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { decode, type Encoded, encode } from './value.ts';

/** The digest of JSON data: SHA-256 over its canonical form (RFC 8785), as base64url (43 characters). */
export function digestOf(data: object): string {
  return sha256(canonicalOf(data));
}

/** The canonical form of JSON data (RFC 8785). Half of a character, which it cannot say, becomes U+FFFD, in names as well. */
export function canonicalOf(data: object): string {
  try {
    return canonicalize(data) ?? '';
  } catch {
    return canonicalize(wellFormed(data)) ?? '';
  }
}

/** Half of a character of two. */
const HALF = /\p{Surrogate}/gu;

const whole = (text: string): string => text.replace(HALF, '\uFFFD');

const wellFormed = (data: object): unknown =>
  JSON.parse(JSON.stringify(data), (_, value: unknown) => {
    if (typeof value === 'string') return whole(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [whole(name), field]));
  });

/**
 * The same texts whatever order the fields of the values in them come in: RFC 8785 sorts the fields of JSON, and the encoding
 * of a value hides them from it.
 */
export const orderless = <Shown extends { [Name in 'details' | 'pendingArgs' | 'proposed']?: string | undefined }>(
  shown: Shown,
) => ({
  ...shown,
  ...(shown.details !== undefined && { details: sortedText(shown.details) }),
  ...(shown.pendingArgs !== undefined && { pendingArgs: sortedText(shown.pendingArgs) }),
  ...(shown.proposed !== undefined && { proposed: sortedText(shown.proposed) }),
});

const sortedText = (text: Encoded): Encoded => encode(sorted(decode(text)), 'What is shown', Number.POSITIVE_INFINITY);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}

export const sha256 = (text: string | Uint8Array): string => hash('sha256', text, 'base64url');
