/** The lines that a function writes to its log. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLambdaLog } from '../../shared/adapters/powertools/lambda-log.ts';
import { CountersignError } from '../../shared/errors.ts';

const context = { functionName: 'notify', awsRequestId: 'request-1' } as Context; // the rest is not written down

let written: string[];
beforeEach(() => {
  written = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((line) => {
      written.push(String(line));
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
const lines = () => written.map((line) => JSON.parse(line));

it('says on one line what happened, to what, and in which invocation', () => {
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  const log = createLambdaLog();
  log.begin(context);
  log.info('The run was driven.', { runId: 'r-1', stepKey: undefined, ms: 12 });
  log.begin(context);
  log.info('The run was driven.', { runId: 'r-2', ms: 0 });

  expect(written).toHaveLength(2);
  expect(written[0]).toMatch(/^\{.*\}\n$/);
  const of = { function_name: 'notify', function_request_id: 'request-1' };
  const said = { level: 'INFO', message: 'The run was driven.', timestamp: expect.any(String), ...of };
  expect(lines()).toEqual([
    { ...said, cold_start: true, runId: 'r-1', ms: 12 },
    { ...said, runId: 'r-2', ms: 0 },
  ]);
});

it('keeps a line under 300 bytes beside its ids', () => {
  const log = createLambdaLog();
  log.begin({ ...context, functionName: 'x'.repeat(64), awsRequestId: crypto.randomUUID() });

  log.info('The run was driven.', {});

  expect(written[0]?.length).toBeLessThan(300);
});

it('says of an error what it is and where it came from, and what caused it', () => {
  const cause = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

  createLambdaLog().error('It failed.', { key: 'k' }, new Error('Slow down.', { cause }));

  expect(lines()).toMatchObject([
    {
      ...{ level: 'ERROR', message: 'It failed.', key: 'k' },
      error: { name: 'Error', message: 'Slow down.', cause: { name: 'ThrottlingException', message: 'Rate exceeded' } },
    },
  ]);
  expect(lines()[0].error.stack).toContain('lambda-log.test.ts');
});

it.each<[string, unknown]>([
  [
    'the record that a condition failed on',
    new ConditionalCheckFailedException({ $metadata: {}, message: 'no', Item: { input: { S: 'MARKER' } } }),
  ],
  [
    'what somebody decided',
    new CountersignError('already-decided', 'It is decided.', { decision: { reason: 'MARKER' } }),
  ],
  ['what is no error', 'MARKER'],
  ['whom a mail is for', new Error('Email address is not verified: marker.MARKER+x@mail.example.com')],
  [
    'whom a message is for',
    new Error('PhoneNumber Reason: +49123456789 is not valid', { cause: new Error('+49123456789') }),
  ],
  ['what decides', new Error('https://x.test/decide/eyMARKER.abc?x=1 did not answer')],
])('leaves out %s', (_what, error) => {
  createLambdaLog().error('It failed.', { runId: 'r-1', key: 'tell:MARKER@example.com' }, error);

  expect(written).toHaveLength(1);
  expect(written[0]).not.toMatch(/MARKER|49123456789/);
  expect(lines()[0]).toMatchObject({ runId: 'r-1', key: 'tell:(address)' });
});

it('tells an error that is its own cause', () => {
  const error: Error & { cause?: unknown } = new Error('round');
  error.cause = error;

  createLambdaLog().warn('It failed.', {}, error);

  expect(lines()[0]).toMatchObject({ level: 'WARN', error: { cause: { message: 'round' } } });
});

it('is as silent as the function is set to be', () => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'ERROR');
  const log = createLambdaLog();

  log.info('It went well.', {});
  log.warn('It might not.', {});
  log.error('It failed.', {}, new Error('no'));

  expect(lines().map(({ level }) => level)).toEqual(['ERROR']);
});
