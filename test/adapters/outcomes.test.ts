/** What other systems are sent: events on a bus, and the answer that a task of Step Functions waits for. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, TaskTimedOut } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createEventBus } from '../../shared/adapters/eventbridge/event-bus.ts';
import { createTaskCallback } from '../../shared/adapters/stepfunctions/task-callback.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { createRecordingLog } from '../support/log.ts';

const AT = '2026-01-05T09:00:00.000Z';
const completed: Outcome = {
  ...{ type: 'Run Completed', at: AT, taskToken: 'token' },
  detail: { id: 'r-1/2/completed', runId: 'r-1', workflow: 'refund', status: 'completed', result: { refunded: 40 } },
};
const failed: Outcome = {
  ...{ type: 'Run Failed', at: AT, taskToken: 'token' },
  detail: {
    ...{ id: 'r-1/2/failed', runId: 'r-1', workflow: 'refund', status: 'failed' },
    error: { code: 'approval-rejected', message: 'Rejected by ann: too much' },
  },
};

describe('the event bus', () => {
  const client = new EventBridgeClient({});
  const events = mockClient(client);
  beforeEach(() => events.reset());
  const bus = createEventBus(client, 'default');

  it('puts one event for each outcome, with the id in its detail', async () => {
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });

    await bus.tell(completed);

    const [call] = events.commandCalls(PutEventsCommand);
    const [entry] = call?.args[0].input.Entries ?? [];
    expect(entry).toMatchObject({ EventBusName: 'default', Source: 'countersign', DetailType: 'Run Completed' });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual(completed.detail);
    expect(entry?.Time).toEqual(new Date(AT));
  });

  it('fails where the bus did not take it, so that it is told again', async () => {
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down' };
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [refused] });

    await expect(bus.tell(completed)).rejects.toThrow('"Run Completed" of run r-1: ThrottlingException Slow down');
  });
});

describe('the task callback', () => {
  const client = new SFNClient({});
  const tasks = mockClient(client);
  beforeEach(() => tasks.reset());
  const log = createRecordingLog();
  const callback = createTaskCallback(() => client, log);

  it('hands the result to the task that waits', async () => {
    tasks.on(SendTaskSuccessCommand).resolves({});

    await callback.tell(completed);

    const [call] = tasks.commandCalls(SendTaskSuccessCommand);
    expect(call?.args[0].input).toEqual({ taskToken: 'token', output: '{"refunded":40}' });
  });

  it('fails the task with the code and the words of the run', async () => {
    tasks.on(SendTaskFailureCommand).resolves({});

    await callback.tell(failed);

    const [call] = tasks.commandCalls(SendTaskFailureCommand);
    expect(call?.args[0].input).toMatchObject({ error: 'approval-rejected', cause: 'Rejected by ann: too much' });
  });

  it('asks nothing of Step Functions for a run that no task waits for', async () => {
    const { taskToken: _none, ...alone } = completed;

    await callback.tell(alone);

    expect(tasks.calls()).toHaveLength(0);
  });

  it('leaves it where nobody waits any more, and fails for every other reason', async () => {
    tasks.on(SendTaskSuccessCommand).rejectsOnce(new TaskTimedOut({ message: 'late', $metadata: {} }));
    tasks.on(SendTaskFailureCommand).rejects(new Error('throttled'));

    await callback.tell(completed);

    await expect(callback.tell(failed)).rejects.toThrow('throttled');
    expect(log.lines).toMatchObject([{ level: 'warn', about: { runId: 'r-1' } }]);
  });
});
