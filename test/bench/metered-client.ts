/** A DynamoDB client that counts what it asks for and what that consumes, all indexes included. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

/** One request, as DynamoDB bills it. */
export interface Metered {
  operation: string;
  writeUnits: number;
  readUnits: number;
  /** What of the write units an index took, by its name. */
  indexUnits: Record<string, number>;
}

export interface MeteredClient {
  client: DynamoDBClient;
  /** What was asked for since the last call. */
  take(): Metered[];
}

const Units = z.object({ CapacityUnits: z.optional(z.number()) });
const Capacity = z.extend(Units, { GlobalSecondaryIndexes: z.optional(z.record(z.string(), Units)) });
const Consumed = z.object({ ConsumedCapacity: z.optional(z.union([Capacity, z.array(Capacity)])) });

const READS = ['Get', 'Query', 'BatchGet'];

export function createMeteredClient(config: DynamoDBClientConfig): MeteredClient {
  const client = new DynamoDBClient(config);
  let metered: Metered[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'INDEXES' });
      const operation = String(context.commandName)
        .replace(/Command$/, '')
        .replace(/Item$/, '');
      const answered = await next(args).catch((error: unknown) => {
        // A condition that fails costs a write all the same.
        metered.push({ operation: `${operation} (lost)`, writeUnits: 1, readUnits: 0, indexUnits: {} });
        throw error;
      });
      const capacities = [Consumed.parse(answered.output).ConsumedCapacity ?? []].flat();
      metered.push({ operation, ...unitsOf(capacities, READS.includes(operation)) });
      return answered;
    },
    { step: 'initialize', name: 'meter' },
  );
  return {
    client,
    take() {
      const taken = metered;
      metered = [];
      return taken;
    },
  };
}

function unitsOf(capacities: readonly z.infer<typeof Capacity>[], isRead: boolean): Omit<Metered, 'operation'> {
  const units = capacities.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  if (isRead) return { writeUnits: 0, readUnits: units, indexUnits: {} };
  const indexes = capacities.flatMap(({ GlobalSecondaryIndexes = {} }) => Object.entries(GlobalSecondaryIndexes));
  return {
    writeUnits: units,
    readUnits: 0,
    indexUnits: Object.fromEntries(indexes.map(([name, { CapacityUnits = 0 }]) => [name, CapacityUnits])),
  };
}

/** The sum of one kind of unit. */
export const sumOf = (requests: readonly Metered[], unit: 'writeUnits' | 'readUnits'): number =>
  requests.reduce((sum, request) => sum + request[unit], 0);

/** The write units that an index took. */
export const indexUnitsOf = (requests: readonly Metered[], index: string): number =>
  requests.reduce((sum, { indexUnits }) => sum + (indexUnits[index] ?? 0), 0);
