import { expect, it } from 'vitest';
import { buildInbox } from '../../infra/local/build-inbox.ts';
import { createInboxPage } from '../../infra/local/inbox-page.ts';

const page = createInboxPage(buildInbox(), () => ({ url: '/' }));

it('serves the page under a policy that runs its own code alone', { timeout: 60_000 }, async () => {
  const { headers, body = '' } = await page.answer('/', 'localhost:3000');
  const markup = Buffer.from(body, 'base64').toString();
  const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(markup)?.[1] ?? '';
  const asset = await page.answer(script, 'localhost:3000');

  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(headers?.['content-security-policy']).toBe(
    "default-src 'self'; connect-src 'self' ws://localhost:3000; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  );
  expect(markup).not.toMatch(/<script(?![^>]*src=)|<style|onload=/);
  expect(asset.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

it('tells the page what it is part of, and lets nobody keep that', async () => {
  const { headers, body } = await page.answer('/config.json', 'localhost:3000');

  expect(JSON.parse(body ?? '')).toEqual({ url: '/' });
  expect(headers).toMatchObject({ 'cache-control': 'no-store' });
});

it('has no address but those of the page', () => {
  const asked = ['/', '/config.json', '/assets/index-a1.js', '/assets/../package.json', '/assets/a/b.js', '/runs'];

  expect(asked.map((path) => page.has(path))).toEqual([true, true, true, false, false, false]);
});

it('says on the page why it could not be built, and what to do', async () => {
  const failed = createInboxPage(Promise.reject(new Error('\u001b[31mno such <module>\u001b[0m')), () => ({}));

  const { statusCode, body } = await failed.answer('/', 'localhost:3000');

  expect(statusCode).toBe(500);
  expect(body).toContain('could not be built: no such &lt;module&gt;');
  expect(body).toContain('npm run inbox');
});
