/** Sends messages over the connections of an API Gateway WebSocket API, and ends them. */
import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Sockets } from '../../ports/sockets.ts';

export interface GatewaySocketsOptions {
  /** Makes the client, whose endpoint is the API's: with the first message, which most invocations have none of. */
  client(): ApiGatewayManagementApiClient | Promise<ApiGatewayManagementApiClient>;
}

export function createGatewaySockets({ client }: GatewaySocketsOptions): Sockets {
  let made: Promise<{ gateway: ApiGatewayManagementApiClient; commands: typeof import('./sdk.ts') }> | undefined;
  const open = () => {
    made ??= Promise.all([client(), import('./sdk.ts')]).then(([gateway, commands]) => ({ gateway, commands }));
    return made;
  };
  return {
    async send(ConnectionId, text) {
      const { gateway, commands } = await open();
      try {
        await gateway.send(new commands.PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) }));
        return 'sent';
      } catch (error) {
        if (error instanceof commands.GoneException) return 'gone';
        throw error;
      }
    },
    async end(ConnectionId) {
      const { gateway, commands } = await open();
      try {
        await gateway.send(new commands.DeleteConnectionCommand({ ConnectionId }));
      } catch (error) {
        if (!(error instanceof commands.GoneException)) throw error;
      }
    },
  };
}
