/** Starts the one DynamoDB engine that all test files share; `DYNAMODB_ENDPOINT` names another that is running. */
import type { TestProject } from 'vitest/node';
import { startEngine } from '../../infra/local/engine.ts';
import { isCountersignError } from '../../shared/errors.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where DynamoDB answers; or why it does nowhere. */
    dynamodb: { endpoint: string } | { missing: string };
  }
}

export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.DYNAMODB_ENDPOINT;
  if (given !== undefined && given !== '') {
    provide('dynamodb', { endpoint: given });
    return undefined;
  }
  try {
    const engine = await startEngine();
    provide('dynamodb', { endpoint: engine.endpoint });
    return engine.stop;
  } catch (error) {
    if (!isCountersignError(error, 'invalid-settings')) throw error;
    provide('dynamodb', {
      missing: `no DynamoDB engine for ${process.platform}-${process.arch}; set DYNAMODB_ENDPOINT`,
    });
    return undefined;
  }
}
