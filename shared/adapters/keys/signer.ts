/** Signs with Ed25519 keys that follow from secrets of the deployment. */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto';
import { type PublicKey, publicKeyOf } from '../../domain/seal.ts';
import { CountersignError } from '../../errors.ts';
import type { Signer } from '../../ports/signer.ts';

/** The fewest characters of a secret: with random ones, more than anybody can try. */
const LEAST_SECRET = 32;
const SEED_BYTES = 32;

/** What stands before the seed of an Ed25519 key in PKCS#8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Key {
  readonly secret: KeyObject;
  readonly known: PublicKey;
}

/**
 * A signer whose keys follow from secrets, each a text of 32 or more random characters: it signs with the first; what the others signed
 * before can be checked still. They are asked for with the first signature, and kept; a failure to get them is tried anew with the next.
 *
 * @example const signer = createSigner(async () => [process.env.RECORD_SECRET ?? '']);
 */
export function createSigner(secrets: () => Promise<readonly string[]>): Signer {
  let loaded: Promise<Key[]> | undefined;
  const keys = (): Promise<Key[]> => {
    loaded ??= load(secrets).catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
  return {
    async sign(text) {
      const [key] = await keys();
      if (!key) throw unfit('There is no secret to sign records with.');
      return { keyId: key.known.kid, signature: sign(null, Buffer.from(text), key.secret).toString('base64url') };
    },
    keys: async () => (await keys()).map(({ known }) => known),
  };
}

async function load(secrets: () => Promise<readonly string[]>): Promise<Key[]> {
  const texts = [...new Set(await secrets())];
  if (texts.length === 0) throw unfit('There is no secret to sign records with.');
  return texts.map(keyFrom);
}

function keyFrom(text: string): Key {
  if (text.length < LEAST_SECRET)
    throw unfit(`The secret that records are signed with must have ${LEAST_SECRET} or more characters.`);
  const seed = hkdfSync('sha256', text, '', 'countersign/record-signing', SEED_BYTES);
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.from(seed)]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(secret).export({ format: 'jwk' });
  return { secret, known: publicKeyOf(Buffer.from(x, 'base64url')) };
}

/** Says nothing of the secret itself. */
const unfit = (message: string): CountersignError => new CountersignError('invalid-settings', message);
