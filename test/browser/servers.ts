/** Servers of the browser tests: on this machine alone, on a free port. */
import { once } from 'node:events';
import type { Server } from 'node:http';

/** Where the server listens from now on. */
export async function addressOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
