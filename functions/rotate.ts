/** rotate: called by Secrets Manager, one step of a rotation at a time; makes the secret that records and links are signed with anew. */
import { CountersignError } from '../shared/errors.ts';
import { directInput } from '../shared/lambda/direct.ts';
import { RotationEvent } from '../shared/lambda/rotation.ts';
import { type Rotator, rotateSecret } from '../shared/use-cases/rotate-secret.ts';
import { onLambda } from './on-lambda.ts';
import { awsRotator, awsSecretId } from './runtime-rotator.ts';

/** `secretId` is the one secret that is rotated. */
export const createRotate =
  (rotator: Rotator, secretId: string) =>
  async (event: unknown): Promise<void> => {
    const { Step: step, SecretId, ClientRequestToken: version } = directInput(RotationEvent, event);
    if (SecretId !== secretId)
      throw new CountersignError(
        'invalid-input',
        `SecretId must be ${secretId}: this function rotates no other secret.`,
      );
    await rotateSecret(rotator, { step, version });
  };

export const handler = onLambda(async () => createRotate(awsRotator(), awsSecretId()));
