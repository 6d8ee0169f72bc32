/** Signatures over records: what is signed, how a signature is written down, and how it is checked. */
import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { canonicalOf, sha256 } from './digest.ts';

/** A public key that a signature is checked with: a JSON Web Key (RFC 8037), Ed25519. `kid` follows from `x`. */
export const PublicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
});
/** A public key that a signature is checked with: a JSON Web Key (RFC 8037), Ed25519. `kid` follows from `x`. */
export type PublicKey = z.infer<typeof PublicKey>;

const KID_LENGTH = 8;

/** The key whose bytes these are. */
export const publicKeyOf = (bytes: Uint8Array): PublicKey => {
  const x = Buffer.from(bytes).toString('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid: keyIdOf(bytes), use: 'sig' };
};

const keyIdOf = (bytes: Uint8Array): string => sha256(bytes).slice(0, KID_LENGTH);

/** True where the key is 32 bytes, and its id is that of these bytes. */
export function isSoundKey({ x, kid }: PublicKey): boolean {
  const bytes = Buffer.from(x, 'base64url');
  return bytes.length === 32 && bytes.toString('base64url') === x && keyIdOf(bytes) === kid;
}

/** What is signed when a run has ended: it says what it is, so that it can be taken for nothing else. */
export const sealText = (runId: string, head: string): string =>
  canonicalOf({ purpose: 'countersign-seal/1', runId, head });

/** A signature as it is kept: who has the key, and the signature. */
export const signatureText = ({ keyId, signature }: { keyId: string; signature: string }): string =>
  `${keyId}.${signature}`;

/** The id of the key that made the signature. */
export const keyOf = (signature: string): string => signature.split('.')[0] ?? '';

/** How a signature stands to a text: right, wrong, or made with a key that is not among these. */
export function checkSignature(
  text: string,
  written: string,
  keys: readonly PublicKey[],
): 'right' | 'wrong' | 'key-unknown' {
  const [keyId = '', signature = '', ...more] = written.split('.');
  const key = keys.find(({ kid }) => kid === keyId);
  if (!key) return 'key-unknown';
  const bytes = Buffer.from(signature, 'base64url');
  // One signature is written in one way only: what differs in a letter is another text.
  if (more.length > 0 || bytes.length !== 64 || bytes.toString('base64url') !== signature) return 'wrong';
  const { kty, crv, x } = key;
  return verify(null, Buffer.from(text), createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), bytes)
    ? 'right'
    : 'wrong';
}
