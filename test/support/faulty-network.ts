/** Puts a faulty network between an SDK client and its service, as a middleware that works from a seed. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sleep } from '../../shared/adapters/system/clock.ts';
import type { Random } from './random.ts';

/** What a network and a busy service do to one try of a request; the client tries most of them again by itself. */
const FAULTS = ['delay', 'reset', 'answer-lost', 'throttled', 'conflict', 'server-error', 'unprocessed'] as const;

/** What happens to a whole request, however often the client tries: it never arrives, or is done and never answered. */
const FINAL_FAULTS = ['cut-off', 'answer-lost-for-good'] as const;

/** One fault. `lost` tells that the caller was handed an error: the client had no more tries. */
export interface Fault {
  kind: (typeof FAULTS)[number] | (typeof FINAL_FAULTS)[number] | 'lost';
  command: string;
  /** The run whose record the request was about. */
  runId?: string;
}

export interface FaultyNetworkOptions {
  /** How many of the tries meet with a fault, from 0 to 1; of the requests a tenth of that is lost for good. */
  rate: number;
  random: Random;
  told(fault: Fault): void;
}

/** Tables are made, and looked for, over a good network. */
const DATA = /^(?:Get|Put|Update|Delete|Query|BatchGet|BatchWrite|GetRecords|Publish|PublishBatch)(?:Item)?Command$/;

const LONGEST_DELAY = 150;

class InjectedFault extends Error {
  constructor(name: string, fields: object) {
    super(`${name}: the network of this test is faulty`);
    Object.assign(this, { $metadata: {}, ...fields, name });
  }
}

const reset = () => new InjectedFault('TimeoutError', { code: 'ECONNRESET' });

const refusals = {
  throttled: (random: Random) =>
    new InjectedFault(random.pick(['ProvisionedThroughputExceededException', 'ThrottlingException']), {
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    }),
  conflict: () =>
    new InjectedFault('TransactionConflictException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }),
  'server-error': () =>
    new InjectedFault('InternalServerError', { $fault: 'server', $metadata: { httpStatusCode: 500 } }),
};

/** From here on, the client's requests meet with faults. */
export function makeNetworkFaulty(client: DynamoDBClient, options: FaultyNetworkOptions): void {
  loseRequests(client, options);
  disturbTries(client, options);
}

function loseRequests(client: DynamoDBClient, { rate, random, told }: FaultyNetworkOptions): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context.commandName);
      if (!DATA.test(command)) return next(args);
      const about = { command, ...runOf(args.input) };
      const kind = random.chance(rate / 10) ? random.pick(FINAL_FAULTS) : undefined;
      if (kind) told({ kind, ...about });
      const sent = kind === 'cut-off' ? Promise.reject(reset()) : next(args);
      return sent
        .then((result) => (kind ? Promise.reject(reset()) : result))
        .catch((error: unknown) => {
          if (error instanceof InjectedFault) told({ kind: 'lost', ...about });
          throw error;
        });
    },
    { step: 'initialize', name: 'lose-requests', priority: 'high' },
  );
}

function disturbTries(client: DynamoDBClient, { rate, random, told }: FaultyNetworkOptions): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context.commandName);
      if (!DATA.test(command) || !random.chance(rate)) return next(args);
      const kind = random.pick(FAULTS);
      told({ kind, command });
      if (kind === 'delay') await sleep(random.between(1, LONGEST_DELAY));
      if (kind === 'reset') throw reset();
      if (kind === 'throttled' || kind === 'conflict' || kind === 'server-error') throw refusals[kind](random);
      const result = await next(args);
      if (kind === 'answer-lost') throw reset();
      if (kind === 'unprocessed') leaveLastUndone(args.input, result.output);
      return result;
    },
    { step: 'deserialize', name: 'disturb-tries', priority: 'high' },
  );
}

interface Batch {
  RequestItems?: Record<string, unknown[] | { Keys?: unknown[] }>;
}

/** A batch may come back with some of it undone; what was done of that is done again then. */
function leaveLastUndone(input: object, output: object | undefined): void {
  const { RequestItems = {} } = input as Batch; // what batches have
  const [[table, items] = ['', undefined]] = Object.entries(RequestItems);
  const last = Array.isArray(items) ? items.at(-1) : items?.Keys?.at(-1);
  if (last === undefined || !output) return;
  Object.assign(
    output,
    Array.isArray(items)
      ? { UnprocessedItems: { [table]: [last] } }
      : { UnprocessedKeys: { [table]: { Keys: [last] } } },
  );
}

const RUN = /RUN#([A-Za-z0-9._:@-]+)/;

function runOf(input: object): { runId: string } | undefined {
  const { Key, Item } = input as { Key?: unknown; Item?: unknown }; // what reads and writes of one record have
  const found = RUN.exec(JSON.stringify(Key ?? Item) ?? '')?.[1];
  return found === undefined ? undefined : { runId: found };
}
