/** Finds a DynamoDB engine for this machine, starts it, and makes the table. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../shared/adapters/dynamodb/table.ts';
import { CountersignError } from '../../shared/errors.ts';

export interface Engine {
  endpoint: string;
  stop(): Promise<void>;
}

// The SDK warns on every start that releases of 2027 will need a newer Node; package.json says what this one needs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Any credentials do for an engine on this machine. */
export const LOCAL_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/** The engine that is installed for this platform. */
function engineBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    );
    const binary = join(dirname(manifest), 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** A port of 127.0.0.1 that is free now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address
          ? resolve(address.port)
          : reject(new Error('This machine has no free port.')),
      );
    });
  });

/** Starts the engine on a file, or in memory without one. It ends with this process, however that ends. */
export async function startEngine(file?: string): Promise<Engine> {
  const binary = engineBinary();
  if (!binary) {
    throw new CountersignError(
      'invalid-settings',
      [
        `There is no DynamoDB engine for ${process.platform}-${process.arch} among the installed packages. Choose one:`,
        '  DYNAMODB_ENDPOINT=http://localhost:8000 npm start   with DynamoDB Local, LocalStack or another engine that is running',
        '  npm start -- --memory                               without an engine; nothing survives the process',
      ].join('\n'),
    );
  }
  const port = await freePort();
  // The shell ends the engine once its own input closes, which also happens when this process is killed. Its file is for its owner alone.
  const script = 'umask 077; "$0" "$@" & engine=$!; read -r _; kill $engine; wait $engine';
  const args = ['serve', '--port', String(port), ...(file ? ['--db-path', file] : [])];
  const child = spawn('/bin/sh', ['-c', script, binary, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint, child);
  return {
    endpoint,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        if (child.exitCode === null) child.stdin.end();
        else resolve();
      }),
  };
}

async function answering(endpoint: string, child?: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child && child.exitCode !== null) throw new Error(`The DynamoDB engine ended at once, with ${child.exitCode}.`);
    if (await isAnswering(endpoint)) return;
    await wait(25);
  }
  throw new CountersignError(
    'invalid-settings',
    `Nothing answers as DynamoDB at ${endpoint}. Start the engine first, or check DYNAMODB_ENDPOINT.`,
  );
}

/** True where a DynamoDB engine answers there. */
export async function isAnswering(endpoint: string): Promise<boolean> {
  const client = new DynamoDBClient({ ...LOCAL_AWS, endpoint, maxAttempts: 1 });
  try {
    await client.send(new ListTablesCommand({ Limit: 1 }));
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}

/** What makes the table: keys, indexes and stream, as the adapters expect them. */
export function tableDefinition(name: string): CreateTableCommandInput {
  const { partitionKey, sortKey, indexes } = TABLE;
  const attributes = [
    partitionKey,
    sortKey,
    ...Object.values(indexes).flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Set(attributes)].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: schema(partitionKey, sortKey),
    GlobalSecondaryIndexes: Object.values(indexes).map((index) => ({
      IndexName: index.name,
      KeySchema: schema(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  };
}

/** Makes the table unless it is there; hands back the ARN of its stream. */
export async function ensureTable(client: DynamoDBClient, name: string): Promise<string> {
  await client.send(new CreateTableCommand(tableDefinition(name))).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE' && Table.LatestStreamArn) return Table.LatestStreamArn;
    await wait(50);
  }
}
