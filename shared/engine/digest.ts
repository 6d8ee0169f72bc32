/** SHA-256 digests of what people are shown and of what a run was started with. */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The digest of JSON data: SHA-256 over its canonical form (RFC 8785), as base64url (43 characters). */
export const digestOf = (data: object): string => sha256(canonicalize(data) ?? '');

export const sha256 = (text: string): string => hash('sha256', text, 'base64url');
