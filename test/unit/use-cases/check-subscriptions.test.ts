/** Who has left the topic is kept and listed. */
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createSnsTopicReaders } from '../../../shared/adapters/sns/topic-readers.ts';
import { checkSubscriptions } from '../../../shared/use-cases/check-subscriptions.ts';
import { listUndelivered, retryDelivery } from '../../../shared/use-cases/list-undelivered.ts';
import { createTestClock, plus, type TestClock } from '../../support/clock.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';

const TOPIC = 'arn:aws:sns:us-east-1:1:notices';
const client = new SNSClient({});
const sns = mockClient(client);

describeOnBothStores('the readers of the topic', (freshStores) => {
  let stores: TestStores;
  let clock: TestClock;
  beforeEach(async () => {
    sns.reset();
    stores = await freshStores();
    clock = createTestClock();
  });
  const check = () =>
    checkSubscriptions({
      ...{ deliveries: stores.deliveries, memory: stores.readerMemory, clock },
      readers: createSnsTopicReaders(client, TOPIC),
    });
  const subscriber = (Endpoint: string, SubscriptionArn = `${TOPIC}:${Endpoint}`) => ({
    ...{ SubscriptionArn, Endpoint, Protocol: Endpoint.includes('@') ? 'email' : 'sms', TopicArn: TOPIC, Owner: '1' },
  });
  /** Two pages, as SNS gives a hundred at a time. */
  const subscribed = (...subscriptions: ReturnType<typeof subscriber>[]) =>
    sns
      .on(ListSubscriptionsByTopicCommand, { TopicArn: TOPIC })
      .resolves({ Subscriptions: subscriptions.slice(0, 1), NextToken: 'next' })
      .on(ListSubscriptionsByTopicCommand, { TopicArn: TOPIC, NextToken: 'next' })
      .resolves({ Subscriptions: subscriptions.slice(1) });
  const listed = async () => (await listUndelivered({ ...stores, clock }, { limit: 50 })).items;

  it('C8: lists who was there and is gone, or has left, once', async () => {
    subscribed(subscriber('ann@example.com'), subscriber('bob@example.com'), subscriber('+4912345'));
    await check();
    subscribed(subscriber('+4912345'), subscriber('bob@example.com', 'Deleted'));

    clock.advance('1h');
    const gone = await check();
    clock.advance('1h');
    await check();

    expect(gone).toBe(2);
    expect((await listed()).sort((a, b) => (a.to < b.to ? -1 : 1))).toMatchObject([
      {
        ...{ kind: 'subscription', channel: 'sns', to: 'ann@example.com', why: 'unsubscribed', at: plus('1h') },
        error:
          'The subscription by email was there on Mon 5 Jan 2026, 09:00 UTC and is gone: they left, or it was removed.',
      },
      { to: 'bob@example.com' },
    ]);
  });

  it('lists nobody who never confirmed', async () => {
    subscribed(subscriber('ann@example.com', 'PendingConfirmation'));
    await check();
    subscribed();

    clock.advance('2h');

    expect(await check()).toBe(0);
    expect(await listed()).toEqual([]);
  });

  it('waits no longer for an answer than the sweep has time, and looks again', async () => {
    const hanging = { list: () => new Promise<never>(() => {}) };
    const told = { deliveries: stores.deliveries, memory: stores.readerMemory, clock };

    const checking = checkSubscriptions({ ...told, readers: hanging });
    const ticking = setInterval(() => clock.advance('1s'), 5);

    await expect(checking.finally(() => clearInterval(ticking))).rejects.toThrow(/longer than 4000 ms/);
    expect(await stores.readerMemory.read()).toBeUndefined();
  });

  it('looks once an hour', async () => {
    subscribed(subscriber('ann@example.com'));

    await check();
    clock.advance('59m');
    await check();
    expect(sns.calls()).toHaveLength(2);
    clock.advance('1m');
    await check();
    expect(sns.calls()).toHaveLength(4);
  });

  it('lists each once where two look at once', async () => {
    subscribed(subscriber('ann@example.com'));
    await check();
    subscribed();
    clock.advance('1h');

    await Promise.all([check(), check()]);

    expect(await listed()).toHaveLength(1);
  });

  it('cannot be tried again: who left subscribes anew', async () => {
    subscribed(subscriber('ann@example.com'));
    await check();
    subscribed();
    clock.advance('1h');
    await check();
    const [item] = await listed();

    await expect(retryDelivery({ ...stores, clock }, item?.id ?? '')).rejects.toMatchObject({ code: 'not-allowed' });
  });
});
