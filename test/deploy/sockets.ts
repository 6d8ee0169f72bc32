/** Follows a deployed stack over its WebSocket API. */
import { once } from 'node:events';
import { AwsV4Signer } from 'aws4fetch';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { eventually } from '../support/local-process.ts';
import { send } from './http.ts';
import { type Cloud, CREDENTIALS, REGION } from './ministack.ts';

/** How an approval stands; where it changes twice, both may tell the same, and the greater revision is the newer one. */
const LiveApproval = z.looseObject({ runId: z.string(), key: z.string(), status: z.string(), revision: z.string() });
export type LiveApproval = z.infer<typeof LiveApproval>;

export interface Following {
  /** What came so far, waiting for the first message of such a status, for half a minute. */
  until(status: string): Promise<LiveApproval[]>;
  close(): void;
}

/** An API of AWS's is named by its first label, wherever it is. */
const idOf = (url: string): string => new URL(url).hostname.split('.')[0] ?? '';

/**
 * Lets functions send to connections by the address that the stack tells them: MiniStack serves its APIs under localhost only,
 * so AWS's name for the API becomes a domain name of it, which has the same paths.
 */
export async function answerAsAws(cloud: Cloud, streamUrl: string): Promise<void> {
  const { hostname, pathname } = new URL(streamUrl);
  const stage = pathname.slice(1);
  await manage(cloud, '/v2/domainnames', { domainName: hostname, domainNameConfigurations: [{}] });
  await manage(cloud, `/v2/domainnames/${hostname}/apimappings`, {
    ...{ apiId: idOf(streamUrl), stage, apiMappingKey: stage },
  });
}

async function manage(cloud: Cloud, path: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const url = `${cloud.endpoint}${path}`;
  const signer = new AwsV4Signer({
    ...{ method: 'POST', url, service: 'apigateway', region: REGION, ...CREDENTIALS },
    ...{ body: text, headers: { 'content-type': 'application/json' } },
  });
  const { headers } = await signer.sign();
  const answer = await send(cloud, url, {
    ...{ method: 'POST', path, body: text, headers: Object.fromEntries(headers) },
  });
  if (answer.status !== 201) throw new Error(`${path} was answered with ${answer.status}: ${answer.text}`);
}

/** Connects; rejects where the connection is refused. */
export async function follow(cloud: Cloud, streamUrl: string, query: Record<string, string>): Promise<Following> {
  const search = new URLSearchParams(query);
  const socket = new WebSocket(`ws://127.0.0.1:${cloud.port}${new URL(streamUrl).pathname}?${search}`, {
    headers: { host: `${idOf(streamUrl)}.execute-api.localhost:${cloud.port}` },
  });
  const came: LiveApproval[] = [];
  socket.on('message', (data) => {
    came.push(LiveApproval.parse(JSON.parse(String(data))));
  });
  await once(socket, 'open');
  return {
    until: (status) =>
      eventually(
        async () => came,
        (messages) => messages.some((message) => message.status === status),
      ),
    close: () => socket.close(),
  };
}
