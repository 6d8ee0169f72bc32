/** What becomes of a run that has more at once than DynamoDB keeps in one record. */
import { expect, it } from 'vitest';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';
import { workflowOf } from '../support/workflows.ts';

describeWithDynamoDB('a run that is too large', () => {
  it('fails the run with a clear error, instead of trying again and again', async () => {
    const workflow = workflowOf('large', async ({ approval }) => {
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => approval(key, { metadata: 'x'.repeat(90_000) })));
    });
    const system = createTestSystem({ workflows: [workflow], stores: await dynamoDBStores() });

    const { run } = await system.start('large', { text: 'x'.repeat(200_000) });

    expect(run).toMatchObject({ status: 'failed', error: { code: 'value-not-kept' } });
  });
});
