/** A site of somebody's own: the page with the cards, and behind it the local system, as a proxy in front would pass it on. */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { connect } from 'node:net';
import { extname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { addressOf } from './servers.ts';

export interface CardSite {
  readonly url: string;
  /** The address of the page with these approvals, as this person sees it; `own` are those on cards of one's own, `inbox` is where that is. */
  page(as: string, approvals: string[], own?: string[], inbox?: string): string;
  /** From now on pages hear nothing of the stream, as over a bad connection; what was said meanwhile comes with `release`. */
  hold(): void;
  release(): void;
  /** Cuts every connection to the stream, and lets none be opened until `mend`. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** The files of the page, by their names. Unminified React says more of what is wrong. */
async function assemble(): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    ...{ configFile: false, root: join(import.meta.dirname, 'card-page'), base: '/cards/', mode: 'development' },
    ...{ logLevel: 'silent', plugins: [react()], build: { write: false, minify: false } },
    resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  return new Map(
    outputs.flatMap(({ output }) => output.map((one) => [one.fileName, one.type === 'chunk' ? one.code : one.source])),
  );
}

/** `to` is where the local system is, which answers to no page but its own: so the proxy names it as host and origin. */
export async function openCardSite(to: string): Promise<CardSite> {
  const files = await assemble();
  const target = new URL(to);
  const streams = new Set<{ inner: Duplex; outer: Duplex }>();
  let isHeld = false;
  let isCut = false;

  const headersFor = ({ headers }: IncomingMessage) => ({
    ...headers,
    host: target.host,
    ...(headers.origin !== undefined && { origin: target.origin }),
  });
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const inner = send(
      { host: '127.0.0.1', port: target.port, method: request.method, path: request.url, headers: headersFor(request) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    inner.on('error', () => response.headersSent || response.writeHead(502).end());
    request.pipe(inner);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', to);
    const name = pathname === '/cards/' ? 'index.html' : pathname.replace(/^\/cards\//, '');
    const file = pathname.startsWith('/cards/') ? files.get(name) : undefined;
    if (file === undefined) return pass(request, response);
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(file);
  });
  server.on('upgrade', (request, outer, head) => {
    const inner = connect(Number(target.port), '127.0.0.1');
    const stream = { inner, outer };
    const end = () => {
      streams.delete(stream);
      inner.destroy();
      outer.destroy();
    };
    for (const socket of [inner, outer]) socket.on('error', end).on('close', end);
    if (isCut) return end();
    streams.add(stream);
    const lines = Object.entries(headersFor(request)).map(([name, value]) => `${name}: ${value}`);
    inner.write([`GET ${request.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    inner.write(head);
    outer.pipe(inner);
    inner.on('data', (chunk) => outer.write(chunk));
    if (isHeld) inner.pause();
  });
  const url = await addressOf(server);
  return {
    url,
    page(as, approvals, own = [], inbox) {
      const asked = new URLSearchParams({ as, ...(inbox !== undefined && { inbox }) });
      for (const approval of approvals) asked.append('approval', approval);
      for (const approval of own) asked.append('own', approval);
      return `${url}/cards/?${asked}`;
    },
    hold() {
      isHeld = true;
      for (const { inner } of streams) inner.pause();
    },
    release() {
      isHeld = false;
      for (const { inner } of streams) inner.resume();
    },
    cut() {
      isCut = true;
      for (const { outer } of streams) outer.destroy();
    },
    mend() {
      isCut = false;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const { outer } of streams) outer.destroy();
      }),
  };
}
