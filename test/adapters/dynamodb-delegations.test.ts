/** What is left of a delegation where the process dies between the two writes of one. */
import { expect, it } from 'vitest';
import { createDynamoDBStores } from '../../shared/adapters/dynamodb/stores.ts';
import { aDelegation } from '../support/builders.ts';
import { describeWithDynamoDB, dynamoDBStores, ownClient } from '../support/stores.ts';

/** The store as a process sees it that dies before its second write of a kind. */
async function dying(table: string, kind: 'Put' | 'Delete') {
  const client = ownClient();
  let writes = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === `${kind}ItemCommand` && ++writes > 1) throw new Error('The process was killed.');
        return next(args);
      },
    { step: 'initialize', name: 'die' },
  );
  return createDynamoDBStores(client, table).delegations;
}

describeWithDynamoDB('a delegation that is written by half', () => {
  it('does not count, and can be found and revoked', async () => {
    const { delegations, table } = await dynamoDBStores();
    const given = aDelegation();

    await expect((await dying(table, 'Put')).add(given)).rejects.toThrow('killed');

    expect(await delegations.givenTo(given.to)).toEqual([]);
    expect(await delegations.givenBy(given.from)).toEqual([given]);
    expect(await delegations.remove(given.from, given.id)).toBe(true);
    expect(await delegations.givenBy(given.from)).toEqual([]);
  });

  it('that is revoked by half counts no more, and can be revoked again', async () => {
    const { delegations, table } = await dynamoDBStores();
    const given = aDelegation();
    await delegations.add(given);

    await expect((await dying(table, 'Delete')).remove(given.from, given.id)).rejects.toThrow('killed');

    expect(await delegations.givenTo(given.to)).toEqual([]);
    expect(await delegations.remove(given.from, given.id)).toBe(true);
    expect(await delegations.remove(given.from, given.id)).toBe(false);
  });
});
