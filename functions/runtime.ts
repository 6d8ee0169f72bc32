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
import { createSesChannel } from '../shared/adapters/ses/ses-channel.ts';
import { createSlackChannel } from '../shared/adapters/slack/slack-channel.ts';
import { readSlackSecret, type SlackSecret } from '../shared/adapters/slack/slack-secret.ts';
import { createSlackWorkspace } from '../shared/adapters/slack/slack-workspace.ts';
import { createSnsChannel } from '../shared/adapters/sns/sns-channel.ts';
import { createSnsTopicReaders } from '../shared/adapters/sns/topic-readers.ts';
import { createTaskCallback } from '../shared/adapters/stepfunctions/task-callback.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { createGatewaySockets } from '../shared/adapters/websocket/gateway-sockets.ts';
import { setting } from '../shared/lambda/env.ts';
import type { HttpSettings } from '../shared/lambda/http.ts';
import type { NotificationChannel } from '../shared/ports/notification-channel.ts';
import type { OutcomeListener } from '../shared/ports/outcome-listener.ts';
import type { SlackDoor } from '../shared/ports/slack-workspace.ts';
import type { Subscriptions } from '../shared/use-cases/check-subscriptions.ts';
import type { FeedbackTaker } from '../shared/use-cases/note-feedback.ts';
import type { Kept, Live, Records, Streamer, Teller } from '../shared/use-cases/system.ts';

const awsSecret = () =>
  secretsManagerSecret({
    client: async () => new (await import('../shared/adapters/keys/sdk.ts')).SecretsManagerClient({}),
    secret: setting('secret'),
  });

const awsStores = () => createDynamoDBStores(new DynamoDBClient({}), setting('table'));

export const awsRecords = (): Records => ({
  ...awsStores(),
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
  channels: [createSnsChannel(new SNSClient({}), setting('topic')), ...mailChannel(), ...slackChannel()],
  publicUrl: setting('publicUrl'),
  live: awsLive(),
});

export const awsStreamer = (): Streamer => ({
  ...awsStores(),
  directory: createClaimsDirectory(),
  clock: createSystemClock(),
});

function awsLive(): Live | undefined {
  const endpoint = setting('sockets');
  if (endpoint === undefined) return undefined;
  const { connections } = awsStores();
  const client = async () =>
    new (await import('../shared/adapters/websocket/sdk.ts')).ApiGatewayManagementApiClient({ endpoint });
  return { connections, sockets: createGatewaySockets({ client }) };
}

function mailChannel(): NotificationChannel[] {
  const from = setting('mailFrom');
  const client = async () => new (await import('../shared/adapters/ses/sdk.ts')).SESv2Client({});
  return from === undefined ? [] : [createSesChannel({ client, from })];
}

function slackChannel(): NotificationChannel[] {
  const [channel, secret] = [setting('slackChannel'), slackSecret()];
  if (channel === undefined || !secret) return [];
  const { sent } = awsStores();
  return [createSlackChannel({ channel, secret, sent })];
}

/** Who takes note of mail that came back. */
export const awsFeedbackTaker = (): FeedbackTaker => ({ ...awsStores(), clock: createSystemClock() });

/** Who reads the topic, and who did. */
export function awsSubscriptions(): Subscriptions {
  const { deliveries, readerMemory: memory } = awsStores();
  const readers = createSnsTopicReaders(new SNSClient({}), setting('topic'));
  return { readers, memory, deliveries, clock: createSystemClock() };
}

/** Where people decide from Slack; undefined where it is not set up. */
export function awsSlack(): SlackDoor | undefined {
  const secret = slackSecret();
  if (!secret) return undefined;
  const clock = createSystemClock();
  return {
    workspace: createSlackWorkspace({ secret, clock }),
    signingSecret: async () => (await secret()).signingSecret,
  };
}

function slackSecret(): (() => Promise<SlackSecret>) | undefined {
  const secret = setting('slackSecret');
  if (secret === undefined) return undefined;
  const client = async () => new (await import('../shared/adapters/keys/sdk.ts')).SecretsManagerClient({});
  return readSlackSecret(secretsManagerSecret({ client, secret }), createSystemClock());
}

/** API Gateway answers for its own host only, and its authorizers say who calls. The inbox's pages have an origin of their own. */
export const awsHttp: HttpSettings = {
  local: false,
  origins: [setting('inboxUrl')].flatMap((url) => (url === undefined ? [] : [new URL(url).origin])),
  inboxUrl: setting('inboxUrl'),
};
