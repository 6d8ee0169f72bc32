/** Reads the secret that records are signed with from AWS Secrets Manager. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Most invocations sign nothing: the client is loaded by the first that does. */
export interface SecretsManager {
  client(): SecretsManagerClient | Promise<SecretsManagerClient>;
  /** The name of the secret, or its ARN. */
  secret: string;
}

/** The secret as it is now, then as it was before it was last rotated. */
export const secretsManagerSecret =
  ({ client, secret: SecretId }: SecretsManager) =>
  async (): Promise<string[]> => {
    const [manager, { GetSecretValueCommand, ResourceNotFoundException }] = await Promise.all([
      client(),
      import('./sdk.ts'),
    ]);
    const read = async (VersionStage: string) =>
      (await manager.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
    const [current, previous] = await Promise.all([
      read('AWSCURRENT'),
      read('AWSPREVIOUS').catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined; // it was never rotated
        throw error;
      }),
    ]);
    if (current === undefined) throw new Error('The secret that records are signed with holds no text.');
    return [current, ...(previous === undefined ? [] : [previous])];
  };
