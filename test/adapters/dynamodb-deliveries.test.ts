/** What was not delivered, where a record of it cannot be read: written by a later version, say. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { deliveryKey } from '../../shared/adapters/dynamodb/table.ts';
import { retryDeliveries } from '../../shared/use-cases/retry-deliveries.ts';
import { createFailingChannel } from '../support/channel.ts';
import { createTestClock } from '../support/clock.ts';
import { dueDeliveries } from '../support/due-deliveries.ts';
import { createRecordingLog } from '../support/log.ts';
import { describeWithDynamoDB, dynamoDBStores } from '../support/stores.ts';
import { createTestSystem } from '../support/system.ts';
import { refundWorkflow } from '../support/workflows.ts';

describeWithDynamoDB('a delivery that cannot be read', () => {
  it('C8: holds up no other, is told of, and stays due', async () => {
    const log = createRecordingLog();
    const stores = await dynamoDBStores();
    const channel = createFailingChannel(6, 'mail');
    const system = createTestSystem({
      ...{ workflows: [refundWorkflow([])], stores, channels: [channel], log },
      clock: createTestClock({ sleep: 'short-at-once' }),
    });
    for (const orderId of ['o-1', 'o-2']) {
      await system.start('refund', { orderId, amount: 40 });
      await system.drain();
    }
    const [first] = await dueDeliveries(stores);
    await stores.client.send(
      new UpdateItemCommand({
        ...{ TableName: stores.table, Key: stringsOf(deliveryKey(first?.id ?? '')) },
        ...{
          UpdateExpression: 'SET kind = :kind',
          ExpressionAttributeValues: { ':kind': { S: 'of-a-later-version' } },
        },
      }),
    );
    system.clock.advance('1m');

    const retried = await retryDeliveries(
      { ...system.teller(), deliveries: stores.deliveries },
      { limit: 1, atOnce: 1, stopAfterMs: 60_000 },
    );

    expect(retried).toEqual({ delivered: 1, failed: 1, dropped: 0 });
    expect(channel.told).toHaveLength(1);
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error', about: { deliveryId: first?.id } }));
    expect(await stores.deliveries.due('9999-01-01T00:00:00.000Z', 10)).toMatchObject([{ id: first?.id }]);
  });
});

const stringsOf = ({ pk, sk }: { pk: string; sk: string }) => ({ pk: { S: pk }, sk: { S: sk } });
