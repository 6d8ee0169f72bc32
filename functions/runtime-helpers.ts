/** The part of the composition root that the sweep has help by: invocations of its own function. */
import { SHARDS } from '../shared/adapters/dynamodb/lists.ts';
import { createLambdaSweepers } from '../shared/adapters/lambda/lambda-sweepers.ts';
import { setting } from '../shared/lambda/env.ts';
import type { Helpers } from './sweep.ts';

/** The most invocations that a sweep has beside it: each works on ten runs at once, and the account's concurrency is for all. */
const MOST_PARTS = 16;

/** Each is left whole partitions of what is due. */
export function awsHelpers(): Helpers | undefined {
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME; // set by Lambda itself
  if (!functionName) return undefined;
  const client = async () => new (await import('../shared/adapters/lambda/sdk.ts')).LambdaClient({});
  return {
    sweepers: createLambdaSweepers({ client, functionName }),
    parts: Math.min(setting('shards') ?? SHARDS.least, MOST_PARTS),
  };
}
