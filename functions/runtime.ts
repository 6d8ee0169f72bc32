/** The composition root on AWS: what every function that keeps records works with, made from its environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createClaimsDirectory } from '../shared/adapters/directory/claims-directory.ts';
import { createDynamoDBStores, type DynamoDBStores } from '../shared/adapters/dynamodb/stores.ts';
import { createEmfMeter } from '../shared/adapters/emf/emf-meter.ts';
import { createLinkSigner } from '../shared/adapters/keys/link-signer.ts';
import { secretsManagerSecret } from '../shared/adapters/keys/secrets-manager.ts';
import { createSigner } from '../shared/adapters/keys/signer.ts';
import { createS3ValueStore } from '../shared/adapters/s3/value-store.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { setting } from '../shared/lambda/env.ts';
import type { HttpSettings } from '../shared/lambda/http.ts';
import type { Log } from '../shared/ports/log.ts';
import type { Kept, Streamer } from '../shared/use-cases/system.ts';
import { createTableLife, type TableLife } from '../shared/use-cases/table-life.ts';

/** The stores of one function, which share a client, and with it its connections. */
export const awsStores = (): DynamoDBStores =>
  createDynamoDBStores(new DynamoDBClient({}), setting('table'), setting('shards'));

export const awsMeter = () => createEmfMeter(setting('table'));

export const awsSecret = (secret: string) =>
  secretsManagerSecret({
    client: async () => new (await import('../shared/adapters/keys/sdk.ts')).SecretsManagerClient({}),
    secret,
  });

/** The life of the table; undefined where the function is not told its generation. */
export function awsLife({ generations }: DynamoDBStores): TableLife | undefined {
  const generation = setting('generation');
  if (generation === undefined) return undefined;
  return createTableLife({ generations, generation, restored: setting('restored') === 'true' });
}

export const awsKept = (log: Log, stores: DynamoDBStores = awsStores()): Kept => ({
  ...stores,
  life: awsLife(stores),
  directory: createClaimsDirectory(),
  signer: createSigner(awsSecret(setting('secret'))),
  clock: createSystemClock(),
  meter: awsMeter(),
  log,
  values: createS3ValueStore({
    client: async () => new (await import('../shared/adapters/s3/sdk.ts')).S3Client({}),
    bucket: setting('values'),
  }),
  retentionDays: setting('retentionDays'),
  links: createLinkSigner(awsSecret(setting('secret')), createSystemClock()),
});

export const awsStreamer = (log: Log): Streamer => ({
  ...awsStores(),
  directory: createClaimsDirectory(),
  clock: createSystemClock(),
  log,
});

/** API Gateway answers for its own host only, and its authorizers say who calls. The inbox's pages have an origin of their own. */
export const awsHttp: HttpSettings = {
  local: false,
  origins: [setting('inboxUrl')].flatMap((url) => (url === undefined ? [] : [new URL(url).origin])),
  inboxUrl: setting('inboxUrl'),
};
