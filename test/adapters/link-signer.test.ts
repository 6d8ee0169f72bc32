/** Authenticating links and forms with keys that follow from secrets. */
import { describe, expect, it } from 'vitest';
import { createLinkSigner } from '../../shared/adapters/keys/link-signer.ts';
import { createSigner } from '../../shared/adapters/keys/signer.ts';
import { createTestClock } from '../support/clock.ts';

const [FIRST, SECOND, THIRD] = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32)];
const signerOf = (...secrets: string[]) => createLinkSigner(async () => secrets, createTestClock());

describe('a link signer', () => {
  it('makes the same of a text in every process, and knows it again', async () => {
    const mac = await signerOf(FIRST).mac('link', 'text');

    expect(mac).toMatch(/^[\w-]{26}$/);
    expect(await signerOf(FIRST).mac('link', 'text')).toBe(mac);
    expect(await signerOf(FIRST).matches('link', 'text', mac)).toBe(true);
  });

  it.each<[string, Parameters<ReturnType<typeof signerOf>['matches']>[1], (mac: string) => string]>([
    ['another text', 'other', (mac) => mac],
    ['one that was cut', 'text', (mac) => mac.slice(0, -1)],
    ['one that is longer', 'text', (mac) => `${mac}A`],
    ['one of another key id', 'text', (mac) => `AAAA${mac.slice(4)}`],
    ['one that says the same bytes in another way', 'text', otherWay],
    ['nothing', 'text', () => ''],
  ])('does not know %s', async (_, text, changed) => {
    const signer = signerOf(FIRST);
    const mac = await signer.mac('link', 'text');

    expect(await signer.matches('link', text, changed(mac))).toBe(false);
  });

  it('does not take what it made for one purpose for the other', async () => {
    const signer = signerOf(FIRST);
    const mac = await signer.mac('link', 'text');

    expect(await signer.matches('form', 'text', mac)).toBe(false);
    expect((await signer.mac('form', 'text')).slice(0, 4)).not.toBe(mac.slice(0, 4));
  });

  it('shares no key with what signs records', async () => {
    const { signature } = await createSigner(async () => [FIRST]).sign('text');
    const mac = await signerOf(FIRST).mac('link', 'text');

    expect(signature).not.toContain(mac.slice(4));
  });

  it('knows what it made before the secret was rotated, and no more once it was rotated again', async () => {
    const mac = await signerOf(FIRST).mac('link', 'text');

    expect(await signerOf(SECOND, FIRST).matches('link', 'text', mac)).toBe(true);
    expect(await signerOf(SECOND, FIRST).mac('link', 'text')).not.toBe(mac);
    expect(await signerOf(THIRD, SECOND).matches('link', 'text', mac)).toBe(false);
  });

  it('looks for a newer secret where a key is named that it does not know, at most once in ten seconds', async () => {
    const clock = createTestClock();
    let secrets = [FIRST];
    let looks = 0;
    const running = createLinkSigner(async () => {
      looks++;
      return secrets;
    }, clock);
    await running.mac('link', 'text');
    secrets = [SECOND, FIRST];
    const newer = await signerOf(SECOND, FIRST).mac('link', 'text');

    const atOnce = await running.matches('link', 'text', newer);
    clock.advance('10s');
    const later = await Promise.all([1, 2].map(() => running.matches('link', 'text', newer)));
    await Promise.all(['AAAA', 'BBBB'].map((id) => running.matches('link', 'text', `${id}${newer.slice(4)}`)));

    expect([atOnce, later, looks]).toEqual([false, [true, true], 2]);
  });

  it('makes links with a newer secret within five minutes, and goes on with its own while that cannot be read', async () => {
    const clock = createTestClock();
    let secrets: string[] | undefined = [FIRST];
    const running = createLinkSigner(async () => {
      if (!secrets) throw new Error('away');
      return secrets;
    }, clock);
    const before = await running.mac('link', 'text');
    secrets = undefined;
    clock.advance('5m');

    const meanwhile = await Promise.all([running.mac('link', 'text'), running.mac('link', 'text')]);
    secrets = [SECOND, FIRST];
    clock.advance('5m');
    const after = await running.mac('link', 'text');

    expect(meanwhile).toEqual([before, before]);
    expect(after).toBe(await signerOf(SECOND).mac('link', 'text'));
  });

  it('asks for its secrets again where that failed, and goes on with those it has', async () => {
    const clock = createTestClock();
    let isAway = true;
    const signer = createLinkSigner(async () => {
      if (isAway) throw new Error('away');
      return [FIRST];
    }, clock);

    await expect(signer.mac('link', 'text')).rejects.toThrow('away');
    isAway = false;
    const mac = await signer.mac('link', 'text');
    isAway = true;
    clock.advance('2m');

    await expect(signer.matches('link', 'text', `AAAA${mac.slice(4)}`)).rejects.toThrow('away');
    expect(await signer.matches('link', 'text', mac)).toBe(true);
  });

  it.each([[['short-secret']], [[]]])(
    'refuses a secret that can be guessed, and none, without telling it',
    async (secrets) => {
      const making = signerOf(...secrets).mac('link', 'text');

      await expect(making).rejects.toMatchObject({
        code: 'invalid-settings',
        message: expect.not.stringMatching('short-secret'),
      });
    },
  );
});

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The last of 22 characters carries two bits: others say the same bytes. */
function otherWay(mac: string): string {
  const bytes = (text: string) => Buffer.from(text.slice(4), 'base64url').toString('hex');
  const other = [...BASE64URL].map((last) => `${mac.slice(0, -1)}${last}`);
  const found = other.find((text) => text !== mac && bytes(text) === bytes(mac));
  if (!found) throw new Error('There is no other way.');
  return found;
}
