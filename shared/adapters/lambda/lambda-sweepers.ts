/** Has a Lambda function invoked once for each part of what is due. */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Sweepers } from '../../ports/sweepers.ts';

export interface LambdaSweepersOptions {
  parts: number;
  /** Makes the client: when there is much to sweep, which is seldom. */
  client(): LambdaClient | Promise<LambdaClient>;
  /** The function that sweeps; its event names the part. */
  functionName: string;
}

export const createLambdaSweepers = ({ parts: among, client, functionName }: LambdaSweepersOptions): Sweepers => ({
  parts: among,
  async send(parts) {
    const [lambda, { InvokeCommand }] = await Promise.all([client(), import('./sdk.ts')]);
    const invoked = await Promise.allSettled(
      parts.map((part) =>
        lambda.send(
          new InvokeCommand({
            FunctionName: functionName,
            InvocationType: 'Event',
            Payload: Buffer.from(JSON.stringify({ part })),
          }),
        ),
      ),
    );
    const failed = invoked.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  },
});
