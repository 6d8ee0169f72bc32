/** Reads a secret from AWS Secrets Manager: that which records are signed with, or one of Slack's. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isWritten } from '../../domain/key-ring.ts';

/** Most invocations need no secret: the client is loaded by the first that does. */
export interface SecretsManager {
  client(): SecretsManagerClient | Promise<SecretsManagerClient>;
  /** The name of the secret, or its ARN. */
  secret: string;
}

/** The secret as it is now; then, where that does not say itself what was before it, as it was before it was last replaced. */
export const secretsManagerSecret =
  ({ client, secret: SecretId }: SecretsManager) =>
  async (): Promise<string[]> => {
    const [manager, { GetSecretValueCommand, ResourceNotFoundException }] = await Promise.all([
      client(),
      import('./sdk.ts'),
    ]);
    const read = async (VersionStage: string) =>
      (await manager.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
    const current = await read('AWSCURRENT');
    if (current === undefined) throw new Error(`The secret ${SecretId} holds no text.`);
    if (isWritten(current)) return [current];
    const previous = await read('AWSPREVIOUS').catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined; // it was never replaced
      throw error;
    });
    return [current, ...(previous === undefined ? [] : [previous])];
  };
