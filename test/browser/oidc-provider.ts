/** A small OpenID provider on this machine: discovery, a sign-in page with one button, tokens for a code with its PKCE proof. */
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { addressOf } from './servers.ts';

export interface Provider {
  url: string;
  /** Who presses the button on its page. */
  person: string;
  /** The access tokens that it gave out, with whose they are. */
  readonly tokens: ReadonlyMap<string, string>;
  /** What was asked of its token address, newest last. */
  readonly asked: URLSearchParams[];
  stop(): Promise<void>;
}

interface Grant {
  challenge: string;
  nonce: string | null;
  redirectUri: string;
}

const base64url = (text: string | Buffer) => Buffer.from(text).toString('base64url');

export async function startProvider(clientId: string): Promise<Provider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, string>();
  const asked: URLSearchParams[] = [];
  const state = { person: 'alice@example.com' };
  const signed = (claims: object) => {
    const content = `${base64url('{"alg":"RS256","kid":"1"}')}.${base64url(JSON.stringify(claims))}`;
    return `${content}.${base64url(createSign('RSA-SHA256').update(content).sign(privateKey))}`;
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', provider.url);
    const answer = (status: number, body: unknown, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' });
      response.end(type === 'application/json' ? JSON.stringify(body) : String(body));
    };
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return answer(200, {
          issuer: provider.url,
          authorization_endpoint: `${provider.url}/authorize`,
          token_endpoint: `${provider.url}/token`,
          jwks_uri: `${provider.url}/jwks`,
        });
      case '/jwks':
        return answer(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] });
      case '/authorize': {
        const code = randomUUID();
        const asks = url.searchParams;
        if (asks.get('code_challenge_method') !== 'S256' || asks.get('client_id') !== clientId)
          return answer(400, 'no PKCE', 'text/plain');
        codes.set(code, {
          challenge: String(asks.get('code_challenge')),
          nonce: asks.get('nonce'),
          redirectUri: String(asks.get('redirect_uri')),
        });
        const goOn = backTo(asks, { code });
        const refuse = backTo(asks, { error: 'access_denied', error_description: 'You said no.' });
        const links = `<a href="${goOn}">Go on as ${state.person}</a> <a href="${refuse}">Refuse</a>`;
        return answer(200, `<!doctype html><title>Provider</title>${links}`, 'text/html');
      }
      case '/token': {
        const form = new URLSearchParams(await textOf(request));
        asked.push(form);
        const refreshes = form.get('grant_type') === 'refresh_token';
        const grant = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const isProven = grant?.challenge === proof && grant.redirectUri === form.get('redirect_uri');
        if (!refreshes && !isProven) return answer(400, { error: 'invalid_grant' });
        const now = Math.floor(Date.now() / 1_000);
        const claims = { iss: provider.url, sub: 'person-1', aud: clientId, exp: now + 3_600, iat: now };
        const nonce = grant?.nonce && { nonce: grant.nonce };
        const access = signed({ ...claims, email: state.person, jti: randomUUID() });
        tokens.set(access, state.person);
        return answer(200, {
          access_token: access,
          id_token: signed({ ...claims, ...nonce, email: state.person, email_verified: true }),
          refresh_token: 'refresh-1',
          token_type: 'Bearer',
          expires_in: 3_600,
          scope: 'openid email profile',
        });
      }
      default:
        return answer(404, {});
    }
  });
  const provider = {
    url: await addressOf(server),
    tokens,
    asked,
    get person() {
      return state.person;
    },
    set person(person: string) {
      state.person = person;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}

/** The address that the browser goes back to, as it stands in a page. */
function backTo(asks: URLSearchParams, said: Record<string, string>): string {
  const back = new URL(String(asks.get('redirect_uri')));
  for (const [name, value] of Object.entries({ ...said, state: String(asks.get('state')) }))
    back.searchParams.set(name, value);
  return back.href.replaceAll('&', '&amp;');
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
