/** Handlers that do nothing but make the SDK clients of a function: the least that its cold start can be. */

const MODULES = {
  documents: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';`,
  sns: "import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';",
  sqs: "import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';",
};

const MADE = {
  documents:
    'DynamoDBDocumentClient.from(new DynamoDBClient({})), BatchGetCommand, BatchWriteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand',
  sns: 'new SNSClient({}), PublishCommand',
  sqs: 'new SQSClient({}), SendMessageCommand',
};

type Client = keyof typeof MODULES;

/** The clients of each function. */
export const CLIENTS = {
  start: ['documents'],
  resume: ['documents'],
  webhook: ['documents'],
  notify: ['documents', 'sns'],
  wake: ['sqs'],
  sweep: ['documents'],
} as const satisfies Record<string, readonly Client[]>;

export type FunctionName = keyof typeof CLIENTS;

/** The source of a handler with these clients. */
export function clientsOnly(clients: readonly Client[]): string {
  return [
    ...clients.map((client) => MODULES[client]),
    `const made = [${clients.map((client) => MADE[client]).join(', ')}];`,
    'export const handler = async () => made.length;',
  ].join('\n');
}
