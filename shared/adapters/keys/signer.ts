/** Signs with Ed25519 keys that follow from secrets of the deployment. */
import { sign } from 'node:crypto';
import { readRing } from '../../domain/key-ring.ts';
import { signingKeyOf } from '../../domain/secret-keys.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Signer } from '../../ports/signer.ts';
import { createSystemClock } from '../system/clock.ts';
import { keepSecret } from './kept-secret.ts';

/**
 * A signer whose keys follow from secrets, each a text of 32 or more random characters: it signs with the first; what the others signed
 * before can be checked still. They are asked for with the first signature, and again after some minutes. Where that fails it goes on
 * with those it has; without any, it is tried anew with the next.
 *
 * @example const signer = createSigner(async () => [process.env.RECORD_SECRET ?? '']);
 */
export function createSigner(secrets: () => Promise<readonly string[]>, clock: Clock = createSystemClock()): Signer {
  const known = keepSecret(secrets, keysIn, clock);
  return {
    async sign(text) {
      const { signingKey, keyId } = await known.lately();
      return { keyId, signature: sign(null, Buffer.from(text), signingKey).toString('base64url') };
    },
    async keys(keyId) {
      const { publicKeys } = await known.lately();
      const isKnown = keyId === undefined || publicKeys.some(({ kid }) => kid === keyId);
      return [...(isKnown ? publicKeys : (await known.now()).publicKeys)];
    },
  };
}

function keysIn(texts: readonly string[]) {
  const { secret, publicKeys } = readRing(texts);
  return { signingKey: signingKeyOf(secret), keyId: publicKeys[0].kid, publicKeys };
}
