/** The part of the composition root that tells: people over their channels, open pages, and other systems. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBStores } from '../shared/adapters/dynamodb/stores.ts';
import { createEventBus } from '../shared/adapters/eventbridge/event-bus.ts';
import { createSesChannel } from '../shared/adapters/ses/ses-channel.ts';
import { createSlackChannel } from '../shared/adapters/slack/slack-channel.ts';
import { createSnsChannel } from '../shared/adapters/sns/sns-channel.ts';
import { createSnsTopicReaders } from '../shared/adapters/sns/topic-readers.ts';
import { createTaskCallback } from '../shared/adapters/stepfunctions/task-callback.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { createGatewaySockets } from '../shared/adapters/websocket/gateway-sockets.ts';
import { setting } from '../shared/lambda/env.ts';
import type { Log } from '../shared/ports/log.ts';
import type { NotificationChannel } from '../shared/ports/notification-channel.ts';
import type { OutcomeListener } from '../shared/ports/outcome-listener.ts';
import type { Subscriptions } from '../shared/use-cases/check-subscriptions.ts';
import type { FeedbackTaker } from '../shared/use-cases/note-feedback.ts';
import type { Live, Teller } from '../shared/use-cases/system.ts';
import { awsKept, awsLife, awsMeter, awsStores } from './runtime.ts';
import { awsSlackChannel } from './runtime-slack.ts';

export const awsTeller = (log: Log, stores: DynamoDBStores = awsStores()): Teller => ({
  ...awsKept(log, stores),
  channels: [createSnsChannel(new SNSClient({}), setting('topic')), ...mailChannel(), ...slackChannel(stores)],
  listeners: awsListeners(log),
  live: awsLive(stores),
  topic: stores.readerMemory,
  publicUrl: setting('publicUrl'),
  inboxUrl: setting('inboxUrl') ?? false,
});

function mailChannel(): NotificationChannel[] {
  const from = setting('mailFrom');
  const client = async () => new (await import('../shared/adapters/ses/sdk.ts')).SESv2Client({});
  return from === undefined ? [] : [createSesChannel({ client, from })];
}

function slackChannel({ sent }: DynamoDBStores): NotificationChannel[] {
  const slack = awsSlackChannel();
  return slack ? [createSlackChannel({ ...slack, sent })] : [];
}

/** Who is told what became of runs: an event bus, and the tasks of Step Functions that started runs. */
function awsListeners(log: Log): OutcomeListener[] {
  const bus = setting('eventBus');
  const client = async () => new (await import('../shared/adapters/stepfunctions/sdk.ts')).SFNClient({});
  const tasks = createTaskCallback(client, log);
  return [tasks, ...(bus === undefined ? [] : [createEventBus(new EventBridgeClient({}), bus)])];
}

function awsLive({ connections }: DynamoDBStores): Live | undefined {
  const endpoint = setting('sockets');
  if (endpoint === undefined) return undefined;
  const client = async () =>
    new (await import('../shared/adapters/websocket/sdk.ts')).ApiGatewayManagementApiClient({ endpoint });
  return { connections, sockets: createGatewaySockets({ client }) };
}

/** Who takes note of mail that came back. */
export function awsFeedbackTaker(log: Log): FeedbackTaker {
  const stores = awsStores();
  return { ...stores, life: awsLife(stores), clock: createSystemClock(), meter: awsMeter(), log };
}

/** Who reads the topic, and who did. */
function awsSubscriptions(stores: DynamoDBStores, { channels, clock }: Teller): Subscriptions {
  const { approvals, deliveries, readerMemory: memory } = stores;
  const readers = createSnsTopicReaders(new SNSClient({}), setting('topic'));
  return { readers, memory, approvals, deliveries, clock, isOnlyWay: channels.length === 1 };
}

/** Who tells again what was not delivered, and looks who reads the topic. */
export function awsRetrier(log: Log): { teller: Teller; subscriptions: Subscriptions } {
  const stores = awsStores();
  const teller = awsTeller(log, stores);
  return { teller, subscriptions: awsSubscriptions(stores, teller) };
}
