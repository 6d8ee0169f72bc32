/** The sweepers on Lambda, by what they are invoked with. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createLambdaSweepers } from '../../shared/adapters/lambda/lambda-sweepers.ts';

const client = new LambdaClient({ region: 'us-east-1' });
const lambda = mockClient(client);
const sweepers = createLambdaSweepers({ parts: 3, client: () => client, functionName: 'sweep' });
beforeEach(() => lambda.reset());

const PARTS = [0, 1, 2].map((number) => ({ number, of: 3 }));

it('invoke the function once for each part, and wait for none of them', async () => {
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });

  await sweepers.send(PARTS);

  const inputs = lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => input);
  expect(inputs).toMatchObject(PARTS.map(() => ({ FunctionName: 'sweep', InvocationType: 'Event' })));
  expect(inputs.map(({ Payload }) => JSON.parse(Buffer.from(Payload as Uint8Array).toString()))).toEqual(
    PARTS.map((part) => ({ part })),
  );
});

it('fail where one of them could not be invoked, once all the others were', async () => {
  lambda.on(InvokeCommand).resolves({}).on(InvokeCommand).resolvesOnce({}).rejectsOnce(new Error('throttled'));

  await expect(sweepers.send(PARTS)).rejects.toThrow('throttled');

  expect(lambda.commandCalls(InvokeCommand)).toHaveLength(3);
});
