/** Serves the inbox page: its files as they were built, and the config that tells it where it is. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { html } from 'hono/html';
import { INBOX_DIST } from './build-inbox.ts';

type Answer = APIGatewayProxyStructuredResultV2;

export interface InboxPage {
  /** True for an address of the page. */
  has(path: string): boolean;
  /** The answer to a GET of such an address; `host` is the name that it was asked as. */
  answer(path: string, host: string): Promise<Answer>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const ASSET = /^\/assets\/[\w.-]+$/;

/** `built` resolves once the files are there, and rejects where they could not be built. */
export function createInboxPage(built: Promise<void>, config: () => unknown): InboxPage {
  built.catch(() => {}); // told to whoever asks for the page
  const file = async (path: string, host: string): Promise<Answer> => {
    try {
      await built;
      const name = path === '/' ? 'index.html' : path.slice(1);
      const body = await readFile(join(INBOX_DIST, name));
      return {
        headers: {
          ...securityOf(host),
          'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
          'cache-control': ASSET.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        },
        body: body.toString('base64'),
        isBase64Encoded: true,
      };
    } catch (error) {
      return notBuilt(error, host);
    }
  };
  const told = async (host: string): Promise<Answer> => ({
    headers: { ...securityOf(host), 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(config()),
  });
  return {
    has: (path) => path === '/' || path === '/index.html' || path === '/config.json' || ASSET.test(path),
    answer: (path, host) => (path === '/config.json' ? told(host) : file(path, host)),
  };
}

/** The page runs its own code alone, and talks to nobody but this system. */
const securityOf = (host: string) => ({
  'content-security-policy': `default-src 'self'; connect-src 'self' ws://${host}; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
});

export const buildAdvice = (error: unknown): string =>
  `The inbox page could not be built: ${stripVTControlCharacters(error instanceof Error ? error.message : String(error))}\nRun \`npm ci\`, then \`npm run inbox\`, which says more; then start again. Everything else works.`;

function notBuilt(error: unknown, host: string): Answer {
  const body = html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Countersign</title></head>
  <body><h1>Countersign</h1><pre>${buildAdvice(error)}</pre><p><a href="/outbox">Outbox</a> · <a href="/openapi.json">API</a></p></body>
</html>`;
  return {
    statusCode: 500,
    headers: { ...securityOf(host), 'content-type': 'text/html; charset=utf-8' },
    body: String(body),
  };
}
