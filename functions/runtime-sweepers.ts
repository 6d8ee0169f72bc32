/** The part of the composition root that the sweep has help by: invocations of its own function. */
import { createLambdaSweepers } from '../shared/adapters/lambda/lambda-sweepers.ts';
import { SHARDS } from '../shared/domain/shards.ts';
import { setting } from '../shared/lambda/env.ts';
import type { Sweepers } from '../shared/ports/sweepers.ts';

/** The most invocations that a sweep has beside it: each works on ten runs at once, and the account's concurrency is for all. */
const MOST_PARTS = 16;

/** Each is left whole partitions of what is due. */
export function awsSweepers(): Sweepers | undefined {
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME; // set by Lambda itself
  if (!functionName) return undefined;
  const client = async () => new (await import('../shared/adapters/lambda/sdk.ts')).LambdaClient({});
  const parts = Math.min(setting('shards') ?? SHARDS.least, MOST_PARTS);
  return createLambdaSweepers({ parts, client, functionName });
}
