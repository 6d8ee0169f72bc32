/** The keys that follow from the deployment's secret: a pair that signs records, and those of links and of their forms. */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { type PublicKey, publicKeyOf } from './seal.ts';

/** The fewest characters of a secret: with random ones, more than anybody can try. */
export const LEAST_SECRET = 32;

/** 64 random characters, as base64url. */
export const newSecret = (): string => randomBytes(48).toString('base64url');

const [SEED_BYTES, MAC_KEY_BYTES, MAC_ID_BYTES] = [32, 32, 3];

/** What keys follow by: each use has keys of its own, and no other use of the secret has these. */
const INFO = {
  record: 'countersign/record-signing',
  link: 'countersign/decision-links',
  form: 'countersign/decision-forms',
} as const;

/** What stands before the seed of an Ed25519 key in PKCS#8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What records are signed with. */
export const signingKeyOf = (secret: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8, derived(secret, 'record', SEED_BYTES)]),
    format: 'der',
    type: 'pkcs8',
  });

/** What is checked with that is signed so. */
export function knownKeyOf(secret: string): PublicKey {
  const { x = '' } = createPublicKey(signingKeyOf(secret)).export({ format: 'jwk' });
  return publicKeyOf(Buffer.from(x, 'base64url'));
}

/** What links, and the forms of their pages, are authenticated with: each a key and its name, as base64url. */
export interface MacKeys {
  readonly link: string;
  readonly form: string;
}

export const macKeysOf = (secret: string): MacKeys => ({
  link: derived(secret, 'link', MAC_KEY_BYTES + MAC_ID_BYTES).toString('base64url'),
  form: derived(secret, 'form', MAC_KEY_BYTES + MAC_ID_BYTES).toString('base64url'),
});

/** The name and the bytes of a key, as it is written down. */
export function macKeyIn(written: string): { id: string; secret: Buffer } {
  const bytes = Buffer.from(written, 'base64url');
  return { secret: bytes.subarray(0, MAC_KEY_BYTES), id: bytes.subarray(MAC_KEY_BYTES).toString('base64url') };
}

const derived = (secret: string, use: keyof typeof INFO, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', INFO[use], bytes));
