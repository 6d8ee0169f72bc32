/** The composition root on AWS: each part that a function works with, made from its environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { createClaimsDirectory } from '../shared/adapters/directory/claims-directory.ts';
import { createDynamoDBStores } from '../shared/adapters/dynamodb/stores.ts';
import { createEventBus } from '../shared/adapters/eventbridge/event-bus.ts';
import { createLinkSigner } from '../shared/adapters/keys/link-signer.ts';
import { secretsManagerSecret } from '../shared/adapters/keys/secrets-manager.ts';
import { createSigner } from '../shared/adapters/keys/signer.ts';
import { createS3ValueStore } from '../shared/adapters/s3/value-store.ts';
import { createSnsChannel } from '../shared/adapters/sns/sns-channel.ts';
import { createTaskCallback } from '../shared/adapters/stepfunctions/task-callback.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { createGatewaySockets } from '../shared/adapters/websocket/gateway-sockets.ts';
import { setting } from '../shared/lambda/env.ts';
import type { HttpSettings } from '../shared/lambda/http.ts';
import type { OutcomeListener } from '../shared/ports/outcome-listener.ts';
import type { Kept, Live, Records, Streamer, Teller } from '../shared/use-cases/system.ts';

const awsSecret = () =>
  secretsManagerSecret({
    client: async () => new (await import('../shared/adapters/keys/sdk.ts')).SecretsManagerClient({}),
    secret: setting('secret'),
  });

export const awsRecords = (): Records => ({
  ...createDynamoDBStores(new DynamoDBClient({}), setting('table')),
  directory: createClaimsDirectory(),
  signer: createSigner(awsSecret()),
  clock: createSystemClock(),
});

export const awsKept = (): Kept => ({
  ...awsRecords(),
  values: createS3ValueStore({
    client: async () => new (await import('../shared/adapters/s3/sdk.ts')).S3Client({}),
    bucket: setting('values'),
  }),
  retentionDays: setting('retentionDays'),
  links: createLinkSigner(awsSecret(), createSystemClock()),
});

/** Who is told on AWS what became of runs: an event bus, and the tasks of Step Functions that started runs. */
function awsListeners(): OutcomeListener[] {
  const bus = setting('eventBus');
  const client = async () => new (await import('../shared/adapters/stepfunctions/sdk.ts')).SFNClient({});
  const tasks = createTaskCallback(client);
  return bus === undefined ? [tasks] : [createEventBus(new EventBridgeClient({}), bus), tasks];
}

export const awsTeller = (): Teller => ({
  ...awsKept(),
  listeners: awsListeners(),
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

/** API Gateway answers for its own host only, and its authorizers say who calls. The inbox's pages have an origin of their own. */
export const awsHttp: HttpSettings = {
  local: false,
  origins: [setting('inboxUrl')].flatMap((url) => (url === undefined ? [] : [new URL(url).origin])),
  inboxUrl: setting('inboxUrl'),
};
