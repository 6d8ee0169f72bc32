/** Signs what the records come to, so that nobody who can write the records can pass others off as ours. */
import type { PublicKey } from '../domain/seal.ts';

/** What a text was signed with, and the signature: Ed25519, as base64url. */
export interface Signed {
  readonly keyId: string;
  readonly signature: string;
}

/** Signs texts with a key that the stores do not have. */
export interface Signer {
  sign(text: string): Promise<Signed>;
  /** The keys that a signature may be checked with: the present one first, then those before it; with `keyId`, one of that id if there is any. */
  keys(keyId?: string): Promise<PublicKey[]>;
}
