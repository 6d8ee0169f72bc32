/** Who has left the topic is kept and listed; what waits is marked once nobody is left. */
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createSnsTopicReaders } from '../../../shared/adapters/sns/topic-readers.ts';
import type { TopicReader } from '../../../shared/ports/topic-readers.ts';
import { checkSubscriptions, type Subscriptions } from '../../../shared/use-cases/check-subscriptions.ts';
import { listUndelivered, retryDelivery } from '../../../shared/use-cases/list-undelivered.ts';
import { readApproval } from '../../../shared/use-cases/read-approval.ts';
import { retryDeliveries } from '../../../shared/use-cases/retry-deliveries.ts';
import { tellPeople } from '../../../shared/use-cases/tell-people.ts';
import { aPendingApproval } from '../../support/builders.ts';
import { createFailingChannel } from '../../support/channel.ts';
import { createTestClock, plus, type TestClock } from '../../support/clock.ts';
import { describeOnBothStores, type TestStores } from '../../support/stores.ts';
import { createTestSystem, type TestSystem } from '../../support/system.ts';
import { workflowOf } from '../../support/workflows.ts';

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
  const checked = (more: Partial<Subscriptions> = {}): Subscriptions => ({
    ...{ approvals: stores.approvals, deliveries: stores.deliveries, memory: stores.readerMemory, clock },
    ...{ readers: createSnsTopicReaders(client, TOPIC), isOnlyWay: true, ...more },
  });
  const check = (more?: Partial<Subscriptions>) => checkSubscriptions(checked(more));
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

    const checking = check({ readers: hanging });
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

describeOnBothStores('what waits while nobody reads the topic', (freshStores) => {
  const KEY = 'approve:refund';
  const ANN = { protocol: 'email', endpoint: 'ann@example.com' };
  const BOB = { protocol: 'sms', endpoint: '+4912345' };
  const MARK = {
    channel: 'sns',
    to: 'whoever is asked',
    why: expect.stringContaining('The last reader of the topic left'),
  };
  let stores: TestStores;
  let system: TestSystem;
  let topic: ReturnType<typeof createFailingChannel>;
  let readers: TopicReader[];
  beforeEach(async () => {
    stores = await freshStores();
    topic = createFailingChannel(0, 'sns');
    const refund = workflowOf('refund', ({ approval }) =>
      approval(KEY, { assignee: 'finance', remind: ['12h', '18h'] }),
    );
    const clock = createTestClock({ sleep: 'short-at-once' });
    system = createTestSystem({ workflows: [refund], stores, clock, channels: [topic] });
    readers = [ANN, BOB];
  });
  const subscriptions = (more: Partial<Subscriptions> = {}): Subscriptions => ({
    ...{ approvals: stores.approvals, deliveries: stores.deliveries, memory: stores.readerMemory },
    ...{ clock: system.clock, readers: { list: async () => readers }, isOnlyWay: true, ...more },
  });
  const check = (more?: Partial<Subscriptions>) => checkSubscriptions(subscriptions(more));
  const start = async () => {
    const { run } = await system.start('refund');
    await system.drain();
    return run.runId;
  };
  const unseenOf = async (runId: string) => (await readApproval(stores, { runId, key: KEY })).view.possiblyUnseen;
  const leave = async (...left: TopicReader[]) => {
    await check();
    readers = left;
    system.clock.advance('1h');
    await check();
  };

  it('C8: is marked as possibly unseen, and says why, once the last reader has left', async () => {
    const runId = await start();

    await leave();

    expect(await unseenOf(runId)).toEqual([
      { ...MARK, why: 'The last reader of the topic left, as was seen on Mon 5 Jan 2026, 10:00 UTC.', at: plus('1h') },
    ]);
  });

  it('C8: is marked as well where it is asked later, and each of it once', async () => {
    const before = await start();
    await leave();
    const { revision } = (await stores.approvals.get(before, KEY)) ?? {};
    const later = await start();

    await check();
    expect(await unseenOf(later)).toBeUndefined(); // asked after it was seen that nobody is there: somebody may be by now
    system.clock.advance('1m');
    await check();

    expect(await unseenOf(later)).toMatchObject([MARK]);
    expect(await stores.approvals.get(before, KEY)).toMatchObject({ revision });
  });

  it('is not marked while anybody reads it, nor where nobody ever has, nor where people are told in another way', async () => {
    const runId = await start();

    await leave(BOB);
    expect(await unseenOf(runId)).toBeUndefined();
    readers = [];
    system.clock.advance('1h');
    await check({ isOnlyWay: false });
    expect(await unseenOf(runId)).toBeUndefined();

    await stores.readerMemory.replace((await stores.readerMemory.read())?.at, { at: plus('0s'), readers: [] });
    await check();
    expect(await unseenOf(runId)).toBeUndefined();
  });

  it('is not marked any more once somebody subscribes, which is looked for at each sweep', async () => {
    await leave();
    readers = [ANN];
    system.clock.advance('1m');
    await check();

    const runId = await start();
    system.clock.advance('1m');
    await check();

    expect(await unseenOf(runId)).toBeUndefined();
    expect((await stores.readerMemory.read())?.unread).toBeUndefined();
  });

  it('loses the mark with the first notice that a new reader is told, and not before', async () => {
    const runId = await start();
    await leave();
    await system.drain();
    await system.pass('11h');
    expect(topic.told.map(({ kind }) => kind)).toEqual(['approval-needed', 'reminder']);
    expect(await unseenOf(runId)).toMatchObject([MARK]);

    readers = [ANN];
    await check();
    await system.drain();
    expect(await unseenOf(runId)).toMatchObject([MARK]);
    await system.pass('6h');

    expect(topic.told.at(-1)?.kind).toBe('reminder');
    expect(await unseenOf(runId)).toBeUndefined();
  });

  it('keeps the mark where the topic takes no notice, and loses it once that is told again', async () => {
    const failing = createFailingChannel(4, 'sns');
    const tellers = { ...system.teller(), channels: [failing], deliveries: stores.deliveries };
    const runId = await start();
    await leave();
    const marked = await stores.approvals.get(runId, KEY);
    readers = [ANN];
    system.clock.advance('1m');
    await check();

    await tellPeople(tellers, { kind: 'approval', ...(marked && { after: marked }) });
    expect(await unseenOf(runId)).toMatchObject([MARK]);
    for (const wait of ['1m', '5m']) {
      system.clock.advance(wait);
      await retryDeliveries(tellers, { limit: 100, atOnce: 4, stopAfterMs: 60_000 });
    }

    expect(failing.told).toHaveLength(1);
    expect(await unseenOf(runId)).toBeUndefined();
  });

  it('costs no read for what is told without the mark', async () => {
    let reads = 0;
    const read = async () => {
      reads++;
      return undefined;
    };
    const teller = { ...system.teller(), topic: { read } };
    const approval = aPendingApproval({ runId: 'run-1', key: KEY });
    await stores.approvals.ask(approval);

    await tellPeople(teller, { kind: 'approval', after: approval });

    expect([topic.told.length, reads]).toEqual([1, 0]);
  });

  it('is marked a hundred at a time, and those that cannot be marked hold up no other', async () => {
    const asked = Array.from({ length: 130 }, (_, nth) =>
      aPendingApproval({ runId: `run-${String(nth).padStart(3, '0')}`, key: KEY, expiresAt: plus(`${nth + 1000}m`) }),
    );
    await Promise.all(asked.map((approval) => stores.approvals.ask(approval)));
    const marked = async () => {
      const all = await Promise.all(asked.map(({ runId }) => stores.approvals.get(runId, KEY)));
      return all.flatMap((approval) => (approval?.unseen ? [approval.runId] : [])).length;
    };
    const approvals: TestStores['approvals'] = {
      ...stores.approvals,
      move: async (runId, key, move) => {
        if (runId === 'run-007') throw new Error('down');
        return stores.approvals.move(runId, key, move);
      },
    };
    await check();
    readers = [];
    system.clock.advance('1h');

    await expect(check({ approvals })).rejects.toThrow('Not all that waits could be marked.');
    expect(await marked()).toBe(99);
    await check();
    expect(await marked()).toBe(129);
    await check();
    expect(await marked()).toBe(130);
  });

  it('is marked for a second at most, and the rest at the next look', async () => {
    const asked = Array.from({ length: 15 }, (_, nth) => aPendingApproval({ runId: `run-${nth}`, key: KEY }));
    await Promise.all(asked.map((approval) => stores.approvals.ask(approval)));
    const slow: TestStores['approvals'] = {
      ...stores.approvals,
      move: async (runId, key, move) => {
        system.clock.advance('2s');
        return stores.approvals.move(runId, key, move);
      },
    };
    const marked = async () => (await Promise.all(asked.map(({ runId }) => unseenOf(runId)))).filter(Boolean).length;
    await check();
    readers = [];
    system.clock.advance('1h');

    await check({ approvals: slow });
    expect(await marked()).toBe(10);
    await check();

    expect(await marked()).toBe(15);
  });
});
