/** What AWS lets an account do in us-east-1 unless it asks for more, as its pages said in autumn 2026; and what cannot be raised. */
import { RESUMES_AT_ONCE } from '../../../infra/aws/constructs/wake-queue.ts';

const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const PARTITIONS = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';

export interface Quota {
  readonly name: string;
  /** A second, or at once. */
  readonly most: number;
  readonly source: string;
  /** What to do where it is reached. */
  readonly beyond: string;
}

export const QUOTAS = {
  throttle: {
    name: 'HTTP API: the stack’s own throttle',
    most: 50,
    source: 'infra/aws/constructs/throttle.ts',
    beyond: 'raise `throttle`',
  },
  partition: {
    name: 'DynamoDB: write units of one partition of a list',
    most: 1_000,
    source: PARTITIONS,
    beyond: 'raise `shards`',
  },
  table: {
    name: 'DynamoDB: write units of the table',
    most: 40_000,
    source: DYNAMODB,
    beyond: 'ask for more; set warm throughput before the rate comes',
  },
  index: {
    name: 'DynamoDB: write units of the busiest index (due)',
    most: 40_000,
    source: DYNAMODB,
    beyond: 'ask for more, as for the table',
  },
  concurrency: {
    name: 'Lambda: invocations at once, all functions',
    most: 1_000,
    source: LAMBDA,
    beyond: 'ask for more; a new account begins with 10',
  },
  queue: {
    name: 'Lambda: wake-ups that are handled at once',
    most: RESUMES_AT_ONCE.usual,
    source: 'infra/aws/constructs/wake-queue.ts',
    beyond: 'they wait in the queue; raise `resumeConcurrency`, to 1,000 at most',
  },
  http: {
    name: 'API Gateway: requests, all APIs',
    most: 10_000,
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    beyond: 'ask for more',
  },
  notices: {
    name: 'SNS: publishes',
    most: 30_000,
    source: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
    beyond: 'ask for more; other regions begin at 300 to 9,000',
  },
  events: {
    name: 'EventBridge: PutEvents requests',
    most: 10_000,
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
    beyond: 'ask for more; other regions begin at 400 to 2,400',
  },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof QUOTAS;
