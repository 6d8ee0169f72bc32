/** Requests to a deployed HTTP API: its host is a name that only the emulator knows, so it goes into the header alone. */
import { request } from 'node:http';
import { AwsV4Signer } from 'aws4fetch';
import { type Cloud, CREDENTIALS, REGION } from './ministack.ts';

export interface Response {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface Request {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends it as it is. */
export function send(
  cloud: Cloud,
  api: string,
  { method = 'GET', path, body, headers = {} }: Request,
): Promise<Response> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port: cloud.port, method, path },
        headers: {
          ...(text !== undefined && { 'content-type': 'application/json' }),
          ...headers,
          host: new URL(api).host,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const read = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: read });
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

/** Sends it signed, as a system does (SigV4), and reads the answer's JSON. */
export async function sendSigned(cloud: Cloud, api: string, { path, method = 'GET', body }: Request) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = new AwsV4Signer({
    ...{ method, url: new URL(path, api).href, service: 'execute-api', region: REGION, ...CREDENTIALS },
    ...(text !== undefined && { body: text, headers: { 'content-type': 'application/json' } }),
  });
  const { headers } = await signer.sign();
  const answer = await send(cloud, api, {
    ...{ method, path, headers: Object.fromEntries(headers) },
    ...(text !== undefined && { body: text }),
  });
  return { status: answer.status, body: JSON.parse(answer.text) as Record<string, unknown> };
}
