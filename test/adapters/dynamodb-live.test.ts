/** What the stores of the stream ask of DynamoDB, and what their records are. */
import { setTimeout as wait } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { fits } from '../../infra/local/filter.ts';
import { changeOf, type Images, openedOf } from '../../shared/adapters/dynamodb/stream.ts';
import { STREAM_FILTERS } from '../../shared/adapters/dynamodb/stream-filters.ts';
import { aConnection } from '../support/builders.ts';
import { plus } from '../support/clock.ts';
import { describeWithDynamoDB, dynamoDBStores, ownClient } from '../support/stores.ts';

/** A client whose reads take a while to be heard, and how many were made. */
function slowClient() {
  const client = ownClient();
  const made = { lookUps: 0, queries: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'BatchGetItemCommand') made.lookUps++;
        else if (commandName === 'QueryCommand') made.queries++;
        else return next(args);
        const answer = await next(args);
        await wait(50);
        return answer;
      },
    { step: 'initialize', name: 'slow' },
  );
  return { client, made };
}

describeWithDynamoDB('the connections', () => {
  it('are found by whoever asks after they were opened, also while the answer to an earlier question is under way', async () => {
    const { connections } = await dynamoDBStores(slowClient().client);
    const earlier = connections.watching(['run:run-1']);
    await wait(25); // it has been asked by now

    await connections.open(aConnection({ topics: ['run:run-1'] }));
    const later = await connections.watching(['run:run-1']);

    expect(later).toHaveLength(1);
    expect(await earlier).toHaveLength(0);
  });

  it('are read once for all who ask at the same time', async () => {
    const { client, made } = slowClient();
    const { connections } = await dynamoDBStores(client);
    await connections.open(aConnection({ topics: ['run:run-1'] }));

    const found = await Promise.all(Array.from({ length: 50 }, () => connections.watching(['run:run-1'])));

    expect(found.map(({ length }) => length)).toEqual(Array(50).fill(1));
    expect(made).toEqual({ lookUps: 1, queries: 1 });
  });

  it('are looked up in one request where nobody follows a change, whatever else is followed', async () => {
    const { client, made } = slowClient();
    const { connections } = await dynamoDBStores(client);
    for (let i = 0; i < 20; i++) await connections.open(aConnection({ topics: [`run:other-${i}`] }));

    const found = await connections.watching(['run:run-1', 'approval:run-1/a', 'inboxes', 'inbox:finance']);

    expect(found).toEqual([]);
    expect(made).toEqual({ lookUps: 1, queries: 0 });
  });

  it('are read again after a reading that failed', async () => {
    const client = ownClient();
    const { connections } = await dynamoDBStores(client);
    let isAway = true;
    client.middlewareStack.add((next) => (args) => (isAway ? Promise.reject(new Error('away')) : next(args)), {
      step: 'initialize',
      name: 'away',
    });

    const failed = await connections.watching(['run:run-1']).catch((error: Error) => error.message);
    isAway = false;

    expect(failed).toBe('away');
    expect(await connections.watching(['run:run-1'])).toEqual([]);
  });

  it('come through the stream when they are opened, to notify alone; when they are closed, to nobody', async () => {
    const { connections, records } = await dynamoDBStores();
    const connection = aConnection();

    await connections.open(connection);
    await connections.close(connection.id);

    const all = await records();
    const [opened = {}, ...more] = all.filter(({ dynamodb }) => openedOf(dynamodb as Images));
    expect(openedOf(opened.dynamodb as Images)).toEqual(connection);
    expect(more).toEqual([]);
    const handedTo = (reader: keyof typeof STREAM_FILTERS) =>
      all.filter((record) => fits(STREAM_FILTERS[reader], record));
    expect(handedTo('notify')).toEqual([opened]);
    expect(handedTo('wake')).toEqual([]);
    expect(all.filter(({ dynamodb }) => changeOf(dynamodb as Images))).toEqual([]);
  });

  it('have a time to live that ends with them, in seconds', async () => {
    const { connections, client, table } = await dynamoDBStores();
    const connection = aConnection({ until: plus('2h') });

    await connections.open(connection);

    const Key = { pk: { S: `CONNECTION#${connection.id}` }, sk: { S: 'CONNECTION' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
    expect(Item?.ttl).toEqual({ N: String(Date.parse(plus('2h')) / 1000) });
  });
});

describeWithDynamoDB('the tickets', () => {
  it('have a time to live that ends with them, in seconds, and no reader of the stream', async () => {
    const { tickets, client, table, records } = await dynamoDBStores();
    const actor = { id: 'ann@example.com', groups: [], proof: 'jwt' as const };

    await tickets.keep('digest', { actor, expiresAt: plus('1m') });
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: 'TICKET#digest' }, sk: { S: 'TICKET' } } }),
    );
    await tickets.take('digest');

    expect(Item?.ttl).toEqual({ N: String(Date.parse(plus('1m')) / 1000) });
    for (const record of await records())
      for (const filters of Object.values(STREAM_FILTERS)) expect(fits(filters, record)).toBe(false);
  });
});
