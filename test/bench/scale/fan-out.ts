/** What one change takes that many pages follow: each is sent a message of its own, over a stand-in for the gateway on this machine. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { LOCAL_AWS } from '../../../infra/local/engine.ts';
import { createGatewaySockets } from '../../../shared/adapters/websocket/gateway-sockets.ts';
import { later, timeOf } from '../../../shared/domain/time.ts';
import { pushLive } from '../../../shared/use-cases/push-live.ts';
import { waitingSince } from '../growth/many-pending.ts';
import { benchKept, createTableWithoutStream } from '../kept.ts';
import { median } from '../median.ts';
import { type MeteredClient, sumOf } from '../metered-client.ts';
import type { Progress } from '../part.ts';

export interface FanOutRow {
  followers: number;
  posts: number;
  requests: number;
  readUnits: number;
  cpuMs: number;
  ms: number;
}

const ROUNDS = 5;

export async function measureFanOut(
  meter: MeteredClient,
  sizes: readonly number[],
  progress: Progress,
): Promise<FanOutRow[]> {
  let posts = 0;
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    posts++;
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // of a server that listens on a port
  const client = new ApiGatewayManagementApiClient({ ...LOCAL_AWS, endpoint: `http://127.0.0.1:${port}` });
  try {
    const rows: FanOutRow[] = [];
    for (const followers of sizes) {
      progress(`${followers.toLocaleString('en-US')} followers`);
      const table = `followers-${followers}`;
      await createTableWithoutStream(meter.client, table);
      const kept = benchKept(meter.client, table);
      const { approval } = await waitingSince(kept, Date.now());
      await kept.approvals.ask(approval);
      const openedAt = timeOf(kept.clock.now());
      for (let i = 0; i < followers; i++)
        await kept.connections.open({
          id: `connection-${i}`,
          topics: [`inbox:${approval.assignee[0]}`],
          by: { id: `person-${i}@example.com`, groups: [...approval.assignee], proof: 'jwt' },
          ...{ openedAt, until: later(openedAt, 7_200_000) },
        });
      const pusher = {
        ...kept,
        live: { connections: kept.connections, sockets: createGatewaySockets({ client: () => client }) },
      };
      const rounds: FanOutRow[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        posts = 0;
        meter.take();
        const [cpu, start] = [process.cpuUsage(), performance.now()];
        await pushLive(pusher, { kind: 'approval', after: approval });
        const ms = performance.now() - start;
        const { user, system } = process.cpuUsage(cpu);
        const requests = meter.take();
        if (posts !== followers) throw new Error(`Of ${followers} followers ${posts} were told.`);
        const row = { followers, posts, requests: requests.length, readUnits: sumOf(requests, 'readUnits') };
        if (round > 0) rounds.push({ ...row, cpuMs: (user + system) / 1_000, ms }); // the first one opens the connections
      }
      const of = (what: 'cpuMs' | 'ms') => median(rounds.map((one) => one[what]));
      const [first] = rounds;
      if (first) rows.push({ ...first, cpuMs: of('cpuMs'), ms: of('ms') });
    }
    return rows;
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
}
