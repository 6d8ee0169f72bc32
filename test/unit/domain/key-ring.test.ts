/** The secret with what outlives each of its values: how it is read, written, and gone on from. */
import { describe, expect, it } from 'vitest';
import { nextRing, outlives, readRing, ringText } from '../../../shared/domain/key-ring.ts';
import { knownKeyOf, macKeysOf, newSecret } from '../../../shared/domain/secret-keys.ts';

const [FIRST, SECOND, THIRD] = ['a'.repeat(32), 'b'.repeat(32), 'c'.repeat(32)];
const NOW = new Date('2026-01-05T09:00:00.000Z');
const daysLater = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

/** What is written after so many rotations, each so many days after the one before. */
function rotated(times: number, days: number): string {
  let ring = readRing([FIRST]);
  for (let i = 1; i <= times; i++) ring = nextRing(ring, newSecret(), daysLater(i * days));
  return ringText(ring);
}

describe('a key ring', () => {
  it('is read from a text that somebody put in by hand, and from the one before it', () => {
    expect(readRing([FIRST])).toEqual({ secret: FIRST, former: [], publicKeys: [knownKeyOf(FIRST)] });
    expect(readRing([SECOND, FIRST])).toEqual({
      secret: SECOND,
      former: [macKeysOf(FIRST)],
      publicKeys: [knownKeyOf(SECOND), knownKeyOf(FIRST)],
    });
  });

  it('keeps what was in it where a text was put in by hand since', () => {
    const written = ringText(nextRing(readRing([FIRST]), SECOND, NOW));

    const { secret, former, publicKeys } = readRing([THIRD, written]);

    expect(secret).toBe(THIRD);
    expect(former.map(({ link }) => link)).toEqual([SECOND, FIRST].map((one) => macKeysOf(one).link));
    expect(publicKeys).toEqual([THIRD, SECOND, FIRST].map(knownKeyOf));
    expect(outlives(nextRing(readRing([THIRD, written]), newSecret(), NOW), readRing([THIRD, written]))).toBe(true);
  });

  it('says itself what was before it: the text before it adds nothing', () => {
    const written = JSON.stringify({ secret: SECOND, publicKeys: [knownKeyOf(FIRST).x] });

    expect(readRing([written, THIRD])).toEqual({
      secret: SECOND,
      former: [],
      publicKeys: [knownKeyOf(SECOND), knownKeyOf(FIRST)],
    });
  });

  it('comes back from what is written as it was', () => {
    const ring = nextRing(readRing([SECOND, FIRST]), THIRD, NOW);

    expect(readRing([ringText(ring)])).toEqual(ring);
  });

  it('holds no secret but the present one: nobody who reads it can sign as before', () => {
    const written = ringText(nextRing(readRing([SECOND, FIRST]), THIRD, NOW));

    expect(written).toContain(THIRD);
    for (const former of [FIRST, SECOND]) expect(written).not.toContain(former);
  });

  it('knows every record, and no link of before, where the keys of links are taken out by hand', () => {
    const written = ringText(nextRing(readRing([FIRST]), SECOND, NOW));

    const ring = readRing([JSON.stringify({ ...JSON.parse(written), secret: THIRD, former: [] }), written]);

    expect(ring).toEqual({ secret: THIRD, former: [], publicKeys: [THIRD, SECOND, FIRST].map(knownKeyOf) });
  });

  it('keeps every public key, and the keys of links for a year after they were replaced, however often that is', () => {
    const weekly = readRing([rotated(60, 7)]);
    const yearly = readRing([rotated(60, 400)]);

    expect([weekly.publicKeys.length, weekly.former.length]).toEqual([61, 53]);
    expect([yearly.publicKeys.length, yearly.former.length]).toEqual([61, 1]);
  });

  it('fits into a secret, which holds 64 KB, after twenty years of the shortest rotation', () => {
    expect(rotated(20 * 52, 7).length).toBeLessThan(65_536);
  });

  it.each<[string, string[]]>([
    ['no text', []],
    ['a text that can be guessed', ['guess-me']],
    ['JSON that is no ring', ['{"token":"guess-me"}']],
    ['a ring whose secret can be guessed', ['{"secret":"guess-me"}']],
    ['a ring with a key that is none', [JSON.stringify({ secret: FIRST, publicKeys: ['guess-me'] })]],
    [
      'a ring with a former key that is none',
      [JSON.stringify({ secret: FIRST, former: [{ link: 'guess-me', form: '' }] })],
    ],
  ])('is refused where there is %s, without telling it', (_, texts) => {
    const read = () => readRing(texts);

    expect(read).toThrow(expect.objectContaining({ code: 'invalid-settings' }));
    expect(read).toThrow(expect.objectContaining({ message: expect.not.stringMatching('guess-me') }));
  });

  it('takes a text for a secret that only begins as JSON does', () => {
    const text = `{${'x'.repeat(40)}`;

    expect(readRing([text]).secret).toBe(text);
  });
});
