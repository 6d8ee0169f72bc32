/** The composition root on AWS: each part that a function works with, made from its environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createClaimsDirectory } from '../shared/adapters/directory/claims-directory.ts';
import { createDynamoDBStores } from '../shared/adapters/dynamodb/stores.ts';
import { secretsManagerSecret } from '../shared/adapters/keys/secrets-manager.ts';
import { createSigner } from '../shared/adapters/keys/signer.ts';
import { createS3ValueStore } from '../shared/adapters/s3/value-store.ts';
import { createSnsChannel } from '../shared/adapters/sns/sns-channel.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { createGatewaySockets } from '../shared/adapters/websocket/gateway-sockets.ts';
import { setting } from '../shared/lambda/env.ts';
import type { HttpSettings } from '../shared/lambda/http.ts';
import type { Kept, Live, Records, Streamer, Teller } from '../shared/use-cases/system.ts';

export const awsRecords = (): Records => ({
  ...createDynamoDBStores(new DynamoDBClient({}), setting('table')),
  directory: createClaimsDirectory(),
  signer: createSigner(
    secretsManagerSecret({
      client: async () => new (await import('../shared/adapters/keys/sdk.ts')).SecretsManagerClient({}),
      secret: setting('secret'),
    }),
  ),
  clock: createSystemClock(),
});

export const awsKept = (): Kept => ({
  ...awsRecords(),
  values: createS3ValueStore({
    client: async () => new (await import('../shared/adapters/s3/sdk.ts')).S3Client({}),
    bucket: setting('values'),
  }),
  retentionDays: setting('retentionDays'),
});

export const awsTeller = (): Teller => ({
  ...awsKept(),
  channels: [createSnsChannel(new SNSClient({}), setting('topic'))],
  publicUrl: setting('publicUrl'),
  live: awsLive(),
});

export const awsStreamer = (): Streamer => ({
  ...createDynamoDBStores(new DynamoDBClient({}), setting('table')),
  directory: createClaimsDirectory(),
  clock: createSystemClock(),
});

function awsLive(): Live | undefined {
  const endpoint = setting('sockets');
  if (endpoint === undefined) return undefined;
  const { connections } = createDynamoDBStores(new DynamoDBClient({}), setting('table'));
  const client = async () =>
    new (await import('../shared/adapters/websocket/sdk.ts')).ApiGatewayManagementApiClient({ endpoint });
  return { connections, sockets: createGatewaySockets({ client }) };
}

/** API Gateway answers for its own host only, and its authorizers say who calls. */
export const awsHttp: HttpSettings = { local: false, origins: [] };
