/** The SQS wake-up queue, by what it sends and what its reader makes of it. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createSqsWakeQueue } from '../../shared/adapters/sqs/sqs-wake-queue.ts';
import { WakeUp } from '../../shared/ports/wake-queue.ts';
import { aSettlement } from '../support/builders.ts';

const client = new SQSClient({});
const sqs = mockClient(client);
const queue = createSqsWakeQueue(client, 'https://queue');
beforeEach(() => sqs.reset());

it('sends a wake-up as its reader parses it', async () => {
  const wakeUp = { runId: 'r-1', settled: { key: 'k', epoch: 1, settlement: aSettlement() } };
  sqs.on(SendMessageCommand).resolves({});

  await queue.send(wakeUp);

  const [sent] = sqs.commandCalls(SendMessageCommand);
  expect(sent?.args[0].input.QueueUrl).toBe('https://queue');
  expect(WakeUp.parse(JSON.parse(sent?.args[0].input.MessageBody ?? ''))).toEqual(wakeUp);
});

it('fails where SQS does, so that the change is followed again', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('throttled'));

  await expect(queue.send({ runId: 'r-1' })).rejects.toThrow('throttled');
});
