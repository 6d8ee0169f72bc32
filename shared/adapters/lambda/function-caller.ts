/** Calls functions on Lambda. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FunctionCaller } from '../../ports/function-caller.ts';

export const createLambdaFunctionCaller = (client = new LambdaClient({})): FunctionCaller => ({
  async call(FunctionName, event) {
    const { FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(event) }),
    );
    return { answer: new TextDecoder().decode(Payload), failed: FunctionError !== undefined };
  },
});
