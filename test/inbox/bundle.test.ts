import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { assembleInbox } from '../../infra/local/build-inbox.ts';

/** In bytes, gzipped: all that the page can come to load, with sign-in by a provider. */
const MOST = 200 * 1_000;

it(`stays under ${MOST / 1_000} KB gzipped, code and styles together`, { timeout: 60_000 }, async () => {
  const files = await assembleInbox();

  const sizes = files
    .filter(({ name }) => /\.(js|css)$/.test(name))
    .map(({ name, content }) => ({ name, bytes: gzipSync(content).length }));
  const whole = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const words = sizes.map(({ name, bytes }) => `${name} ${bytes}`).join(', ');

  expect(sizes.length).toBeGreaterThanOrEqual(3);
  expect(whole, `${whole} bytes: ${words}`).toBeLessThan(MOST);
  expect(words).toContain('oidc'); // loaded only where a provider signs people in
});
