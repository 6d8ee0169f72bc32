/** What of messages DynamoDB keeps goes with the run that they are about. */
import { expect, it } from 'vitest';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';

describeWithDynamoDB('messages in DynamoDB', () => {
  it('are removed with what their run asked', async () => {
    const { sent, approvals } = await dynamoDBStores();
    const about = { runId: 'run-1', key: 'k', epoch: 1, channel: 'C1', ts: '1.1' };
    await sent.keep({ ...about, noticeId: 'run-1/k/1/approval-needed' });

    await approvals.removeOfRun('run-1');

    expect(await sent.of('run-1', 'k')).toEqual([]);
  });
});
