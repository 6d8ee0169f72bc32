/** Makes sure that what is posted comes from a page that was shown, not long ago; nothing is kept for it. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '../domain/digest.ts';

/** Authenticates texts. */
export interface Macs {
  mac(text: string): Promise<string>;
  matches(text: string, mac: string): Promise<boolean>;
}

/** For how long a page may be looked at before its form is posted, in ms. */
export const NONCE_LASTS = 30 * 60_000;

/** Clocks of two machines differ by less, in ms. */
const CLOCKS_DIFFER = 60_000;

const NONCE = /^([0-9a-z]{1,11})\.([A-Za-z0-9_-]{26})\.([A-Za-z0-9_-]{26})$/;
const COOKIE = /^[A-Za-z0-9_-]{22}$/;

/** What is known of a form that was posted. */
export interface Shown {
  readonly token: string;
  readonly nonce: string;
  /** What the page's cookie holds; undefined where the browser sent none. */
  readonly cookie: string | undefined;
  /** What the second page has put into its form. */
  readonly confirm: string | undefined;
  /** The digest of what is to be done. */
  readonly digest: string;
}

/**
 * `right`: from a page that this browser was shown. `unconfirmed`: from a page that somebody was shown; the browser sent no
 * cookie, so it has to be asked once more. `wrong`: made up, of another link, or too old.
 */
export type Verdict = 'right' | 'unconfirmed' | 'wrong';

/** The name of the cookie that goes with a page. */
export const cookieName = (token: string): string => `decide-${sha256(token).slice(0, 12)}`;

/** What a page's cookie is to hold: what the browser has, or something new. */
export const cookieValue = (sent: string | undefined): string =>
  sent !== undefined && COOKIE.test(sent) ? sent : randomBytes(16).toString('base64url');

/** The nonce of a page that is shown now. */
export async function makeNonce({ mac }: Macs, token: string, cookie: string, now: Date): Promise<string> {
  const time = now.getTime().toString(36);
  return `${time}.${await mac(textOf('page', token, time))}.${await mac(textOf('browser', token, time, cookie))}`;
}

/** What the second page puts into its form, for what is to be done and nothing else. */
export const makeConfirmation = ({ mac }: Macs, { token, nonce, digest }: Shown): Promise<string> =>
  mac(textOf('confirm', token, nonce, digest));

/** What a form is worth that was posted. */
export async function checkNonce({ matches }: Macs, shown: Shown, now: Date): Promise<Verdict> {
  const { token, nonce, cookie, confirm, digest } = shown;
  const [, time = '', page = '', browser = ''] = NONCE.exec(nonce) ?? [];
  const age = now.getTime() - Number.parseInt(time, 36);
  const isPage = await matches(textOf('page', token, time), page);
  const isBrowser = await matches(textOf('browser', token, time, cookie ?? ''), browser);
  const isConfirmed = await matches(textOf('confirm', token, nonce, digest), confirm ?? '');
  if (!isPage || !(age >= -CLOCKS_DIFFER && age <= NONCE_LASTS)) return 'wrong';
  if (cookie !== undefined) return isBrowser ? 'right' : 'wrong';
  if (confirm === undefined) return 'unconfirmed';
  return isConfirmed ? 'right' : 'wrong';
}

const textOf = (...parts: string[]): string => JSON.stringify(parts);
