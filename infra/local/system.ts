/** The composition root of the local system: the functions of AWS, on this machine. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { createNotify } from '../../functions/notify.ts';
import { createResume } from '../../functions/resume.ts';
import { createStart } from '../../functions/start.ts';
import { createStream } from '../../functions/stream.ts';
import { createSweep } from '../../functions/sweep.ts';
import { createWake } from '../../functions/wake.ts';
import { createWebhook } from '../../functions/webhook.ts';
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createFileDirectory } from '../../shared/adapters/directory/file-directory.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { STREAM_FILTERS } from '../../shared/adapters/dynamodb/stream-filters.ts';
import { createFileValueStore } from '../../shared/adapters/file/value-store.ts';
import { fileSecret } from '../../shared/adapters/keys/file-secret.ts';
import { createLinkSigner } from '../../shared/adapters/keys/link-signer.ts';
import { createSigner } from '../../shared/adapters/keys/signer.ts';
import { createMemoryApprovalStore } from '../../shared/adapters/memory/approval-store.ts';
import { createMemoryConnectionStore } from '../../shared/adapters/memory/connection-store.ts';
import { createMemoryDelegationStore } from '../../shared/adapters/memory/delegation-store.ts';
import { createMemoryDeliveryStore } from '../../shared/adapters/memory/delivery-store.ts';
import { createMemoryMeter } from '../../shared/adapters/memory/meter.ts';
import { createMemorySentMessages } from '../../shared/adapters/memory/sent-messages.ts';
import { createMemoryTicketStore } from '../../shared/adapters/memory/ticket-store.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createMemoryWorkflowStateStore } from '../../shared/adapters/memory/workflow-state-store.ts';
import { createSesChannel } from '../../shared/adapters/ses/ses-channel.ts';
import { createSnsChannel } from '../../shared/adapters/sns/sns-channel.ts';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';
import { createGatewaySockets } from '../../shared/adapters/websocket/gateway-sockets.ts';
import { createRegistry, type Workflow } from '../../shared/engine/workflow.ts';
import type { HttpSettings } from '../../shared/lambda/http.ts';
import { START_ANSWERS_WITHIN } from '../../shared/lambda/terms.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { SentMessages } from '../../shared/ports/sent-messages.ts';
import type { LeaseTerms } from '../../shared/use-cases/lease.ts';
import type { Kept, Live, Streamer } from '../../shared/use-cases/system.ts';
import { createMovableClock, type MovableClock } from './clock.ts';
import type { DataFolder } from './data-folder.ts';
import { ensureTable, LOCAL_AWS } from './engine.ts';
import { lambdaContext } from './lambda-context.ts';
import { type LocalSlack, localSlack } from './local-slack.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { createPump, type Pump } from './pump.ts';
import { createLocalQueue, type LocalQueue } from './queue.ts';
import { memoryRecords, type RecordSource, streamRecords } from './records.ts';
import { type LocalSockets, openSockets, type SocketTerms } from './sockets.ts';

export interface LocalOptions {
  folder: DataFolder;
  workflows: readonly Workflow[];
  /** Where the DynamoDB engine is; without it everything stays in memory. */
  endpoint?: string | undefined;
  /** A JSON file that says who is in which group; without it nothing is known of groups. */
  directory?: string | undefined;
  /** Where people reach the system, without a slash at the end. */
  publicUrl: string;
  http: HttpSettings;
  /** The Slack app that notices are posted by; without it nothing is posted. */
  slack?: LocalSlack | undefined;
  /** False where another process follows the stream already: then functions can be invoked, and that is all. */
  follow: boolean;
  /** Where it is said what happens (default: the console, where something goes wrong). */
  log?: Log;
  /** How long connections to the stream are kept (default: as on AWS). */
  sockets?: SocketTerms;
}

/** The functions, under their names on AWS. */
export type FunctionName = 'start' | 'resume' | 'webhook' | 'stream' | 'notify' | 'wake' | 'sweep';

export interface LocalSystem {
  /** Invokes one function with one event, as Lambda would. */
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  readonly kept: Kept;
  readonly clock: MovableClock;
  readonly outbox: Outbox;
  readonly sockets: LocalSockets;
  /** True while a function is at work, or a wake-up waits for one. */
  busy(): boolean;
  /** Resolves once everything that follows from what was done so far is done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export const TABLE_NAME = 'countersign';

/** A short lease that is renewed: a run that is killed is taken over soon. */
const LEASE: LeaseTerms = { leaseMs: 10_000, renewEveryMs: 3_000 };

const RETENTION_DAYS = 90;

/** Who mails are from that nobody sends. */
const MAIL_FROM = 'countersign@localhost';

/** Sets up everything on this machine; nothing listens but the outbox and what posts to sockets, on 127.0.0.1. */
export async function createLocalSystem(options: LocalOptions): Promise<LocalSystem> {
  const { folder } = options;
  const offset = folder.read('clock.json');
  const clock = createMovableClock(typeof offset === 'number' ? offset : 0, (moved) =>
    folder.write('clock.json', moved),
  );
  const outbox = await openOutbox(folder, clock);
  const { kept, source, sent } = await openStores(options, clock);
  const runner = { ...kept, workflows: createRegistry(options.workflows) };
  const sns = new SNSClient({ ...LOCAL_AWS, endpoint: outbox.endpoint });
  const ses = new SESv2Client({ ...LOCAL_AWS, endpoint: outbox.endpoint });
  const slack = options.slack && localSlack(options.slack, { outbox, sent, clock });
  const channels = [
    createSnsChannel(sns, 'arn:aws:sns:us-east-1:000000000000:countersign'),
    createSesChannel({ client: () => ses, from: MAIL_FROM }),
    ...(slack ? [slack.channel] : []),
  ];

  const resume = createResume(runner, () => LEASE);
  const queue: LocalQueue = createLocalQueue({
    resume: (event) => run(() => resume(event, lambdaContext('resume'))),
    isAnswering: source.isAnswering,
    giveUp: (message, error) => folder.append('dead-letters.jsonl', { from: 'queue', message, error: String(error) }),
  });
  let atWork = 0;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    atWork++;
    try {
      return await work();
    } finally {
      atWork--;
      pump?.poke();
    }
  };
  const sockets = await openSockets((event) => invoke('stream', event), options.sockets);
  const live = options.follow ? liveOver(kept, sockets) : undefined;
  const teller = { ...kept, channels, publicUrl: options.publicUrl, live };
  const notify = createNotify(teller);
  const wake = createWake({ queue }, kept.log);
  const pump: Pump | undefined = options.follow
    ? createPump({
        source,
        readers: [
          { name: 'notify', filters: STREAM_FILTERS.notify, handle: notify },
          { name: 'wake', filters: STREAM_FILTERS.wake, handle: wake },
        ],
        setOff: () => queue.sentSince(),
        done: (sequence) => folder.write('stream.json', sequence),
        giveUp: (reader, record) => folder.append('dead-letters.jsonl', { from: reader, record }),
      })
    : undefined;
  const functions: Record<FunctionName, (event: never, context: Context) => Promise<unknown>> = {
    start: createStart(runner, () => ({ ...LEASE, handOverAfterMs: START_ANSWERS_WITHIN }), options.http),
    webhook: createWebhook(kept, { ...options.http, inboxUrl: options.publicUrl }, slack?.door),
    stream: createStream(kept, options.http),
    sweep: createSweep(teller),
    ...{ notify, wake, resume },
  };
  const invoke = (name: FunctionName, event: unknown) =>
    run(() => functions[name](event as never, lambdaContext(name))); // each parses its event
  const settled = async () => {
    do {
      await pump?.drained();
      while (queue.busy() || atWork > 0) await clock.sleep(5);
      await pump?.drained();
    } while (queue.busy() || atWork > 0);
  };
  return {
    invoke,
    kept,
    clock,
    outbox,
    sockets,
    settled,
    busy: () => queue.busy() || atWork > 0,
    async stop() {
      queue.stop();
      await pump?.stop();
      await sockets.stop();
      await outbox.stop();
    },
  };
}

/** What tells pages that are open. Connections of an earlier process are gone, and forgotten with what would be sent to them. */
function liveOver({ connections }: Streamer, { endpoint }: LocalSockets): Live {
  const client = async () =>
    new (await import('../../shared/adapters/websocket/sdk.ts')).ApiGatewayManagementApiClient({
      ...LOCAL_AWS,
      endpoint,
    });
  return { connections, sockets: createGatewaySockets({ client }) };
}

async function openStores(
  { endpoint, folder, directory: file, log = createConsoleLog('warn') }: LocalOptions,
  clock: MovableClock,
): Promise<{ kept: Kept & Streamer; source: RecordSource; sent: SentMessages }> {
  const values = endpoint === undefined ? createMemoryValueStore() : createFileValueStore(folder.file('values'));
  const directory = file === undefined ? createClaimsDirectory() : createFileDirectory(file);
  const secret = fileSecret(folder.file('secret'));
  const [signer, links] = [createSigner(secret, clock), createLinkSigner(secret, clock)];
  const told = { log, meter: createMemoryMeter() };
  const rest = { clock, ...told, values, directory, signer, links, retentionDays: RETENTION_DAYS };
  if (endpoint === undefined) {
    const source = memoryRecords();
    const onChange = source.push;
    return {
      kept: {
        ...rest,
        runs: createMemoryWorkflowStateStore({ onChange }),
        approvals: createMemoryApprovalStore({ onChange }),
        delegations: createMemoryDelegationStore(),
        connections: createMemoryConnectionStore(source.pushOpened),
        tickets: createMemoryTicketStore(),
        deliveries: createMemoryDeliveryStore(),
      },
      source,
      sent: createMemorySentMessages(),
    };
  }
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint });
  const stream = await ensureTable(client, TABLE_NAME);
  const position = folder.read('stream.json');
  const source = streamRecords(
    new DynamoDBStreamsClient({ ...LOCAL_AWS, endpoint }),
    stream,
    typeof position === 'string' ? position : undefined,
  );
  const {
    sent,
    readerMemory: _nobodySubscribes,
    generations: _neverRestored,
    ...stores
  } = createDynamoDBStores(client, TABLE_NAME);
  return { kept: { ...rest, ...stores }, source, sent };
}
