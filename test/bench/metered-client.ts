/** A DynamoDB client that counts what it asks for and what that consumes, all indexes included. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

/** One request, as DynamoDB bills it. */
export interface Metered {
  operation: string;
  writeUnits: number;
  readUnits: number;
}

export interface MeteredClient {
  client: DynamoDBClient;
  /** What was asked for since the last call. */
  take(): Metered[];
}

const Capacity = z.object({ CapacityUnits: z.optional(z.number()) });
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
        metered.push({ operation: `${operation} (lost)`, writeUnits: 1, readUnits: 0 }); // a condition that fails costs a write all the same
        throw error;
      });
      const { ConsumedCapacity = [] } = Consumed.parse(answered.output);
      const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      const isRead = READS.includes(operation);
      metered.push({ operation, writeUnits: isRead ? 0 : units, readUnits: isRead ? units : 0 });
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
