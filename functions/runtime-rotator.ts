/** The part of the composition root that rotates the secret, and needs nothing else. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretsManagerVersions } from '../shared/adapters/keys/secret-versions.ts';
import { createSystemClock } from '../shared/adapters/system/clock.ts';
import { setting } from '../shared/lambda/env.ts';
import type { Rotator } from '../shared/use-cases/rotate-secret.ts';

/** The secret that is rotated, by its ARN. */
export const awsSecretId = (): string => setting('secret');

export const awsRotator = (): Rotator => ({
  versions: createSecretsManagerVersions(new SecretsManagerClient({}), awsSecretId()),
  clock: createSystemClock(),
});
