/** Turns HTTP requests into API Gateway's events (payload format 2.0), and the functions' answers back. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CountersignError } from '../../shared/errors.ts';

/** As much as API Gateway takes, in bytes. */
const MOST_BYTES = 10 * 1024 * 1024;

const TEXT = /^(?:text\/|application\/(?:json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(?:json|xml)))/i;

/** The event that API Gateway would make of the request. */
export async function eventOf(request: IncomingMessage): Promise<APIGatewayProxyEventV2> {
  const { url: address = '/' } = request;
  // A path that begins with two slashes is a path still, and no host.
  const url = new URL(address.startsWith('/') ? `http://localhost${address}` : address, 'http://localhost');
  const body = await bodyOf(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const isText = TEXT.test(headers['content-type'] ?? 'text/');
  const path = decodedPath(url.pathname);
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]),
  );
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: url.search.slice(1),
    ...(headers.cookie && { cookies: headers.cookie.split(/;\s*/) }),
    headers,
    ...(url.search && { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date().toUTCString(),
      timeEpoch: Date.now(),
    },
    ...(body.length > 0 && { body: isText ? body.toString() : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** API Gateway hands the path on decoded, cut at a `?` that was encoded. */
function decodedPath(pathname: string): string {
  try {
    return decodeURIComponent(pathname).split('?')[0] ?? '/';
  } catch {
    return pathname;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  if (size > MOST_BYTES)
    throw new CountersignError('payload-too-large', `The body has ${size} bytes; at most ${MOST_BYTES} are taken.`);
  return Buffer.concat(chunks);
}

/** Sends a function's answer; `now` is when, by the system's own clock, which those who read it go by. */
export function send(
  response: ServerResponse,
  { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded }: APIGatewayProxyStructuredResultV2,
  now: Date,
): void {
  response.statusCode = statusCode;
  response.setHeader('date', now.toUTCString());
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
}
