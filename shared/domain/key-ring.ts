/** The deployment's secret with what must outlive each of its values: how it is written, read, and gone on from. */
import * as z from 'zod/mini';
import { CountersignError } from '../errors.ts';
import { isSoundKey, type PublicKey, publicKeyOf } from './seal.ts';
import { knownKeyOf, LEAST_SECRET, type MacKeys, macKeysOf } from './secret-keys.ts';
import { Time, timeOf } from './time.ts';

/** For how long after a value was replaced the links open that were made with it, in ms: a year. */
const LINKS_OPEN_FOR = 366 * 86_400_000;

const MacKey = z.string().check(z.regex(/^[\w-]{47}$/)); // 35 bytes

/** What is kept of a former value: the keys of links and forms. The key that signs records is not, so that none can be forged by it. */
const Former = z.object({
  /** When it was replaced, ISO 8601; unknown where that was done by hand. */
  until: z.optional(Time),
  link: MacKey,
  form: MacKey,
});

/** How a ring is written: one JSON object. Of public keys their bytes alone, from which the rest follows. */
const Written = z.object({
  secret: z.string().check(z.minLength(LEAST_SECRET)),
  former: z.optional(z.array(Former)),
  publicKeys: z.optional(z.array(z.string())),
});

/** A secret, and what is known of those before it. */
export interface KeyRing {
  readonly secret: string;
  /** The keys of links that were made with a value before, and may be open still; the latest first. */
  readonly former: readonly (MacKeys & { readonly until?: string | undefined })[];
  /** The keys of every record that was ever signed; the present one first. */
  readonly publicKeys: readonly [PublicKey, ...PublicKey[]];
}

/**
 * The ring that texts make, the present one first: each either a ring as it is written, or a secret alone, which somebody put in by
 * hand and whose past are the texts after it. `invalid-settings` where one does not fit; it says nothing of the text itself.
 */
export function readRing([text, ...before]: readonly string[]): KeyRing {
  if (text === undefined) throw unfit('There is no secret that records and links could be signed with.');
  const written = objectIn(text);
  const { secret, former, publicKeys } = written === undefined ? alone(text, before) : whole(written);
  return { secret, former, publicKeys: withFirst(knownKeyOf(secret), publicKeys) };
}

/** True where a text is a whole ring, so that the text before it adds nothing. */
export const isWritten = (text: string): boolean => objectIn(text) !== undefined;

/** The ring that follows with a new secret. Of former values it keeps what links may still need, and every public key. */
export function nextRing(ring: KeyRing, secret: string, now: Date): KeyRing {
  const until = timeOf(now);
  const former = [
    { until, ...macKeysOf(ring.secret) },
    ...ring.former.map((one) => ({ ...one, until: one.until ?? until })),
  ];
  return {
    secret,
    former: former.filter((one) => now.getTime() - Date.parse(one.until) < LINKS_OPEN_FOR),
    publicKeys: withFirst(knownKeyOf(secret), ring.publicKeys),
  };
}

/** The ring as it is written into the secret. */
export const ringText = ({ secret, former, publicKeys }: KeyRing): string =>
  JSON.stringify({ secret, former, publicKeys: publicKeys.map(({ x }) => x) });

/** True where whatever was signed or made with `before` is known with `ring` as well. */
export function outlives(ring: KeyRing, before: KeyRing): boolean {
  const keys = new Set(ring.publicKeys.map(({ kid }) => kid));
  const links = new Set([macKeysOf(ring.secret), ...ring.former].map(({ link }) => link));
  return before.publicKeys.every(({ kid }) => keys.has(kid)) && links.has(macKeysOf(before.secret).link);
}

/** What a text says itself, without the key that follows from it. */
type Said = Omit<KeyRing, 'publicKeys'> & { readonly publicKeys: readonly PublicKey[] };

function alone(text: string, before: readonly string[]): Said {
  if (text.length < LEAST_SECRET)
    throw unfit(`The secret that records and links are signed with must have ${LEAST_SECRET} or more characters.`);
  const others = before.filter((other) => other !== text);
  if (others.length === 0) return { secret: text, former: [], publicKeys: [] };
  const { secret, former, publicKeys } = readRing(others);
  return { secret: text, former: [macKeysOf(secret), ...former], publicKeys };
}

function whole(written: object): Said {
  const { success, data } = Written.safeParse(written);
  const publicKeys = data?.publicKeys?.map((x) => publicKeyOf(Buffer.from(x, 'base64url'))) ?? [];
  if (!success || !publicKeys.every(isSoundKey))
    throw unfit(
      `The secret that records and links are signed with must be ${LEAST_SECRET} or more characters, or the JSON that a rotation wrote.`,
    );
  return { secret: data.secret, former: data.former ?? [], publicKeys };
}

const withFirst = (first: PublicKey, keys: readonly PublicKey[]): [PublicKey, ...PublicKey[]] => [
  first,
  ...keys.filter(({ kid }) => kid !== first.kid),
];

function objectIn(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as object; // what starts so is an object
  } catch {
    return undefined;
  }
}

/** Says nothing of the secret itself. */
const unfit = (message: string): CountersignError => new CountersignError('invalid-settings', message);
