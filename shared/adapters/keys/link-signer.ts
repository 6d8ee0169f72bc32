/** Authenticates by HMAC-SHA256, cut to 128 bits, with keys that follow from secrets of the deployment. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readRing } from '../../domain/key-ring.ts';
import { macKeyIn, macKeysOf } from '../../domain/secret-keys.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LinkPurpose, LinkSigner } from '../../ports/link-signer.ts';
import { keepSecret } from './kept-secret.ts';

const MAC_BYTES = 16;
const ID_LENGTH = 4;

type Key = ReturnType<typeof macKeyIn>;

/**
 * A signer whose keys follow from secrets, each a text of 32 or more random characters: it uses the first, and knows again what
 * it made with the others. They are asked for with the first use, and again after some minutes; and sooner where a key is
 * named that is not among them, since another process may know of a secret that is newer.
 *
 * @example const links = createLinkSigner(async () => [process.env.RECORD_SECRET ?? ''], clock);
 */
export function createLinkSigner(secrets: () => Promise<readonly string[]>, clock: Clock): LinkSigner {
  const known = keepSecret(secrets, keysIn, clock);
  const keysFor = async (purpose: LinkPurpose, keyId: string): Promise<readonly Key[]> => {
    const keys = (await known.lately())[purpose];
    return keys.some(({ id }) => id === keyId) ? keys : (await known.now())[purpose];
  };
  return {
    mac: async (purpose, text) => macOf((await known.lately())[purpose][0], text),
    async matches(purpose, text, mac) {
      const keys = await keysFor(purpose, mac.slice(0, ID_LENGTH));
      let found = false;
      for (const key of keys) found = isSame(macOf(key, text), mac) || found;
      return found;
    },
  };
}

/** For each purpose its keys, the present one first. */
function keysIn(texts: readonly string[]): Record<LinkPurpose, readonly [Key, ...Key[]]> {
  const { secret, former } = readRing(texts);
  const present = macKeysOf(secret);
  return {
    link: [macKeyIn(present.link), ...former.map(({ link }) => macKeyIn(link))],
    form: [macKeyIn(present.form), ...former.map(({ form }) => macKeyIn(form))],
  };
}

function macOf({ id, secret }: Key, text: string): string {
  const mac = createHmac('sha256', secret).update(`${id}.${text}`).digest().subarray(0, MAC_BYTES);
  return `${id}${mac.toString('base64url')}`;
}

/** As texts: bytes that are written in more than one way are known in one alone. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  const isAsLong = a.length === b.length;
  return timingSafeEqual(a, isAsLong ? b : Buffer.alloc(a.length)) && isAsLong;
}
