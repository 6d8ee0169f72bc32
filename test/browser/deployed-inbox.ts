/** The inbox as it is deployed: static files and an interface that takes nothing but a token of the provider. */
import { createServer, type Server } from 'node:http';
import { createInboxPage } from '../../infra/local/inbox-page.ts';
import type { LocalProcess } from '../support/local-process.ts';
import type { Provider } from './oidc-provider.ts';
import { addressOf } from './servers.ts';

export interface DeployedInbox {
  url: string;
  stop(): void;
}

/** What has a token is handed to the local system, in the name of whom the provider gave it to. */
export async function deployInbox(local: LocalProcess, provider: Provider, clientId: string): Promise<DeployedInbox> {
  const page = createInboxPage(Promise.resolve(), () => ({
    url: '/api',
    auth: { kind: 'oidc', authority: provider.url, clientId, scope: 'openid email profile' },
  }));
  const server: Server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', local.url);
    if (page.has(pathname)) {
      const { headers = {}, statusCode = 200, body = '', isBase64Encoded } = await page.answer(pathname, 'localhost');
      const policy = String(headers['content-security-policy']).replace("'self' ws", `'self' ${provider.url} ws`);
      const told = Object.entries({ ...headers, 'content-security-policy': policy });
      response.writeHead(statusCode, Object.fromEntries(told.map(([name, value]) => [name, String(value)])));
      return void response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const person = provider.tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (person === undefined && pathname !== '/api/healthz') {
      response.writeHead(401, { 'content-type': 'application/json' });
      return void response.end('{"message":"Unauthorized"}');
    }
    const answer = await fetch(`${local.url}${pathname.replace('/api', '')}${search}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json', ...(person !== undefined && { 'x-countersign-actor': person }) },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  });
  const url = await addressOf(server);
  return {
    url,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
