/** `countersign redrive`: what it makes of failed records in a bucket and of dead letters, with AWS as a mock and the functions as they are. */

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotify } from '../../../functions/notify.ts';
import { createStart } from '../../../functions/start.ts';
import { imagesOf } from '../../../shared/adapters/dynamodb/stream.ts';
import { redrive } from '../../../shared/cli/redrive.ts';
import { startTerms } from '../../../shared/lambda/terms.ts';
import { lambdaContext } from '../../support/gateway.ts';
import { capturePrinted } from '../../support/printed.ts';
import { silenceErrors } from '../../support/silence.ts';
import { memoryStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { refundWorkflow } from '../../support/workflows.ts';

const [s3, lambda, sqs] = [mockClient(S3Client), mockClient(LambdaClient), mockClient(SQSClient)];
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:Countersign-Notify';
const HOUR = 3_600_000;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  for (const mock of [s3, lambda, sqs]) mock.reset();
});
// It is the classes that are mocked, since the command makes its own clients: other files have the true ones.
afterAll(() => {
  vi.unstubAllEnvs();
  for (const mock of [s3, lambda, sqs]) mock.restore();
});

describe('records that were given up', () => {
  /** As Lambda keeps it: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  const kept = (payload: unknown, functionArn = FUNCTION) =>
    JSON.stringify({
      requestContext: {
        ...{ requestId: '316aa6d0-8154-xmpl-9af7-85d5f4a6bc81', functionArn },
        ...{ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 21 },
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      ...{ version: '1.0', timestamp: '2026-01-05T09:00:00.000Z' },
      DDBStreamBatchInfo: { shardId: 'shardId-1', startSequenceNumber: '1', endSequenceNumber: '1', batchSize: 1 },
      payload,
    });
  const event = (...ids: string[]) => ({ Records: ids.map((eventID) => ({ eventID })) });

  /** Puts objects into the bucket, the first of them the oldest; hands back what is in it. */
  const bucketOf = (objects: Record<string, string>): Map<string, string> => {
    const present = new Map(Object.entries(objects));
    s3.on(ListObjectsV2Command).callsFake(({ ContinuationToken, Prefix }) => {
      const names = Object.keys(objects).filter((name) => name.startsWith(Prefix));
      const at = Number(ContinuationToken ?? 0);
      // Pages of one, the latest first: the order of names is none of time.
      const name = names.toReversed()[at];
      const LastModified = new Date(Date.now() - (names.length - names.indexOf(name ?? '')) * 3 * HOUR);
      const more = at + 1 < names.length;
      return {
        Contents: name === undefined ? [] : [{ Key: name, LastModified }],
        IsTruncated: more,
        ...(more && { NextContinuationToken: String(at + 1) }),
      };
    });
    s3.on(GetObjectCommand).callsFake(({ Key }) => {
      const text = present.get(Key);
      if (text === undefined) throw new NoSuchKey({ message: 'gone', $metadata: {} });
      return { Body: { transformToString: async () => text } };
    });
    s3.on(DeleteObjectCommand).callsFake(({ Key }) => void present.delete(Key));
    return present;
  };
  const answering = (...answers: object[]) => lambda.on(InvokeCommand).callsFake(() => answers.shift());
  const taken = () => ({ Payload: encoded({ batchItemFailures: [] }) });
  const encoded = (answer: unknown) => new TextEncoder().encode(JSON.stringify(answer));
  const handed = () =>
    lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => ({
      to: input.FunctionName,
      event: JSON.parse(new TextDecoder().decode(input.Payload as Uint8Array)) as unknown, // as the command sends it
    }));

  it('are handed to the function that gave them up, the oldest first, and removed', async () => {
    const printed = capturePrinted();
    const bucket = bucketOf({
      'aws/lambda/b': kept(event('1', '2')),
      'aws/lambda/a': kept(JSON.stringify(event('3'))),
    });
    answering(taken(), taken());

    const code = await redrive.run(['--bucket', 'failed']);

    expect(handed()).toEqual([
      { to: FUNCTION, event: event('1', '2') },
      { to: FUNCTION, event: event('3') },
    ]);
    expect([...bucket.keys()]).toEqual([]);
    expect(printed().stdout).toMatch(
      /^2 failed records in s3:\/\/failed\/aws\/lambda\/:\n {2}\S+Z, 6 h old {2}Countersign-Notify {2}2 changes {2}handed on {2}\[1 of 2\]\n/,
    );
    expect(printed().stdout).toContain('2 handed on and removed, 0 kept.');
    expect(code).toBe(0);
  });

  it.each<[string, object, string]>([
    [
      'some changes fail again',
      { Payload: encoded({ batchItemFailures: [{ itemIdentifier: '1' }] }) },
      '1 of 2 failed again',
    ],
    [
      'the function throws',
      { FunctionError: 'Unhandled', Payload: encoded({ errorMessage: 'no table' }) },
      'the function failed: {"errorMessage":"no table"}',
    ],
    ['the function answers something else', { Payload: encoded(null) }, 'the function answered something else: null'],
  ])('are kept where %s, and the others are handed on all the same', async (_what, answer, why) => {
    const printed = capturePrinted();
    const bucket = bucketOf({ 'aws/lambda/a': kept(event('1', '2')), 'aws/lambda/b': kept(event('3')) });
    answering(answer, taken());

    const code = await redrive.run(['--bucket', 'failed']);

    expect([...bucket.keys()]).toEqual(['aws/lambda/a']);
    expect(printed().stdout).toContain(`kept: ${why}`);
    expect(printed().stdout).toContain('1 handed on and removed, 1 kept.');
    expect(code).toBe(1);
  });

  it('are kept where the function cannot be called, or what is kept is no record', async () => {
    const printed = capturePrinted();
    const bucket = bucketOf({
      'aws/lambda/a': kept(event('1')),
      'aws/lambda/b': '{}',
      'aws/lambda/c': kept('no JSON'),
    });
    lambda.on(InvokeCommand).rejects(new Error('not authorized to perform lambda:InvokeFunction'));

    const code = await redrive.run(['--bucket', 'failed']);

    expect(bucket.size).toBe(3);
    expect(printed().stdout).toContain('kept: not authorized to perform lambda:InvokeFunction');
    expect(printed().stdout.match(/it is no record that Lambda kept/g)).toHaveLength(2);
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('are only looked at by a dry run', async () => {
    const printed = capturePrinted();
    const bucket = bucketOf({ 'aws/lambda/a': kept(event('1')) });

    const code = await redrive.run(['--bucket', 'failed', '--dry-run']);

    expect(printed().stdout).toContain('Countersign-Notify  1 change  aws/lambda/a');
    expect(lambda.calls()).toEqual([]);
    expect(bucket.size).toBe(1);
    expect(code).toBe(1);
  });

  it('are those under the prefix, where one is given', async () => {
    const printed = capturePrinted();
    bucketOf({ 'aws/lambda/mapping/a': kept(event('1')) });

    const code = await redrive.run(['--bucket', 'failed', '--prefix', 'aws/lambda/other/']);

    expect(printed().stdout).toBe('There are no failed records in s3://failed/aws/lambda/other/.\n');
    expect(code).toBe(0);
  });

  it('are none where there is no bucket of that name: that is said', async () => {
    s3.on(ListObjectsV2Command).rejects(new NoSuchBucket({ message: 'no', $metadata: {} }));

    await expect(redrive.run(['--bucket', 'nowhere'])).rejects.toThrow('There is no bucket nowhere.');
  });

  it("are counted as another's where somebody else hands them on meanwhile", async () => {
    const printed = capturePrinted();
    const bucket = bucketOf({ 'aws/lambda/a': kept(event('1')), 'aws/lambda/b': kept(event('2')) });
    lambda.on(InvokeCommand).callsFake(() => {
      bucket.clear(); // so does whoever is through both of them by now
      return taken();
    });

    const code = await redrive.run(['--bucket', 'failed']);

    expect(printed().stdout).toContain('gone: somebody else has handed it on, or removed it  [2 of 2]');
    expect(printed().stdout).toContain('1 handed on and removed, 0 kept.');
    expect(code).toBe(0);
  });

  describe('by start', () => {
    const START = 'arn:aws:lambda:eu-central-1:123456789012:function:Countersign-Start:$LATEST';
    const EVENT = { workflow: 'refund', input: { orderId: 'o-1', amount: 40 } };
    /** As Lambda keeps it: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
    const given = (requestPayload: object, requestId = 'request-1') =>
      JSON.stringify({
        ...{ version: '1.0', timestamp: '2026-01-05T09:00:00.000Z' },
        requestContext: { requestId, functionArn: START, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'frozen: …' },
      });
    const busEvent = { id: 'event-1', 'detail-type': 'Refund Asked', source: 'shop', detail: EVENT };
    let system: TestSystem;
    beforeEach(async () => {
      silenceErrors();
      system = createTestSystem({ workflows: [refundWorkflow([])], stores: await memoryStores() });
      const start = createStart(system.runner(), startTerms, { local: true, origins: [] });
      lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
        try {
          return {
            Payload: encoded(await start(JSON.parse(new TextDecoder().decode(Payload)), lambdaContext('anew'))),
          };
        } catch (error) {
          return { FunctionError: 'Unhandled', Payload: encoded({ errorMessage: String(error) }) };
        }
      });
    });
    const runs = async () => (await system.kept().runs.list({}, { limit: 10 })).items.map(({ runId }) => runId);

    it.each<[string, object, string]>([
      ['an event of a bus', busEvent, 'evt_event-1'],
      ['an invocation', EVENT, 'req_request-1'],
      ['an invocation that names its run', { ...EVENT, runId: 'run-1' }, 'run-1'],
    ])(
      'E1: start the run that they were to start, also where they are handed on twice: %s',
      async (_what, asked, run) => {
        const printed = capturePrinted();
        const bucket = bucketOf({ 'aws/lambda/async/a': given(asked), 'aws/lambda/async/b': given(asked) });

        const code = await redrive.run(['--bucket', 'failed']);

        expect(await runs()).toEqual([run]);
        expect(bucket.size).toBe(0);
        expect(printed().stdout).toContain('Countersign-Start  1 event  handed on  [1 of 2]');
        expect(code).toBe(0);
      },
    );

    it('are handed to the function by its own ARN, which is all that whoever may call it may name', async () => {
      capturePrinted();
      bucketOf({ 'aws/lambda/async/a': given(EVENT) });

      await redrive.run(['--bucket', 'failed']);

      expect(handed()).toMatchObject([{ to: 'arn:aws:lambda:eu-central-1:123456789012:function:Countersign-Start' }]);
    });

    it('are kept where start refuses them again', async () => {
      const printed = capturePrinted();
      const bucket = bucketOf({ 'aws/lambda/async/a': given({ ...EVENT, workflow: 'nope' }) });

      expect(await redrive.run(['--bucket', 'failed'])).toBe(1);

      expect(bucket.size).toBe(1);
      expect(printed().stdout).toMatch(/kept: the function failed: .*nope/);
    });
  });

  describe('by notify', () => {
    let system: TestSystem;
    let record: string;
    beforeEach(async () => {
      capturePrinted();
      silenceErrors();
      system = createTestSystem({ workflows: [refundWorkflow([])], stores: await memoryStores() });
      await system.start('refund', { orderId: 'o-1', amount: 40 }, { runId: 'run-1' });
      const [, parked] = await system.loseChanges();
      if (!parked) throw new Error('The run did not park.');
      record = kept({ Records: [{ eventID: 'e-1', dynamodb: { ...imagesOf(parked), SequenceNumber: '1' } }] });
    });
    const invoke = () =>
      lambda.on(InvokeCommand).callsFake(async ({ Payload }) => ({
        Payload: encoded(await createNotify(system.teller())(JSON.parse(new TextDecoder().decode(Payload)))),
      }));

    it('E2: do what they should have done, also where they are handed on twice', async () => {
      invoke();
      bucketOf({ 'aws/lambda/a': record, 'aws/lambda/b': record });

      expect(await redrive.run(['--bucket', 'failed'])).toBe(0);

      const { items } = await system.kept().approvals.listPending({ assignees: ['finance'] }, { limit: 10 });
      expect(items).toMatchObject([{ runId: 'run-1', status: 'pending' }]);
    });
  });
});

describe('messages that were laid aside', () => {
  const [URL, ARN] = [
    'https://sqs.eu-central-1.amazonaws.com/123456789012/dead',
    'arn:aws:sqs:eu-central-1:123456789012:dead',
  ];
  const queueOf = (...bodies: string[]) => {
    sqs
      .on(GetQueueUrlCommand, { QueueName: 'dead', QueueOwnerAWSAccountId: '123456789012' })
      .resolves({ QueueUrl: URL });
    sqs.on(GetQueueAttributesCommand).resolves({
      Attributes: { QueueArn: ARN, ApproximateNumberOfMessages: String(bodies.length) },
    });
    sqs.on(ReceiveMessageCommand).resolves({ Messages: bodies.map((Body) => ({ Body })) });
    sqs.on(StartMessageMoveTaskCommand).resolves({ TaskHandle: 'task' });
  };
  const ending = (Status: string, more: object = {}) =>
    sqs.on(ListMessageMoveTasksCommand).resolves({
      Results: [{ TaskHandle: 'task', Status, ApproximateNumberOfMessagesMoved: 2, ...more }],
    });
  const moves = () => sqs.commandCalls(StartMessageMoveTaskCommand).map(({ args: [{ input }] }) => input);

  it.each([URL, ARN])('are moved back from %s', async (queue) => {
    const printed = capturePrinted();
    queueOf('{"runId":"run-1"}', '{"runId":"run-2"}');
    ending('COMPLETED');

    const code = await redrive.run(['--queue', queue]);

    expect(moves()).toEqual([{ SourceArn: ARN }]);
    expect(printed().stdout).toContain('2 messages were laid aside');
    expect(printed().stdout).toContain('2 moved back.');
    expect(code).toBe(0);
  });

  it('stay where the move is ended before all are back, and it is said why', async () => {
    const printed = capturePrinted();
    queueOf('{"runId":"run-1"}');
    ending('FAILED', { FailureReason: 'AccessDenied' });

    expect(await redrive.run(['--queue', URL])).toBe(1);

    expect(printed().stdout).toContain('2 moved, and then it stopped: AccessDenied');
  });

  it('that would start runs anew are moved with --yes only, where nobody can be asked', async () => {
    const printed = capturePrinted();
    queueOf('{"workflow":"refund","input":{}}', '{"workflow":"refund","input":{},"runId":"r"}', 'no JSON');
    ending('COMPLETED');

    expect(await redrive.run(['--queue', URL, '--dry-run'])).toBe(1);
    expect(moves()).toEqual([]);
    expect(await redrive.run(['--queue', URL, '--yes'])).toBe(0);

    expect(moves()).toHaveLength(1);
    expect(printed().stdout).toContain('start runs and name no runId');
  });

  it('that name a runId need no caution', async () => {
    const printed = capturePrinted();
    queueOf('{"workflow":"refund","input":{},"runId":"r"}');
    ending('COMPLETED');

    expect(await redrive.run(['--queue', URL])).toBe(0);

    expect(printed().stdout).not.toContain('name no runId');
  });

  it('are none in an empty queue: nothing is moved', async () => {
    capturePrinted();
    queueOf();

    expect(await redrive.run(['--queue', URL])).toBe(0);
    expect(moves()).toEqual([]);
  });
});

it.each([[[]], [['--bucket', 'b', '--queue', 'q']]])(
  'is told what to redrive, and one thing at a time: %j',
  async (args) => {
    await expect(redrive.run(args)).rejects.toThrow('Say: countersign redrive --bucket NAME');
  },
);
