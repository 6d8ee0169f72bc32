/** Authenticates by HMAC-SHA256, cut to 128 bits, with keys that follow from secrets of the deployment. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { CountersignError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LinkPurpose, LinkSigner } from '../../ports/link-signer.ts';

/** The fewest characters of a secret: with random ones, more than anybody can try. */
const LEAST_SECRET = 32;
const [KEY_BYTES, ID_BYTES, MAC_BYTES] = [32, 3, 16];
const ID_LENGTH = 4;

/** What keys follow by: each purpose has keys of its own, and no other use of the secret has these. */
const INFO: Record<LinkPurpose, string> = { link: 'countersign/decision-links', form: 'countersign/decision-forms' };

/** How often the secrets are looked at again, in ms, where something is authenticated by a key that is not known. */
const LOOK_AGAIN_AFTER = 60_000;

interface Key {
  readonly id: string;
  readonly secret: Buffer;
}

type Keys = Record<LinkPurpose, readonly Key[]>;

/**
 * A signer whose keys follow from secrets, each a text of 32 or more random characters: it uses the first, and knows again what
 * it made with the others. They are asked for with the first use, and kept; and again, at most once a minute, where a key is
 * named that is not among them, since another process may know of a secret that is newer.
 *
 * @example const links = createLinkSigner(async () => [process.env.RECORD_SECRET ?? ''], clock);
 */
export function createLinkSigner(secrets: () => Promise<readonly string[]>, clock: Clock): LinkSigner {
  let loaded: Promise<Keys> | undefined;
  let lookedAt = 0;
  const look = (): Promise<Keys> => {
    const before = loaded;
    lookedAt = clock.now().getTime();
    const now = load(secrets).catch((error: unknown) => {
      if (loaded === now) loaded = before;
      throw error;
    });
    loaded = now;
    return now;
  };
  const keysFor = async (purpose: LinkPurpose, keyId: string): Promise<readonly Key[]> => {
    const keys = (await (loaded ?? look()))[purpose];
    const isKnown = keys.some(({ id }) => id === keyId);
    return isKnown || clock.now().getTime() - lookedAt < LOOK_AGAIN_AFTER ? keys : (await look())[purpose];
  };
  return {
    async mac(purpose, text) {
      const [key] = (await (loaded ?? look()))[purpose];
      if (!key) throw unfit('There is no secret to make links with.');
      return macOf(key, text);
    },
    async matches(purpose, text, mac) {
      const keys = await keysFor(purpose, mac.slice(0, ID_LENGTH));
      let found = false;
      for (const key of keys) found = isSame(macOf(key, text), mac) || found;
      return found;
    },
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

async function load(secrets: () => Promise<readonly string[]>): Promise<Keys> {
  const texts = [...new Set(await secrets())];
  if (texts.length === 0) throw unfit('There is no secret to make links with.');
  return {
    link: texts.map((text) => keyFrom(text, INFO.link)),
    form: texts.map((text) => keyFrom(text, INFO.form)),
  };
}

function keyFrom(text: string, info: string): Key {
  if (text.length < LEAST_SECRET)
    throw unfit(`The secret that links are made with must have ${LEAST_SECRET} or more characters.`);
  const bytes = Buffer.from(hkdfSync('sha256', text, '', info, KEY_BYTES + ID_BYTES));
  return { secret: bytes.subarray(0, KEY_BYTES), id: bytes.subarray(KEY_BYTES).toString('base64url') };
}

/** Says nothing of the secret itself. */
const unfit = (message: string): CountersignError => new CountersignError('invalid-settings', message);
