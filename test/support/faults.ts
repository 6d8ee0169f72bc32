/** Watches what a DynamoDB client sends, and makes its network fail as networks do. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A request that was answered, and what it cost. */
export interface Sent {
  command: string;
  /** Capacity units of the table and of its indexes, all together. */
  units: number;
}

/** The name of a command, whichever of the two clients of the SDK sends it. */
const nameOf = (commandName: unknown): string => String(commandName).replace(/(Item)?Command$/, '');

/** Takes note of every command that the client sends from here on, also of those that are refused. */
export function watch(client: DynamoDBClient): Sent[] {
  const sent: Sent[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const entry: Sent = { command: nameOf(context.commandName), units: 0 };
      sent.push(entry);
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
      const { output } = result as { output: { ConsumedCapacity?: { CapacityUnits?: number } } };
      entry.units = output.ConsumedCapacity?.CapacityUnits ?? 0;
      return result;
    },
    { step: 'initialize', name: `watch-${crypto.randomUUID()}` },
  );
  return sent;
}

const WRITES = ['Put', 'Update', 'Delete', 'BatchWrite'];

/**
 * Performs a write, loses its answer as a broken connection does, and so lets the client send it again, as it does by
 * itself. `nth` (from 1) says which of the writes from here on.
 */
export function loseAnswer(client: DynamoDBClient, nth = 1): { lost(): boolean } {
  let writes = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (!WRITES.includes(nameOf(context.commandName))) return result;
      writes++;
      if (writes !== nth) return result;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET', $metadata: {} });
    },
    { step: 'deserialize', name: `lose-${crypto.randomUUID()}`, priority: 'high' },
  );
  return { lost: () => writes >= nth };
}

type Batch = Record<string, unknown[] | { Keys?: unknown[] } | undefined>;

/** Leaves all but the first item of each batch undone, as DynamoDB may. With `nothing`, leaves that one undone as well. */
export function leaveUndone(client: DynamoDBClient, nothing = false): { times(): number } {
  let times = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as { RequestItems?: Batch };
      const [[table, items] = ['', undefined]] = Object.entries(input.RequestItems ?? {});
      if (!items || !nameOf(context.commandName).startsWith('Batch')) return next(args);
      times++;
      const all = Array.isArray(items) ? items : (items.Keys ?? []);
      const shaped = (some: unknown[]) => ({ [table]: Array.isArray(items) ? some : { Keys: some } });
      const result = await next({
        ...args,
        input: { ...input, RequestItems: shaped(all.slice(0, 1)) } as typeof args.input,
      });
      const undone = all.slice(nothing ? 0 : 1);
      const field = Array.isArray(items) ? 'UnprocessedItems' : 'UnprocessedKeys';
      Object.assign(result.output, { [field]: undone.length > 0 ? shaped(undone) : {} });
      return result;
    },
    { step: 'initialize', name: 'leave-undone', priority: 'high' },
  );
  return { times: () => times };
}
