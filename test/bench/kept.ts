/** The system's own stores over an engine of the bench, and tables to put them in. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../infra/local/engine.ts';
import { createClaimsDirectory } from '../../shared/adapters/directory/claims-directory.ts';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { createMemoryMeter } from '../../shared/adapters/memory/meter.ts';
import { createMemorySigner } from '../../shared/adapters/memory/signer.ts';
import { createMemoryValueStore } from '../../shared/adapters/memory/value-store.ts';
import { createSystemClock } from '../../shared/adapters/system/clock.ts';
import { createConsoleLog } from '../../shared/adapters/system/console-log.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Subscriptions } from '../../shared/use-cases/check-subscriptions.ts';
import type { Kept, Live } from '../../shared/use-cases/system.ts';

/** What the use cases are given here: the stores whole. */
export type BenchKept = Kept &
  Pick<Live, 'connections'> &
  Pick<Subscriptions, 'deliveries'> & { readerMemory: Subscriptions['memory'] };

export const benchKept = (client: DynamoDBClient, table: string, clock: Clock = createSystemClock()): BenchKept => ({
  ...createDynamoDBStores(client, table),
  values: createMemoryValueStore(),
  directory: createClaimsDirectory(),
  signer: createMemorySigner(),
  ...{ clock, log: createConsoleLog('error'), meter: createMemoryMeter() },
  retentionDays: 90,
});

/** Makes a table with all indexes and without a stream: on the local engine, a write costs more the longer the stream gets. */
export async function createTableWithoutStream(client: DynamoDBClient, name: string): Promise<void> {
  const { StreamSpecification: _none, ...definition } = tableDefinition(name);
  await client.send(new CreateTableCommand(definition));
}
