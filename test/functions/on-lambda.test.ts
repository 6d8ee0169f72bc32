/** The entry point that every function has on Lambda. */
import { afterEach, expect, it, vi } from 'vitest';
import { onLambda } from '../../functions/on-lambda.ts';
import { lambdaContext } from '../support/gateway.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it('makes the function once, and has its log say in which invocation each line was written', async () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'sweep');
  const written = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  let made = 0;
  const handler = onLambda(async (log) => {
    made++;
    return async (runId: string) => log.info('It went well.', { runId });
  });

  await handler('r-1', lambdaContext('first'));
  await handler('r-2', lambdaContext('second'));

  expect(made).toBe(1);
  expect(written.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
    { runId: 'r-1', function_request_id: 'first' },
    { runId: 'r-2', function_request_id: 'second' },
  ]);
});
